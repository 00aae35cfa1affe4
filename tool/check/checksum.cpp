#include "tool/check/checksum.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <vector>

namespace kiln::tool {
namespace {

/// SHA-256, incrementally. OpenSSL fails only without memory or with a broken installation.
class Sha256 {
public:
    Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        static const EVP_MD* const algorithm = EVP_sha256();
        require(context_ != nullptr && EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1);
    }
    void add(std::string_view bytes) {
        require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    }
    std::string hex() {
        std::array<unsigned char, 32> digest{};
        require(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
        constexpr std::string_view digits = "0123456789abcdef";
        std::string text;
        text.reserve(2 * digest.size());
        for (const unsigned char byte : digest) {
            text += digits[byte >> 4U];
            text += digits[byte & 15U];
        }
        return text;
    }

private:
    static void require(bool ok) {
        if (!ok) throw std::runtime_error("OpenSSL cannot compute SHA-256");
    }
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

void add_ids(Sha256& hash, std::string_view key, std::span<const std::string> ids) {
    std::vector<std::string_view> sorted(ids.begin(), ids.end());
    std::ranges::sort(sorted);
    hash.add(key);
    for (const std::string_view id : sorted) {
        hash.add(" ");
        hash.add(id);
    }
    hash.add("\n");
}

}  // namespace

std::string revision_checksum(std::string_view revision,
                              std::span<const std::string> down_revisions,
                              std::span<const std::string> depends_on,
                              std::string_view upgrade_sql) {
    Sha256 hash;
    hash.add("revision ");
    hash.add(revision);
    hash.add("\n");
    add_ids(hash, "down_revision", down_revisions);
    add_ids(hash, "depends_on", depends_on);
    hash.add("\n");
    hash.add(upgrade_sql);
    return hash.hex();
}

}  // namespace kiln::tool
