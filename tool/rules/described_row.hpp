#pragma once
// A row of a table on a server, as a person would write it.

#include "src/database/connection.hpp"
#include "tool/rules/server_state.hpp"

#include <string>

namespace kiln::tool {

/// `(id = 1, name = 'x')`, of the values of all columns in their order.
std::string described_row(const ServerTable& table, Row row);

}  // namespace kiln::tool
