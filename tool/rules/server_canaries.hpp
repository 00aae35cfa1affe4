#pragma once
// Rows that Kiln makes itself on a PostgreSQL server, from what its catalogs say of a table.

#include "tool/rules/server_state.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// `all`: also two that are alike as far as the table lets them be, and one with NULLs wherever it
/// may have them.
enum class ServerCanaries : std::uint8_t { all, ordinary };

/// In the transaction that is open, puts rows into these tables and the parents that they need. No
/// two of different generations are alike. Answers those for which none could be made, and what the
/// server said last. Throws kiln::Error where the server itself fails.
std::map<Oid64, std::string> fill_with_canaries(Connection& connection,
                                                const std::set<Oid64>& tables, ServerCanaries kind,
                                                int generation);

/// The rows of a table as a person would write them: `(id = 1, name = 'x')`, by their ctids.
std::map<std::string, std::string> describe_rows(Connection& connection, const ServerTable& table);

/// With its schema, in quotes.
std::string quoted_table(const std::string& schema, const std::string& name);

}  // namespace kiln::tool
