#include "tool/project/sha256.hpp"

#include <cstddef>

#ifdef _WIN32
#include <windows.h>

#include <bcrypt.h>

#include <stdexcept>
#else
#include <nettle/sha2.h>
#endif

namespace kiln::tool {

#ifdef _WIN32

struct Sha256::State {
    State() {
        // The pseudo handle, which needs no provider to be opened, is Windows 10's.
        if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, nullptr,
                                        BCRYPT_HASH_REUSABLE_FLAG) != 0 ||
            BCryptCreateHash(algorithm, &hash, nullptr, 0, nullptr, 0, BCRYPT_HASH_REUSABLE_FLAG) !=
                0) {
            throw std::runtime_error("Windows has no SHA-256");
        }
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        BCryptDestroyHash(hash);
        BCryptCloseAlgorithmProvider(algorithm, 0);
    }
    void add(std::string_view bytes) {
        while (!bytes.empty()) {
            const std::string_view piece = bytes.substr(0, std::size_t{1} << 30U);
            BCryptHashData(hash, reinterpret_cast<PUCHAR>(const_cast<char*>(piece.data())),
                           static_cast<ULONG>(piece.size()), 0);
            bytes.remove_prefix(piece.size());
        }
    }
    void finish(Digest& digest) {
        BCryptFinishHash(hash, digest.data(), static_cast<ULONG>(digest.size()), 0);
    }

    BCRYPT_ALG_HANDLE algorithm = nullptr;
    BCRYPT_HASH_HANDLE hash = nullptr;
};

#else

struct Sha256::State {
    State() { sha256_init(&context); }
    void add(std::string_view bytes) {
        sha256_update(&context, bytes.size(), reinterpret_cast<const unsigned char*>(bytes.data()));
    }
    void finish(Digest& digest) { sha256_digest(&context, digest.size(), digest.data()); }

    sha256_ctx context{};
};

#endif

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

Sha256& Sha256::add(std::string_view bytes) {
    state_->add(bytes);
    return *this;
}

Sha256::Digest Sha256::digest() {
    Digest digest{};
    state_->finish(digest);
    return digest;
}

std::string Sha256::hex() {
    const Digest digest = this->digest();
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex(2 * digest.size(), '0');
    for (std::size_t i = 0; i < digest.size(); ++i) {
        hex[2 * i] = digits[digest[i] >> 4U];
        hex[2 * i + 1] = digits[digest[i] & 15U];
    }
    return hex;
}

}  // namespace kiln::tool
