#include "src/database/sqlite.hpp"
#include "src/database/sqlite_failure.hpp"
#include "src/message.hpp"
#include "src/url.hpp"
#include "src/version_table.hpp"
#include "tool/command_line/verb.hpp"
#include "tool/report/print.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/codes.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

Schema without_own_tables(Schema schema, const Options& options) {
    schema.groups.erase(folded(options.version_table));
    schema.groups.erase(folded(history_table));
    return schema;
}

sqlite::Connection open_sqlite(const std::string& file) {
    sqlite::Connection connection;
    const bool in_memory = file.empty();
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (in_memory ? SQLITE_OPEN_CREATE : 0);
    if (connection.open(in_memory ? ":memory:" : sqlite::plain_file_name(file), flags) !=
        SQLITE_OK) {
        throw sqlite_open_failure(connection.get(), file);
    }
    return connection;
}

/// What the revisions make, up to where the database is.
Schema schema_of_revisions(const Workspace& workspace, const std::vector<std::string>& rows) {
    const sqlite::Connection memory = open_sqlite("");
    Options options;
    options.version_table = workspace.options.version_table;
    Migrator migrator(memory.get(), workspace.table(), options);
    for (const std::string& row : rows) migrator.upgrade(row);
    return read_schema(memory.get());
}

Schema schema_of_database(const Workspace& workspace) {
    const std::string file = parse_url(workspace.url()).database;
    const sqlite::Connection connection = open_sqlite(file);
    sqlite3_busy_timeout(connection.get(), static_cast<int>(workspace.options.lock_wait.count()));
    return read_schema(connection.get());
}

void add_drift(const Workspace& workspace, const std::vector<std::string>& rows,
               std::vector<Diagnostic>& found) {
    const Schema was = without_own_tables(schema_of_revisions(workspace, rows), workspace.options);
    const Schema is = without_own_tables(schema_of_database(workspace), workspace.options);
    for (const SchemaDifference& difference : differences(was, is)) {
        Diagnostic diagnostic;
        diagnostic.code = codes::schema_drift;
        diagnostic.message = "the database is not what its revisions made: " + describe(difference);
        diagnostic.hint = "put it back in the database, or write a revision that does the same";
        found.push_back(std::move(diagnostic));
    }
}

void check(const Globals& globals, std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open(warnings);
    Migrator migrator = workspace.migrator();
    const std::vector<std::string> rows = migrator.current();
    std::vector<Diagnostic> found;
    try {
        migrator.check();
    } catch (const Error& error) {
        found = error.diagnostics();
        if (std::ranges::any_of(found, [](const Diagnostic& each) {
                return each.code != codes::not_at_head && each.code != codes::checksum_changed;
            })) {
            throw;
        }
    }
    if (!rows.empty()) add_drift(workspace, rows, found);
    if (!found.empty()) throw Error(std::move(found));
    if (!globals.quiet) print("No new upgrade operations detected.\n");
}

}  // namespace

Action add_check(CLI::App&, const Globals& globals) {
    return [&globals](std::vector<Diagnostic>& warnings) { check(globals, warnings); };
}

}  // namespace kiln::tool
