#include "tool/project/utf8.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace kiln::tool {
namespace {

unsigned byte(std::string_view text, std::size_t position) {
    return position < text.size() ? static_cast<unsigned char>(text[position]) : 0;
}

/// The Unicode standard's table 3-7: what the second byte may be depends on the first.
struct Form {
    std::size_t size;
    unsigned low, high;  ///< of the second byte
};

Form form_of(unsigned first) {
    if (first >= 0xc2 && first <= 0xdf) return {2, 0x80, 0xbf};
    if (first == 0xe0) return {3, 0xa0, 0xbf};
    if (first == 0xed) return {3, 0x80, 0x9f};
    if (first >= 0xe1 && first <= 0xef) return {3, 0x80, 0xbf};
    if (first == 0xf0) return {4, 0x90, 0xbf};
    if (first >= 0xf1 && first <= 0xf3) return {4, 0x80, 0xbf};
    if (first == 0xf4) return {4, 0x80, 0x8f};
    return {0, 0, 0};
}

}  // namespace

std::size_t utf8_character(std::string_view text, std::size_t position) {
    const unsigned first = byte(text, position);
    if (first < 0x80) return position < text.size() ? 1 : 0;
    const Form form = form_of(first);
    if (form.size == 0) return 0;
    const unsigned second = byte(text, position + 1);
    if (second < form.low || second > form.high) return 0;
    for (std::size_t i = 2; i < form.size; ++i) {
        if ((byte(text, position + i) & 0xc0U) != 0x80) return 0;
    }
    return form.size;
}

std::size_t find_invalid_utf8(std::string_view text) {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::size_t position = 0;
    while (position < text.size()) {
        // Nearly all of SQL is ASCII.
        std::array<std::uint64_t, 4> bytes{};
        while (position + sizeof bytes <= text.size()) {
            std::memcpy(bytes.data(), text.data() + position, sizeof bytes);
            if (((bytes[0] | bytes[1] | bytes[2] | bytes[3]) & high_bits) != 0) break;
            position += sizeof bytes;
        }
        while (position < text.size() && byte(text, position) < 0x80) ++position;
        if (position == text.size()) break;
        const std::size_t size = utf8_character(text, position);
        if (size == 0) return position;
        position += size;
    }
    return std::string_view::npos;
}

std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (byte(text, most) & 0xc0U) == 0x80U) --most;
    return std::string(text.substr(0, most)) + "…";
}

}  // namespace kiln::tool
