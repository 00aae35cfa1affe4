#pragma once
// K604: triggers that no longer run, and what else no longer compiles.

#include "tool/rules/server_stage.hpp"

#include <map>
#include <set>
#include <string>

namespace kiln::tool {

/// What cannot be done (`INSERT on 'visit'`), to what the server says of it that is at fault with
/// the schema, not with a row.
using BrokenOnServer = std::map<std::string, std::string>;

/// Tries INSERT, UPDATE and DELETE on these tables, on the rows that are there and new ones, and
/// what else names those that are reached; leaves all as it was. `names`: of the tables as messages
/// call them.
BrokenOnServer find_broken(ServerStage& stage, const ServerTableNames& names,
                           const std::set<Oid64>& with_triggers, const std::set<Oid64>& reached);

}  // namespace kiln::tool
