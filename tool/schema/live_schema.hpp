#pragma once

#include "src/database/sqlite/handles.hpp"
#include "src/schema/fingerprint.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// The schema of a database as it is, strings in double quotes aside. Throws K401, K406 and what
/// SQLite says.
Schema live_schema(const std::string& url, const Options& options);
/// The same with them.
Schema live_schema_as_written(const std::string& url, const Options& options);

/// What the revisions make, in memory, up to these rows of the version table.
Schema schema_of_revisions(const MigrationTable& table, const Options& options,
                           const std::vector<std::string>& rows);

/// How the revisions leave each table, one after the other, in memory.
std::vector<TableHistory> tables_of_revisions(const MigrationTable& table, const Options& options);
/// The database that the revisions make, in memory, up to these rows (positions). Throws as
/// Migrator::upgrade().
sqlite::Connection database_at(const MigrationTable& table, const Options& options,
                               const std::vector<std::uint32_t>& rows);
/// Of such a database: without Kiln's own tables and the shadow tables of virtual ones.
Schema application_schema(const sqlite::Connection& database, const Options& options);

struct SchemaStep {
    Schema was;
    Schema is;
};
/// The schemas before and behind one revision, at the end of one run of all that it needs,
/// likewise in memory and without those.
SchemaStep schema_step(const MigrationTable& table, const Options& options, std::uint32_t revision);

/// Kiln's own tables, folded.
std::set<std::string> own_tables(const std::string& version_table);

/// The groups of `live` that are there behind none of the revisions: what other programs made, or
/// somebody by hand.
std::set<std::string> made_by_others(const Schema& live, const MigrationTable& table,
                                     const Options& options);

/// Whether there is the version table of another set of migrations.
bool has_other_set(const Schema& live, const std::string& version_table);

}  // namespace kiln::tool
