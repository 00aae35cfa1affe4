#include "tool/verbs/database/verbs.hpp"

#include "src/database/url.hpp"
#include "src/plan/planner.hpp"
#include "src/plan/version_rows.hpp"
#include "tool/command_line/announce.hpp"
#include "tool/command_line/options.hpp"
#include "tool/command_line/sql_script.hpp"
#include "tool/report/print.hpp"

#include <memory>

namespace kiln::tool {
namespace {

void downgrade(const Globals& globals, const TargetOptions& options,
               std::vector<Diagnostic>& warnings) {
    options.plan.validate();
    const Workspace workspace = globals.open(warnings);
    const MigrationTable& table = workspace.table();
    const Options run_options = options.plan.run_options(workspace);
    if (options.plan.sql) {
        if (options.plan.from.empty() && options.revision.find(':') == std::string::npos) {
            throw UsageError{"downgrade --sql needs a range, <from>:<to>"};
        }
        const SqlRange range = sql_range(workspace, options.revision, options.plan.from);
        const Plan plan = plan_downgrade(table, range.rows, range.target, workspace.dialect(),
                                         StepRows::left_out);
        return print(run_script_text(workspace, plan, run_options));
    }
    if (!options.plan.dry_run) {
        if (has_code(table)) {
            workspace.require_code(
                plan_downgrade(table, locate_rows(table, workspace.current()), options.revision,
                               parse_url(workspace.url()).dialect, StepRows::left_out));
        }
        Migrator migrator = workspace.migrator(announcing(globals, run_options));
        if (migrator.downgrade(options.revision).empty()) workspace.warn_if_absent(warnings);
        return;
    }
    const Dialect dialect =
        options.plan.from.empty() ? parse_url(workspace.url()).dialect : table.dialects[0];
    const Plan plan = plan_downgrade(table, options.plan.start_rows(workspace), options.revision,
                                     dialect, options.plan.step_rows());
    print_plan(plan, options.plan.format, false);
}

}  // namespace

Action add_downgrade(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<TargetOptions>();
    options->add(parser, "base, an id or the start of one, -1, label@base, ...", "downgrade -1");
    return action_of(downgrade, globals, options);
}

}  // namespace kiln::tool
