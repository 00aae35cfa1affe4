#include "tool/project/source_hash.hpp"

#include "tool/project/sha256.hpp"

#include <cstddef>

namespace kiln::tool {

std::string source_hash(std::string_view text) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const Sha256::Digest digest = Sha256().add(text).digest();
    std::string out = "sha256-";
    // 32 bytes: ten threes, and two that need one `=`.
    for (std::size_t i = 0; i < digest.size(); i += 3) {
        const unsigned third = i + 2 < digest.size() ? digest[i + 2] : 0;
        const unsigned bits =
            (unsigned{digest[i]} << 16U) | (unsigned{digest[i + 1]} << 8U) | third;
        for (const unsigned shift : {18U, 12U, 6U, 0U}) out += digits[(bits >> shift) & 63U];
    }
    out.back() = '=';
    return out;
}

}  // namespace kiln::tool
