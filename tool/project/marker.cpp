#include "tool/project/marker.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/nearest.hpp"
#include "tool/project/blanks.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace kiln::tool {
namespace {

void skip_blanks(std::string_view& text) { text = behind_blanks(text); }

/// At the numbers of their kinds.
const std::array<std::string, 5>& marker_names() {
    static const std::array<std::string, 5> names = {"upgrade", "downgrade", "fixture", "allow",
                                                     "confirm"};
    return names;
}

/// The kind whose name is near.
std::optional<MarkerKind> guess_kind(std::string_view name) {
    // A word of any length is no slip.
    if (name.size() > 20) return std::nullopt;
    const std::size_t found = nearest(std::string(name), marker_names());
    if (found >= marker_names().size()) return std::nullopt;
    return static_cast<MarkerKind>(found);
}

Marker marker_of(std::string_view rest, bool exact) {
    Marker marker;
    marker.exact = exact;
    marker.name = first_word(rest);
    marker.options = rest.substr(marker.name.size());
    const auto& names = marker_names();
    const auto found = std::find(names.begin(), names.end(), marker.name);
    if (found != names.end()) {
        marker.kind = static_cast<MarkerKind>(found - names.begin());
    } else {
        marker.misspelt = true;
        // `-- kiln: upgrade`: the name is behind the blank.
        std::string_view words = marker.options;
        if (marker.name.empty()) {
            marker.name = take_word(words);
            marker.options = words;
        }
        marker.kind = guess_kind(marker.name);
    }
    return marker;
}

/// Whether a line that is no exact marker means one: a sentence may begin with any of the words.
bool is_near_miss(const Marker& marker) {
    if (!marker.kind || *marker.kind == MarkerKind::confirm) return false;
    if (*marker.kind != MarkerKind::allow) return true;
    std::string_view options = marker.options;
    const std::string_view rule = take_word(options);
    return equal_ignoring_case(marker.name, "allow") && rule.size() > 1 &&
           to_lower(rule[0]) == 'k' && rule[1] >= '0' && rule[1] <= '9';
}

bool is_option(std::string_view word) {
    return word == "sqlite" || word == "postgresql" || word == "mysql" || word == "no-transaction";
}

}  // namespace

std::string_view name_of(MarkerKind kind) { return marker_names()[static_cast<std::size_t>(kind)]; }

std::string_view take_word(std::string_view& text) {
    skip_blanks(text);
    const std::string_view word = first_word(text);
    text.remove_prefix(word.size());
    return word;
}

std::optional<Marker> read_marker(std::string_view line) {
    if (!line.starts_with("--")) return std::nullopt;
    if (line.starts_with(marker_start)) return marker_of(line.substr(marker_start.size()), true);
    // Nearly every comment says something else.
    std::size_t word = 2;
    while (word < line.size() && (line[word] == '-' || is_line_blank(line[word]))) ++word;
    if (word == line.size() || to_lower(line[word]) != 'k') return std::nullopt;

    std::string_view rest = line.substr(line.find_first_not_of('-'));
    skip_blanks(rest);
    if (!equal_ignoring_case(rest.substr(0, 4), "kiln")) return std::nullopt;
    rest.remove_prefix(4);
    const bool blank = !rest.empty() && line_blanks.find(rest.front()) != std::string_view::npos;
    skip_blanks(rest);
    if (rest.starts_with(':')) {
        rest.remove_prefix(1);
        skip_blanks(rest);
        Marker marker = marker_of(rest, false);
        if (!is_near_miss(marker)) return std::nullopt;
        return marker;
    }
    // Without the colon only a line that says nothing else is meant as a marker.
    if (!blank) return std::nullopt;
    Marker marker = marker_of(rest, false);
    if (marker.misspelt || !is_near_miss(marker)) return std::nullopt;
    if (marker.kind == MarkerKind::allow) return marker;
    for (std::string_view options = marker.options; !options.empty();) {
        const std::string_view option = take_word(options);
        if (!option.empty() && !is_option(option)) return std::nullopt;
    }
    return marker;
}

}  // namespace kiln::tool
