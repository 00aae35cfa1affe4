#pragma once

#include <cstddef>
#include <string_view>

namespace kiln::tool {

/// What counts as blank within a line.
inline constexpr std::string_view line_blanks = " \t\r\f\v";

/// Of a file's lines nearly all characters are asked this: string_view's searches call the library
/// for each.
constexpr bool is_line_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/// Behind the blanks at its beginning.
constexpr std::string_view behind_blanks(std::string_view text) {
    std::size_t begin = 0;
    while (begin < text.size() && is_line_blank(text[begin])) ++begin;
    return text.substr(begin);
}

/// Up to its first blank.
constexpr std::string_view first_word(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && !is_line_blank(text[end])) ++end;
    return text.substr(0, end);
}

/// Text without blanks at its ends.
constexpr std::string_view without_blanks(std::string_view text) {
    text = behind_blanks(text);
    while (!text.empty() && is_line_blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace kiln::tool
