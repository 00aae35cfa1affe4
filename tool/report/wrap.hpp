#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Breaks text at spaces into lines of at most `width` columns, as far as its words allow; `indent`
/// stands before each line but the first and counts in addition. No line break at the end.
std::string wrap(std::string_view text, std::size_t width, std::string_view indent);

}  // namespace kiln::tool
