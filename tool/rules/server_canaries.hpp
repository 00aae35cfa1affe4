#pragma once
// Rows that Kiln makes itself on a server, from what its catalogs say of a table.

#include "tool/rules/server_stage.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// `all`: also two that are alike as far as the table lets them be, and one with NULLs wherever it
/// may have them.
enum class ServerCanaries : std::uint8_t { all, ordinary };

/// Puts rows into these tables and the parents that they need. No two of different generations are
/// alike. Answers those for which none could be made, and what the server said last. Throws
/// kiln::Error where the server itself fails.
std::map<Oid64, Fault> fill_with_canaries(ServerStage& stage, const std::set<Oid64>& tables,
                                          ServerCanaries kind, int generation);
/// The same, and deferred constraints hold; none are there where they do not.
std::map<Oid64, Fault> fill_for_trial(ServerStage& stage, const std::set<Oid64>& tables,
                                      ServerCanaries kind, int generation);

}  // namespace kiln::tool
