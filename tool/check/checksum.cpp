#include "tool/check/checksum.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <vector>

namespace kiln::tool {
namespace {

/// SHA-256 in hex. OpenSSL fails only without memory or with a broken installation.
std::string sha256(std::string_view bytes) {
    // Looked up once: OpenSSL searches its providers for the algorithm at each look.
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm(
        EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
    std::array<unsigned char, 32> digest{};
    if (algorithm == nullptr || EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr,
                                           algorithm.get(), nullptr) != 1) {
        throw std::runtime_error("OpenSSL cannot compute SHA-256");
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

void add_ids(std::string& text, std::string_view key, std::span<const std::string> ids) {
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
                              std::span<const std::string> down_revisions,
                              std::span<const std::string> depends_on,
                              std::string_view upgrade_sql) {
    std::string text("revision ");
    text.reserve(upgrade_sql.size() + 256);
    text += revision;
    text += '\n';
    add_ids(text, "down_revision", down_revisions);
    add_ids(text, "depends_on", depends_on);
    text += '\n';
    text += upgrade_sql;
    return sha256(text);
}

}  // namespace kiln::tool
