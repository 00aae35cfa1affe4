#pragma once
// By a library: Windows' own, elsewhere Nettle.

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace kiln::tool {

class Sha256 {
public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();
    Sha256& add(std::string_view bytes);
    using Digest = std::array<unsigned char, 32>;
    /// Of all that was added. Begins anew.
    Digest digest();
    /// The same as 64 hex digits.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kiln::tool
