#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Size of the well-formed UTF-8 character at `position`; 0 where the bytes are none (also:
/// overlong forms, surrogates, beyond U+10FFFF).
std::size_t utf8_character(std::string_view text, std::size_t position);
/// Offset of the first byte that begins no well-formed character; npos if there is none.
std::size_t find_invalid_utf8(std::string_view text);
/// At most so many bytes, in whole characters, and `…` where there is more.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace kiln::tool
