#pragma once
// A database's schema, read.

#include "src/schema/schema.hpp"

#include <set>
#include <string>
#include <vector>

struct sqlite3;

namespace kiln::tool {

/// The ordinary table of that folded name; null where there is none.
const SchemaObject* find_table(const Schema& schema, const std::string& name);

/// Whether the table of that folded name is a shadow table.
bool is_shadow_table(const Schema& schema, const std::string& group);
Schema without_shadow_tables(Schema schema);

/// Of one group: its triggers behind all else, in the order in which they were made.
std::vector<SchemaObject> in_creation_order(std::vector<SchemaObject> group);

/// Reads everything. Throws kiln::Error.
Schema read_schema(sqlite3* db);
/// Reads only the groups of these tables or views (folded names). Throws kiln::Error.
Schema read_schema(sqlite3* db, const std::set<std::string>& tables);

/// The groups in which two schemas differ.
std::set<std::string> different_groups(const Schema& was, const Schema& is);

}  // namespace kiln::tool
