#include "tool/command_line/sql_script.hpp"

#include "src/plan/planner.hpp"
#include "src/run/run.hpp"
#include "src/run/upkeep.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/command_line/script_connection.hpp"

#include <kiln/codes.hpp>
#include <kiln/version.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

/// Of a run that nobody watches and that keeps no copy.
Options script_options(Options options) {
    options.progress = nullptr;
    options.log = nullptr;
    options.backup.clear();
    if (options.applied_by.empty()) options.applied_by = "kiln " KILN_VERSION_STRING;
    return options;
}

/// What code does nobody knows before it runs.
void refuse_code(const MigrationTable& table, const Plan& plan) {
    std::vector<std::string> found;
    for (const PlanStep& step : plan.steps) {
        const Migration& migration = table.migrations[step.position];
        if (migration.is_code) found.emplace_back(migration.revision);
    }
    if (found.empty()) return;
    throw make_error(Code::code_in_script,
                     (found.size() == 1 ? "revision " : "revisions ") + enumerate(found) +
                         (found.size() == 1 ? " is" : " are") +
                         " in C++, which no SQL script can hold",
                     "give a range without " + std::string(found.size() == 1 ? "it" : "them") +
                         ", or run it on the database, without --sql");
}

/// What `work` does to a database whose version table has these rows; `may_be_old` as
/// VersionStore's.
template <class Work>
std::string written(const Workspace& workspace, const Rows& rows, bool may_be_old,
                    const Options& given, Work work) {
    const Options options = script_options(given);
    const bool may_be_absent = !rows.empty() && !names_compatible(workspace.table());
    ScriptConnection connection(workspace.dialect(), options,
                                may_be_absent ? compatible_table : std::string_view());
    VersionStore store(connection, options, rows, may_be_old);
    RunState state;
    work(store, options, state);
    return connection.take();
}

}  // namespace

bool has_code(const MigrationTable& table) {
    return std::any_of(table.migrations.begin(), table.migrations.end(),
                       [](const Migration& migration) { return migration.is_code; });
}

std::string run_script_text(const Workspace& workspace, const Plan& plan, const Options& options) {
    if (plan.empty()) return "-- Nothing to do\n";
    const MigrationTable& table = workspace.table();
    refuse_code(table, plan);
    return written(
        workspace, plan.from, !plan.from.empty(), options,
        [&](VersionStore& store, const Options& quiet, RunState& state) {
            Run(store, table, quiet, state).execute(plan.from, [&](std::span<const std::uint32_t>) {
                return plan;
            });
        });
}

std::string version_script_text(const Workspace& workspace, const Options& options) {
    const MigrationTable& table = workspace.table();
    return written(workspace, {}, false, options,
                   [&](VersionStore& store, const Options& quiet, RunState& state) {
                       ensure_version(store, table, quiet, state);
                   });
}

std::string stamp_script_text(const Workspace& workspace, const Plan& plan, bool purge,
                              const Options& options) {
    const MigrationTable& table = workspace.table();
    const Rows rows = purge ? Rows() : plan.from;
    return written(workspace, rows, purge || !rows.empty(), options,
                   [&](VersionStore& store, const Options& quiet, RunState& state) {
                       stamp(
                           store, table, quiet, rows,
                           [&](std::span<const std::uint32_t>) { return plan; }, {.purge = purge},
                           state);
                   });
}

}  // namespace kiln::tool
