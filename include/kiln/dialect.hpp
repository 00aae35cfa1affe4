#pragma once

#include <cstdint>

namespace kiln {

/// Which database a revision's section, or a connection, speaks to.
enum class Dialect : std::uint8_t { sqlite, postgresql, mysql };

}  // namespace kiln
