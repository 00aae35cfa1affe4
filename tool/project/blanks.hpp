#pragma once

#include <string_view>

namespace kiln::tool {

/// What counts as blank within a line.
inline constexpr std::string_view line_blanks = " \t\r\f\v";

}  // namespace kiln::tool
