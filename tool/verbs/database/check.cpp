#include "tool/verbs/database/verbs.hpp"

#include "src/database/url.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/version_rows.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/name_pattern.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
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

/// A table or view, which leave_alone can name.
bool stands_alone(const SchemaDifference& difference) {
    return difference.subject == SchemaDifference::Subject::table ||
           difference.subject == SchemaDifference::Subject::virtual_table ||
           difference.subject == SchemaDifference::Subject::view;
}

template <class Kind>
std::string hint_for(Kind kind, bool by_others) {
    if (by_others && kind == Kind::left_over) {
        return "if another program made it, name it in leave_alone in kiln.toml, else write a "
               "revision that makes it";
    }
    switch (kind) {
        case Kind::missing:
            return "put it back in the database, or write a revision that drops it";
        case Kind::left_over:
            return "drop it from the database, or write a revision that makes it";
        default:
            break;
    }
    return "change it back in the database, or write a revision that does the same";
}

Diagnostic drift_fault(const std::string& difference, const std::string& hint) {
    return diagnose(Code::schema_drift,
                    "the database is not what its revisions made: " + difference, hint);
}

void add_drift(const Workspace& workspace, const std::vector<std::string>& rows,
               const Workspace::LeavesAlone& by_models, std::vector<Diagnostic>& found) {
    const std::string& version_table = workspace.options.version_table;
    workspace.require_code(locate_rows(workspace.table(), rows));
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
            drift_fault(describe(difference),
                        hint_for(difference.kind, by_others && stands_alone(difference))));
    }
}

/// Answers why the schema was not compared; empty: it was.
std::string add_drift_on_server(const Workspace& workspace, const std::vector<std::string>& rows,
                                std::vector<Diagnostic>& found) {
    if (!workspace.server_schemas) return "this program has no files to compare it with";
    workspace.require_code(locate_rows(workspace.table(), rows));
    const ServerSchemas::Comparison compared = workspace.server_schemas->compare(workspace, rows);
    for (const ServerSchemas::Difference& difference : compared.differences) {
        Diagnostic fault =
            drift_fault(difference.text, hint_for(difference.kind, difference.may_be_others));
        if (!compared.note.empty()) fault.notes.push_back(note_of(compared.note));
        found.push_back(std::move(fault));
    }
    return compared.missing;
}

/// Answers why the schema was not compared; empty: it was, or there is none to be compared.
std::string check_database(const Workspace& workspace, const Workspace::LeavesAlone& by_models,
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
    if (rows.empty() || has(Code::malformed_version_table)) return {};
    // An edited revision need not run any more, and its error would say to mend it.
    const bool edited = has(Code::checksum_changed);
    try {
        if (workspace.dialect() != Dialect::sqlite) {
            return add_drift_on_server(workspace, rows, found);
        }
        add_drift(workspace, rows, by_models, found);
    } catch (const Error&) {
        if (!edited) throw;
    }
    return {};
}

struct ComparedParts {
    bool models = false;
    bool database = false;
    std::string build;

    bool only_models() const { return models && !database; }
    bool only_database() const { return database && !models; }
};

/// One line a comparison, for the person who asks what the answer is about.
class Compared {
public:
    void add(const std::string& what) { text_ += "Compared with the revisions: " + what + "\n"; }
    void leave_out(const std::string& what) { text_ += "Not compared: " + what + "\n"; }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// Nothing where no build knows models and nobody asked for them. Where the database alone is asked
/// for, what the models leave alone counts, and nothing else of them.
std::optional<Workspace::CheckedModels> compare_models(const Workspace& workspace,
                                                       const ComparedParts& asked,
                                                       std::vector<Diagnostic>& found) {
    if (!workspace.check_models) {
        if (asked.models || !asked.build.empty()) {
            throw UsageError{"--models and --build: this program knows no models"};
        }
        return std::nullopt;
    }
    std::vector<Diagnostic> unused;
    try {
        return workspace.check_models(asked.build, asked.only_database() ? unused : found);
    } catch (const Error& error) {
        const bool may_be_none = !asked.models && asked.build.empty();
        if (asked.only_database() || (may_be_none && error.code() == Code::no_models)) {
            return std::nullopt;
        }
        throw;
    }
}

std::string shown_database(const Workspace& workspace) {
    return "the database " + escape(hide_password(workspace.database));
}

/// A database that the settings alone name need not be there, where models are compared.
bool may_leave_out_database(const Workspace& workspace) {
    if (workspace.database_is_asked_for) return false;
    if (workspace.database.empty()) return true;
    std::vector<Diagnostic> absent;
    workspace.warn_if_absent(absent);
    return !absent.empty();
}

void check(const Globals& globals, const ComparedParts& asked, std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open(warnings);
    std::vector<Diagnostic> found;
    Compared compared;
    const auto models = compare_models(workspace, asked, found);
    if (models && !asked.only_database()) {
        compared.add("the models of " + escape(models->header));
    }
    if (models && !asked.database && !asked.models && may_leave_out_database(workspace)) {
        compared.leave_out(workspace.database.empty()
                               ? "a database, as none is named"
                               : shown_database(workspace) + ", which does not exist");
    } else if (!asked.only_models()) {
        workspace.warn_if_absent(warnings);
        const std::string missing = check_database(
            workspace, models ? models->leaves_alone : Workspace::LeavesAlone(), found);
        if (missing.empty()) {
            compared.add(shown_database(workspace));
        } else {
            compared.leave_out("the schema of " + shown_database(workspace) + ": " + missing +
                               "; its version table and its log were");
        }
    }
    if (!found.empty()) throw Error(std::move(found));
    if (!globals.quiet) print("No new upgrade operations detected.\n" + compared.text());
}

}  // namespace

Action add_check(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<ComparedParts>();
    parser.flag("--models", options->models,
                "Compare the C++ models with the revisions, and nothing else unless it is asked "
                "for too");
    parser.flag("--database", options->database,
                "Compare the database with the revisions, and nothing else unless it is asked for "
                "too");
    parser.option(
        "--build", options->build,
        "The folder of the build that knows the models (default: the one configured last)",
        {.type = "DIRECTORY"});
    return action_of(check, globals, options);
}

}  // namespace kiln::tool
