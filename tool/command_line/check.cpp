#include "src/version_table.hpp"
#include "tool/command_line/live_schema.hpp"
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

void add_drift(const Workspace& workspace, const std::vector<std::string>& rows,
               std::vector<Diagnostic>& found) {
    const Schema was = without_own_tables(
        schema_of_revisions(workspace.table(), workspace.options.version_table, rows),
        workspace.options);
    const Schema is = without_own_tables(live_schema(workspace), workspace.options);
    for (const SchemaDifference& difference : differences(was, is)) {
        Diagnostic diagnostic;
        diagnostic.code = codes::schema_drift;
        diagnostic.message = "the database is not what its revisions made: " + describe(difference);
        diagnostic.hint = "put it back in the database, or write a revision that does the same";
        found.push_back(std::move(diagnostic));
    }
}

void check_database(const Workspace& workspace, std::vector<Diagnostic>& found) {
    Migrator migrator = workspace.migrator();
    const std::vector<std::string> rows = migrator.current();
    try {
        migrator.check();
    } catch (const Error& error) {
        for (const Diagnostic& each : error.diagnostics()) {
            if (each.code != codes::not_at_head && each.code != codes::checksum_changed) throw;
            found.push_back(each);
        }
    }
    if (!rows.empty()) add_drift(workspace, rows, found);
}

void check(const Globals& globals, std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open(warnings);
    std::vector<Diagnostic> found;
    const bool has_models = workspace.check_models && workspace.check_models(found);
    // With models there is something to check without a database.
    if (!has_models || workspace.database_is_asked_for) check_database(workspace, found);
    if (!found.empty()) throw Error(std::move(found));
    if (!globals.quiet) print("No new upgrade operations detected.\n");
}

}  // namespace

Action add_check(CLI::App&, const Globals& globals) {
    return [&globals](std::vector<Diagnostic>& warnings) { check(globals, warnings); };
}

}  // namespace kiln::tool
