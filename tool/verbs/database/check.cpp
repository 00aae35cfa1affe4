#include "tool/verbs/database/verbs.hpp"

#include "src/database/version_table.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/report/print.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

/// Of those that the revisions answer for.
Schema only_their_tables(Schema schema, const Options& options,
                         const Workspace::LeavesAlone& leaves_alone) {
    schema.groups.erase(folded(options.version_table));
    schema.groups.erase(folded(history_table));
    schema.groups.erase(folded(compatible_table));
    if (leaves_alone) {
        std::erase_if(schema.groups, [&](const auto& group) { return leaves_alone(group.first); });
    }
    return schema;
}

std::string hint_for(SchemaDifference::Kind kind) {
    switch (kind) {
        case SchemaDifference::Kind::missing:
            return "put it back in the database, or write a revision that drops it";
        case SchemaDifference::Kind::left_over:
            return "drop it from the database, or write a revision that makes it";
        case SchemaDifference::Kind::changed:
        case SchemaDifference::Kind::moved:
            break;
    }
    return "change it back in the database, or write a revision that does the same";
}

void add_drift(const Workspace& workspace, const std::vector<std::string>& rows,
               const Workspace::LeavesAlone& leaves_alone, std::vector<Diagnostic>& found) {
    const Schema was = only_their_tables(
        schema_of_revisions(workspace.table(), workspace.options.version_table, rows),
        workspace.options, leaves_alone);
    const Schema is = only_their_tables(live_schema(workspace.url(), workspace.options.lock_wait),
                                        workspace.options, leaves_alone);
    for (const SchemaDifference& difference : differences(was, is)) {
        found.push_back(
            diagnose(Code::schema_drift,
                     "the database is not what its revisions made: " + describe(difference),
                     hint_for(difference.kind)));
    }
}

void check_database(const Workspace& workspace, const Workspace::LeavesAlone& leaves_alone,
                    std::vector<Diagnostic>& found) {
    Migrator migrator = workspace.migrator();
    const std::vector<std::string> rows = migrator.current();
    try {
        migrator.check();
    } catch (const Error& error) {
        for (const Diagnostic& each : error.diagnostics()) {
            if (each.code != Code::not_at_head && each.code != Code::checksum_changed &&
                each.code != Code::malformed_version_table) {
                throw;
            }
            found.push_back(each);
        }
    }
    const auto has = [&found](Code code) {
        return std::any_of(found.begin(), found.end(),
                           [code](const Diagnostic& each) { return each.code == code; });
    };
    // Rows at fault do not say what the schema should be.
    if (rows.empty() || has(Code::malformed_version_table)) return;
    // An edited revision need not run any more, and its error would say to mend it.
    const bool edited = has(Code::checksum_changed);
    try {
        add_drift(workspace, rows, leaves_alone, found);
    } catch (const Error&) {
        if (!edited) throw;
    }
}

void check(const Globals& globals, std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open(warnings);
    std::vector<Diagnostic> found;
    Workspace::LeavesAlone leaves_alone;
    if (workspace.check_models) leaves_alone = workspace.check_models(found);
    // With models there is something to check without a database.
    if (!leaves_alone || workspace.database_is_asked_for) {
        check_database(workspace, leaves_alone, found);
    }
    if (!found.empty()) throw Error(std::move(found));
    if (!globals.quiet) print("No new upgrade operations detected.\n");
}

}  // namespace

Action add_check(Parser&, const Globals& globals) {
    return [&globals](std::vector<Diagnostic>& warnings) { check(globals, warnings); };
}

}  // namespace kiln::tool
