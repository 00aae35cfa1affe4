#include "tool/verbs/database/verbs.hpp"

#include "src/plan/history_range.hpp"
#include "src/plan/planner.hpp"
#include "src/plan/version_rows.hpp"
#include "tool/command_line/announce.hpp"
#include "tool/command_line/options.hpp"
#include "tool/command_line/sql_script.hpp"
#include "tool/report/print.hpp"

#include <kiln/error.hpp>

#include <memory>
#include <string>

namespace kiln::tool {
namespace {

/// Whether the rows that were read along with the table say so. Most runs have nothing to do, and
/// need no checksums; those of a long history take as long to make as all the rest.
bool has_nothing_to_do(const Workspace& workspace, const std::string& target) {
    // A journal may tell of a revision that is unfinished.
    if (!workspace.rows || workspace.dialect() == Dialect::mysql) return false;
    try {
        return plan_upgrade(workspace.table(), locate_rows(workspace.table(), *workspace.rows),
                            target, StepRows::left_out)
            .empty();
    } catch (const Error&) {
        return false;  // the run says why
    }
}

void upgrade(const Globals& globals, const TargetOptions& options,
             std::vector<Diagnostic>& warnings) {
    options.plan.validate();
    const Workspace workspace =
        options.plan.sql ? globals.open(warnings) : globals.open_to_compare(warnings);
    const MigrationTable& table = workspace.table();
    const Options run_options = options.plan.run_options(workspace);
    if (options.plan.sql) {
        const SqlRange range = sql_range(workspace, options.revision, options.plan.from);
        const Plan plan = plan_upgrade(table, range.rows, range.target, StepRows::left_out);
        // Of a range that is the wrong way round (K507); an upgrade to where it is does nothing.
        const bool is_range = options.revision.find(':') != std::string::npos;
        if (is_range && plan.empty()) resolve_range(table, options.revision, {});
        return print(run_script_text(workspace, plan, run_options));
    }
    if (!options.plan.dry_run) {
        if (has_nothing_to_do(workspace, options.revision)) return;
        if (workspace.add_checksums) workspace.add_checksums();
        if (has_code(table)) {
            workspace.require_code(plan_upgrade(table, locate_rows(table, workspace.current()),
                                                options.revision, StepRows::left_out));
        }
        workspace.migrator(announcing(globals, run_options)).upgrade(options.revision);
        return;
    }
    const Plan plan = plan_upgrade(table, options.plan.start_rows(workspace), options.revision,
                                   options.plan.step_rows());
    print_plan(plan, options.plan.format, false);
}

}  // namespace

Action add_upgrade(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<TargetOptions>();
    options->add(parser, "heads, an id or the start of one, +2, label@head, ...", "upgrade heads");
    return action_of(upgrade, globals, options);
}

}  // namespace kiln::tool
