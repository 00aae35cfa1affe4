#pragma once
// K604: triggers that no longer run. PostgreSQL itself keeps what views need, and does not look
// into the bodies of functions.

#include "tool/rules/server_state.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {

/// Tables, and INSERT, UPDATE or DELETE, to what the server says of it that is at fault with the
/// schema, not with a row.
using BrokenOnServer = std::map<std::pair<Oid64, std::string>, std::string>;

/// Those of all tables whose triggers may reach one of these: on, or named in their functions.
std::set<Oid64> tables_with_triggers_on(Connection& connection, const ServerTableNames& tables,
                                        const std::set<Oid64>& reached);

/// Tries these on the rows that are there and new ones; leaves the open transaction as it was.
BrokenOnServer find_broken(Connection& connection, const std::set<Oid64>& tables);

}  // namespace kiln::tool
