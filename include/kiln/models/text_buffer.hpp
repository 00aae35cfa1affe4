#pragma once
// Texts that constant expressions write: counted first, then written.

#include <array>
#include <cstddef>
#include <string_view>

namespace kiln::models {

/// Counts characters, for the size of the text.
struct TextSize {
    std::size_t size = 0;
    constexpr void add(std::string_view text) { size += text.size(); }
};

template <std::size_t N>
struct TextBuffer {
    std::array<char, N> text{};
    std::size_t size = 0;
    constexpr void add(std::string_view piece) {
        for (const char c : piece) text[size++] = c;
    }
};

}  // namespace kiln::models
