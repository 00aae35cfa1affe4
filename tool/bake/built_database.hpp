#pragma once
// What all revisions make, as files for other programs.

#include "src/database/sqlite/handles.hpp"

#include <kiln/migration_table.hpp>

#include <string>

namespace kiln::tool {

/// A database in memory with all revisions of the table and the row of its version, but no line in
/// the log. The clock and the dice stand still, so that it is the same each time. The revisions are
/// known to run. Throws kiln::Error where SQLite fails.
sqlite::Connection build_database(const MigrationTable& table, const std::string& version_table);

/// The schema as SQL: see schema_sql().
std::string built_schema(const sqlite::Connection& database, const std::string& version_table);

/// Makes a file of it; one that has these bytes is left alone. Throws K516.
void write_database(const sqlite::Connection& database, const std::string& file);

}  // namespace kiln::tool
