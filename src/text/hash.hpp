#pragma once

#include <cstdint>
#include <string_view>

namespace kiln {

/// FNV-1a, and then each bit of the one in all of the other's: those that are kept too. Against
/// accidents, not against people.
std::uint64_t hash_of(std::string_view text);

}  // namespace kiln
