#include "tool/verbs/database/verbs.hpp"

#include "src/plan/planner.hpp"
#include "tool/command_line/announce.hpp"
#include "tool/command_line/options.hpp"
#include "tool/command_line/sql_script.hpp"
#include "tool/report/print.hpp"

#include <memory>

namespace kiln::tool {
namespace {

void upgrade(const Globals& globals, const TargetOptions& options,
             std::vector<Diagnostic>& warnings) {
    options.plan.validate();
    const Workspace workspace = globals.open(warnings);
    const MigrationTable& table = workspace.table();
    const Options run_options = options.plan.run_options(workspace);
    if (options.plan.sql) {
        const SqlRange range = sql_range(workspace, options.revision, options.plan.from);
        return print(run_script_text(
            table, plan_upgrade(table, range.rows, range.target, StepRows::left_out), run_options));
    }
    if (!options.plan.dry_run) {
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
    options->add(parser, "heads, an id or the start of one, +2, label@head, ...");
    return action_of(upgrade, globals, options);
}

}  // namespace kiln::tool
