#pragma once

#include <cstddef>
#include <string_view>

namespace kiln::tool {

/// What counts as blank within a line.
inline constexpr std::string_view line_blanks = " \t\r\f\v";

/// Text without them at its ends.
inline std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(line_blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(line_blanks) + 1 - first);
}

}  // namespace kiln::tool
