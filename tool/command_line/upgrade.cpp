#include "src/planner.hpp"
#include "tool/command_line/options.hpp"
#include "tool/command_line/run.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace kiln::tool {
namespace {

struct UpgradeOptions {
    std::string revision;
    PlanOptions plan;
};

void upgrade(const Globals& globals, const UpgradeOptions& options,
             std::vector<Diagnostic>& warnings) {
    options.plan.validate();
    const Workspace workspace = globals.open(warnings);
    if (!options.plan.dry_run) {
        workspace.migrator(announcing(globals, workspace.options)).upgrade(options.revision);
        return;
    }
    const Plan plan =
        options.plan.from.empty()
            ? workspace.migrator().plan_upgrade(options.revision)
            : plan_upgrade(workspace.table(), rows_from(workspace.table(), options.plan.from),
                           options.revision);
    print_plan(plan, options.plan.format, false);
}

}  // namespace

Action add_upgrade(CLI::App& parser, const Globals& globals) {
    auto options = std::make_shared<UpgradeOptions>();
    parser
        .add_option("revision", options->revision,
                    "Where to: heads, head, an id or the start of one, +N, label@head, ...")
        ->required();
    options->plan.add(parser);
    return [options, &globals](std::vector<Diagnostic>& warnings) {
        upgrade(globals, *options, warnings);
    };
}

}  // namespace kiln::tool
