#include "tool/project/checksum.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <vector>

namespace kiln::tool {
namespace {

/// SHA-256 in hex. OpenSSL fails only without memory or with a broken installation.
std::string sha256(std::initializer_list<std::string_view> parts) {
    // Made once: OpenSSL searches its providers for the algorithm at each look.
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm(
        EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::array<unsigned char, 32> digest{};
    bool good = algorithm != nullptr && context != nullptr &&
                EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) == 1;
    for (const std::string_view part : parts) {
        good = good && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
    }
    if (!good || EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) {
        throw std::runtime_error("OpenSSL cannot compute SHA-256");
    }
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
