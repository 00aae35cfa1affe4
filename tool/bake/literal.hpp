#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// Bytes of text in one chunk. MSVC takes no more than 65,535 in one literal after concatenation.
inline constexpr std::size_t max_chunk = 60'000;

/// Appends `text` as adjacent string literals, one a line of text, each below `indent`, of pure
/// ASCII source and within 15,000 bytes of source (MSVC takes 16,380). For text up to max_chunk.
void append_literal(std::string& out, std::string_view text, std::string_view indent);

/// Text in pieces of at most max_chunk bytes; none for empty text.
std::vector<std::string_view> chunks(std::string_view text);

}  // namespace kiln::tool
