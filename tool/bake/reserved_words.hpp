#pragma once

#include <string_view>

namespace kiln::tool {

/// Whether no part of a namespace may be called so: the keywords of C++, `std` and `kiln`.
bool is_reserved_word(std::string_view text);

}  // namespace kiln::tool
