#pragma once
// Memory for small pieces, of which SQLite asks for some millions in a replay: it reads the schema
// anew behind each change of it. What is given back is kept by size, for the next of that size; the
// C library sorts such pieces and joins them, for a fifth of the time of the checks.

#include <cstddef>

namespace kiln::tool {

constexpr std::size_t most_of_a_small_piece = 256;

/// For `size` from 1 to `most_of_a_small_piece`; aligned for any type. Null where all are in use.
/// Of any thread; what one gives back is its own from then on.
void* take_small_piece(std::size_t size);
void give_back_small_piece(void* piece);
/// How many bytes it has; 0 if it is none of these.
std::size_t size_of_small_piece(const void* piece);

}  // namespace kiln::tool
