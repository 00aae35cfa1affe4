#pragma once
// What PostgreSQL says, as a Fault.

#include "src/database/fault.hpp"
#include "src/database/postgresql/client.hpp"

#include <string_view>

namespace kiln::postgresql {

/// Of a statement that failed. `statement` is its text as it was sent: the fault's offset is in it.
Fault fault_of(const Client& client, const Result& result, std::string_view statement = {});

/// The five characters of SQLSTATE; empty where only libpq speaks.
std::string_view state_of(const Result& result);

}  // namespace kiln::postgresql
