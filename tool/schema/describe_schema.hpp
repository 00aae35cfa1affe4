#pragma once
// A database's schema as it is shown.

#include "tool/report/described_schema.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

struct sqlite3;

namespace kiln::tool {

/// Without SQLite's own tables, the shadow tables of virtual ones, and `left_out` (folded) with all
/// that belongs to them. Throws kiln::Error where SQLite fails.
DescribedSchema describe_schema(sqlite3* db, const std::set<std::string>& left_out);

/// These groups (see Schema) of a database alone, whose schema is this.
DescribedSchema describe_groups(sqlite3* db, const Schema& schema,
                                const std::set<std::string>& groups);

/// What these revisions make and all that they need (positions), in memory; without Kiln's own
/// tables. Throws as Migrator::upgrade().
DescribedSchema describe_revisions(const MigrationTable& table, const Options& options,
                                   const std::vector<std::uint32_t>& revisions);

}  // namespace kiln::tool
