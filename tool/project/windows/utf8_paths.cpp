// GCC's library makes a std::filesystem::path of a std::string by mbrtowc(). To that each byte is a
// letter in the C locale, and Microsoft's msvcrt.dll has no locale of UTF-8; a path gives UTF-8
// back. The linker calls this in its place (--wrap), in programs with all of `kiln`.

#include <cerrno>
#include <cstddef>
#include <cwchar>

namespace {

/// The character at the start of the bytes, and how many it has; 0: none, or not all of it.
std::size_t decode(const unsigned char* bytes, std::size_t size, char32_t& character) {
    const unsigned char first = bytes[0];
    if (first < 0x80) {
        character = first;
        return 1;
    }
    const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 0 || length > size || first > 0xF4) return 0;
    character = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((bytes[i] & 0xC0U) != 0x80) return 0;
        character = (character << 6U) | (bytes[i] & 0x3FU);
    }
    return length;
}

}  // namespace

extern "C" std::size_t __wrap_mbrtowc(wchar_t* to, const char* from, std::size_t size,
                                      std::mbstate_t* state);

std::size_t __wrap_mbrtowc(wchar_t* to, const char* from, std::size_t size, std::mbstate_t* state) {
    if (from == nullptr || size == 0) return 0;
    // The second half of a pair, for which one byte was left.
    if (*state != 0) {
        if (to != nullptr) *to = static_cast<wchar_t>(*state);
        *state = 0;
        return 1;
    }
    char32_t character = 0;
    const std::size_t length =
        decode(reinterpret_cast<const unsigned char*>(from), size, character);
    if (length == 0) {
        errno = EILSEQ;
        return static_cast<std::size_t>(-1);
    }
    if (length < 4) {
        if (to != nullptr) *to = static_cast<wchar_t>(character);
        return character == 0 ? 0 : length;
    }
    character -= 0x10000;
    if (to != nullptr) *to = static_cast<wchar_t>(0xD800 + (character >> 10U));
    *state = static_cast<std::mbstate_t>(0xDC00 + (character & 0x3FFU));
    return length - 1;
}
