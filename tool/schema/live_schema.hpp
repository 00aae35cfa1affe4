#pragma once

#include "src/database/sqlite/handles.hpp"
#include "src/schema/fingerprint.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <cstdint>
#include <optional>
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
/// The schemas before and behind a revision, with all that it needs and nothing else, likewise in
/// memory and without those. Of several, one database serves as far as each needs the one before:
/// to ask in the order of the table costs a chain one run.
class SchemaSteps {
public:
    /// What is referred to must outlive the object.
    SchemaSteps(const MigrationTable& table, const Options& options)
        : table_(table), options_(options) {}
    /// Throws as Migrator::upgrade().
    SchemaStep of(std::uint32_t revision);

private:
    const MigrationTable& table_;
    const Options& options_;
    std::optional<sqlite::Connection> database_;
    std::vector<bool> applied_;  ///< to it
};

/// Kiln's own tables, folded.
std::set<std::string> own_tables(const std::string& version_table);

/// The groups of `live` that are there behind none of the revisions: what other programs made, or
/// somebody by hand.
std::set<std::string> made_by_others(const Schema& live, const MigrationTable& table,
                                     const Options& options);

/// Whether there is the version table of another set of migrations.
bool has_other_set(const Schema& live, const std::string& version_table);

}  // namespace kiln::tool
