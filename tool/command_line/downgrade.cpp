#include "src/planner.hpp"
#include "tool/command_line/options.hpp"
#include "tool/command_line/run.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace kiln::tool {
namespace {

struct DowngradeOptions {
    std::string revision;
    PlanOptions plan;
};

void downgrade(const Globals& globals, const DowngradeOptions& options,
               std::vector<Diagnostic>& warnings) {
    options.plan.validate();
    const Workspace workspace = globals.open(warnings);
    if (!options.plan.dry_run) {
        workspace.migrator(announcing(globals, workspace.options)).downgrade(options.revision);
        return;
    }
    const MigrationTable& table = workspace.table();
    const Plan plan = options.plan.from.empty()
                          ? workspace.migrator().plan_downgrade(options.revision)
                          : plan_downgrade(table, rows_from(table, options.plan.from),
                                           options.revision, table.dialects[0]);
    print_plan(plan, options.plan.format, false);
}

}  // namespace

Action add_downgrade(CLI::App& parser, const Globals& globals) {
    auto options = std::make_shared<DowngradeOptions>();
    parser
        .add_option("revision", options->revision,
                    "Where to: base, an id or the start of one, -N, label@base, ...")
        ->required();
    options->plan.add(parser);
    return [options, &globals](std::vector<Diagnostic>& warnings) {
        downgrade(globals, *options, warnings);
    };
}

}  // namespace kiln::tool
