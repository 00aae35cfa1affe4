#include "hashing.hpp"

#include <cstdint>

std::string hash(std::string_view text) {
    std::uint64_t value = 14695981039346656037U;
    for (const char c : text) {
        value = (value ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[(value >> shift) & 15U];
    return hex;
}
