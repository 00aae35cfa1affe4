#include "tool/verbs/database/verbs.hpp"

#include "src/database/version_table.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/report/print.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/name_pattern.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace kiln::tool {
namespace {

/// Tables that neither side of the comparison answers for.
bool is_left_alone(const std::string& table, const Workspace& workspace,
                   const Workspace::LeavesAlone& by_models) {
    return table == folded(workspace.options.version_table) || table == history_table ||
           table == compatible_table || is_like_any(table, workspace.leave_alone) ||
           (by_models && by_models(table));
}

bool is_table(const SchemaDifference& difference) {
    return difference.subject == SchemaDifference::Subject::table ||
           difference.subject == SchemaDifference::Subject::virtual_table;
}

std::string hint_for(const SchemaDifference& difference, bool by_others) {
    using Kind = SchemaDifference::Kind;
    if (by_others && difference.kind == Kind::left_over && is_table(difference)) {
        return "if another program made it, name it in leave_alone in kiln.toml, else write a "
               "revision that makes it";
    }
    switch (difference.kind) {
        case Kind::missing:
            return "put it back in the database, or write a revision that drops it";
        case Kind::left_over:
            return "drop it from the database, or write a revision that makes it";
        case Kind::changed:
        case Kind::moved:
            break;
    }
    return "change it back in the database, or write a revision that does the same";
}

void add_drift(const Workspace& workspace, const std::vector<std::string>& rows,
               const Workspace::LeavesAlone& by_models, std::vector<Diagnostic>& found) {
    const std::string& version_table = workspace.options.version_table;
    Schema was = schema_of_revisions(workspace.table(), workspace.options, rows);
    Schema is = live_schema(workspace.url(), workspace.options);
    const bool shared = has_other_set(is, version_table);
    for (Schema* const schema : {&was, &is}) {
        *schema = without_shadow_tables(std::move(*schema));
        std::erase_if(schema->groups, [&](const auto& group) {
            return is_left_alone(group.first, workspace, by_models);
        });
    }
    const std::vector<SchemaDifference> drift = without_moves(differences(was, is));
    std::set<std::string> others;
    if (std::ranges::any_of(drift, [&](const SchemaDifference& each) {
            return was.groups.count(folded(each.table)) == 0;
        })) {
        others = made_by_others(is, workspace.table(), workspace.options);
    }
    for (const SchemaDifference& difference : drift) {
        const bool by_others = others.count(folded(difference.table)) != 0;
        // They may be the other set's.
        if (by_others && shared) continue;
        found.push_back(
            diagnose(Code::schema_drift,
                     "the database is not what its revisions made: " + describe(difference),
                     hint_for(difference, by_others)));
    }
}

void check_database(const Workspace& workspace, const Workspace::LeavesAlone& by_models,
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
        add_drift(workspace, rows, by_models, found);
    } catch (const Error&) {
        if (!edited) throw;
    }
}

void check(const Globals& globals, std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open(warnings);
    std::vector<Diagnostic> found;
    Workspace::LeavesAlone by_models;
    if (workspace.check_models) by_models = workspace.check_models(found);
    // With models there is something to check without a database.
    if (!by_models || workspace.database_is_asked_for) {
        check_database(workspace, by_models, found);
    }
    if (!found.empty()) throw Error(std::move(found));
    if (!globals.quiet) print("No new upgrade operations detected.\n");
}

}  // namespace

Action add_check(Parser&, const Globals& globals) {
    return [&globals](std::vector<Diagnostic>& warnings) { check(globals, warnings); };
}

}  // namespace kiln::tool
