#pragma once
// A database's schema as it is shown.

#include "tool/report/described_schema.hpp"
#include "tool/schema/schema.hpp"

#include <set>
#include <string>

struct sqlite3;

namespace kiln::tool {

/// Without SQLite's own tables, the shadow tables of virtual ones, and `left_out` (folded) with all
/// that belongs to them. Throws kiln::Error where SQLite fails.
DescribedSchema describe_schema(sqlite3* db, const std::set<std::string>& left_out);

/// These groups (see Schema) of a database alone, whose schema is this.
DescribedSchema describe_groups(sqlite3* db, const Schema& schema,
                                const std::set<std::string>& groups);

}  // namespace kiln::tool
