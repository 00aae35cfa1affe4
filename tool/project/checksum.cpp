#include "tool/project/checksum.hpp"

#include <nettle/sha2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace kiln::tool {
namespace {

/// SHA-256 in hex.
std::string sha256(std::initializer_list<std::string_view> parts) {
    sha256_ctx context;
    sha256_init(&context);
    for (const std::string_view part : parts) {
        sha256_update(&context, part.size(), reinterpret_cast<const std::uint8_t*>(part.data()));
    }
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&context, digest.size(), digest.data());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(2 * digest.size(), '0');
    for (std::size_t i = 0; i < digest.size(); ++i) {
        text[2 * i] = digits[digest[i] >> 4U];
        text[2 * i + 1] = digits[digest[i] & 15U];
    }
    return text;
}

void add_ids(std::string& text, std::string_view key, std::span<const std::string_view> ids) {
    std::vector<std::string_view> sorted(ids.begin(), ids.end());
    std::ranges::sort(sorted);
    text += key;
    for (const std::string_view id : sorted) {
        text += ' ';
        text += id;
    }
    text += '\n';
}

}  // namespace

std::string revision_checksum(std::string_view revision,
                              std::span<const std::string_view> down_revisions,
                              std::span<const std::string_view> depends_on,
                              std::string_view upgrade_sql) {
    std::string place("revision ");
    place.reserve(256);
    place += revision;
    place += '\n';
    add_ids(place, "down_revision", down_revisions);
    add_ids(place, "depends_on", depends_on);
    place += '\n';
    return sha256({place, upgrade_sql});
}

}  // namespace kiln::tool
