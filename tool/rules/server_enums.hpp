#pragma once
// K624: a value of an enum that is added and used in one transaction.

#include "src/database/fault.hpp"
#include "tool/replay/chain.hpp"
#include "tool/rules/server_passage.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Of `ALTER TYPE … ADD VALUE 'x'`: `'x'`, as it is written; empty for any other statement.
std::string added_enum_value(std::string_view statement);

/// The last revision of the same transaction that says the value, or `position`.
std::uint32_t last_use_of_enum_value(const Chain& chain, std::uint32_t position,
                                     const std::string& value);

/// The server refuses to use a value before the commit of who added it, and it is this one.
bool is_unsafe_use(const Fault& fault, const std::string& value);

Diagnostic enum_in_same_run(const ServerPassage& upgrade, std::size_t offset,
                            const std::string& value, const std::string& user);

}  // namespace kiln::tool
