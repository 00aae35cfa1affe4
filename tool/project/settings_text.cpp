#include "tool/project/settings_text.hpp"

#include "src/text/letter_case.hpp"
#include "tool/project/source_text.hpp"

#include <algorithm>
#include <array>

namespace kiln::tool {
namespace {

constexpr std::size_t max_shown_key = 40;

/// Behind the string that begins at `offset`; one line at most, unless its quotes are three.
std::size_t end_of_string(std::string_view text, std::size_t offset) {
    const char quote = text[offset];
    const std::string three(3, quote);
    const bool is_long = text.substr(offset).starts_with(three);
    std::size_t at = offset + (is_long ? 3 : 1);
    for (; at < text.size(); ++at) {
        if (text[at] == '\\' && quote == '"') {
            ++at;
        } else if (!is_long && text[at] == '\n') {
            return at;
        } else if (!is_long && text[at] == quote) {
            return at + 1;
        } else if (is_long && text.substr(at).starts_with(three)) {
            at += 3;
            // Up to two quotes before the closing three belong to the string.
            for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
            return at;
        }
    }
    return text.size();
}

bool contains_ignoring_case(std::string_view text, std::string_view word) {
    for (std::size_t i = 0; i + word.size() <= text.size(); ++i) {
        if (equal_ignoring_case(text.substr(i, word.size()), word)) return true;
    }
    return false;
}

}  // namespace

std::optional<TextPlace> find_deep_key(std::string_view text) {
    std::size_t dots = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        std::size_t end = at + 1;
        if (c == '"' || c == '\'') {
            end = end_of_string(text, at);
        } else if (c == '#') {
            end = std::min(text.find('\n', at), text.size());
        } else if (c == '.') {
            if (++dots > max_key_dots) return TextPlaces(text).at(at);
        } else if (std::string_view("\n=,{}[]").find(c) != std::string_view::npos) {
            dots = 0;
        }
        at = end;
    }
    return std::nullopt;
}

std::string shown_line(std::string_view text, std::size_t number) {
    for (std::size_t i = 1; i < number; ++i) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return "";
        text.remove_prefix(end + 1);
    }
    std::string_view line = text.substr(0, text.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    constexpr std::array<std::string_view, 4> telling{"url", "://", "@", "hook"};
    const bool may_tell = std::ranges::any_of(
        telling, [&](std::string_view word) { return contains_ignoring_case(line, word); });
    return may_tell || line.size() > max_source_line ? "" : std::string(line);
}

bool is_harmless_key(std::string_view key) {
    return key.size() <= max_shown_key && key.find_first_of(":@") == std::string_view::npos;
}

std::string without_harmful_key(std::string_view description) {
    const std::size_t begin = description.find('\'');
    const std::size_t end = description.rfind('\'');
    // Of a fault in a single character that is all there is in quotes.
    const bool has_key = description.find(" existing ") != std::string_view::npos;
    if (!has_key || begin == std::string_view::npos || begin == end ||
        is_harmless_key(description.substr(begin + 1, end - begin - 1))) {
        return std::string(description);
    }
    const std::string_view before = description.substr(0, begin);
    return std::string(before.substr(0, before.find_last_not_of(' ') + 1)) +
           std::string(description.substr(end + 1));
}

}  // namespace kiln::tool
