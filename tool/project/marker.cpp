#include "tool/project/marker.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/nearest.hpp"
#include "tool/project/blanks.hpp"

#include <array>
#include <string>

namespace kiln::tool {
namespace {

void skip_blanks(std::string_view& text) {
    const std::size_t first = text.find_first_not_of(line_blanks);
    text.remove_prefix(first == std::string_view::npos ? text.size() : first);
}

std::optional<Direction> direction_of(std::string_view name) {
    if (name == "upgrade") return Direction::upgrade;
    if (name == "downgrade") return Direction::downgrade;
    return std::nullopt;
}

/// The direction whose name is near.
std::optional<Direction> guess_direction(std::string_view name) {
    // A word of any length is no slip.
    if (name.size() > 20) return std::nullopt;
    static const std::array<std::string, 2> names = {"upgrade", "downgrade"};
    const std::size_t found = nearest(std::string(name), names);
    if (found >= names.size()) return std::nullopt;
    return found == 0 ? Direction::upgrade : Direction::downgrade;
}

Marker marker_of(std::string_view rest, bool exact) {
    Marker marker;
    marker.exact = exact;
    marker.name = rest.substr(0, rest.find_first_of(line_blanks));
    marker.options = rest.substr(marker.name.size());
    marker.direction = direction_of(marker.name);
    if (!marker.direction) {
        marker.misspelt = true;
        // `-- kiln: upgrade`: the name is behind the blank.
        std::string_view words = marker.options;
        if (marker.name.empty()) {
            marker.name = take_word(words);
            marker.options = words;
        }
        marker.direction = guess_direction(marker.name);
    }
    return marker;
}

bool is_option(std::string_view word) {
    return word == "sqlite" || word == "postgresql" || word == "mysql" || word == "no-transaction";
}

}  // namespace

std::string_view take_word(std::string_view& text) {
    skip_blanks(text);
    const std::string_view word = text.substr(0, text.find_first_of(line_blanks));
    text.remove_prefix(word.size());
    return word;
}

std::optional<Marker> read_marker(std::string_view line) {
    if (!line.starts_with("--")) return std::nullopt;
    if (line.starts_with(marker_start)) return marker_of(line.substr(marker_start.size()), true);

    std::string_view rest = line.substr(line.find_first_not_of('-') == std::string_view::npos
                                            ? line.size()
                                            : line.find_first_not_of('-'));
    skip_blanks(rest);
    if (!equal_ignoring_case(rest.substr(0, 4), "kiln")) return std::nullopt;
    rest.remove_prefix(4);
    const bool blank = !rest.empty() && line_blanks.find(rest.front()) != std::string_view::npos;
    skip_blanks(rest);
    if (rest.starts_with(':')) {
        rest.remove_prefix(1);
        skip_blanks(rest);
        Marker marker = marker_of(rest, false);
        if (!marker.direction) return std::nullopt;
        return marker;
    }
    // Without the colon only a line that says nothing else is meant as a marker.
    if (!blank) return std::nullopt;
    Marker marker = marker_of(rest, false);
    if (marker.misspelt) return std::nullopt;
    for (std::string_view options = marker.options; !options.empty();) {
        const std::string_view option = take_word(options);
        if (!option.empty() && !is_option(option)) return std::nullopt;
    }
    return marker;
}

}  // namespace kiln::tool
