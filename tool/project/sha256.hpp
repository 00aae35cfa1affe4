#pragma once

#include <nettle/sha2.h>

#include <string>
#include <string_view>

namespace kiln::tool {

class Sha256 {
public:
    Sha256();
    Sha256& add(std::string_view bytes);
    /// Of all that was added: 64 hex digits. Begins anew.
    std::string hex();

private:
    sha256_ctx context_;
};

}  // namespace kiln::tool
