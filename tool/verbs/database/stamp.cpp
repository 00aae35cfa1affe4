#include "tool/verbs/database/verbs.hpp"

#include "src/plan/stamp_plan.hpp"
#include "src/plan/step_line.hpp"
#include "tool/command_line/options.hpp"
#include "tool/command_line/sql_script.hpp"
#include "tool/report/plans.hpp"
#include "tool/report/print.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace kiln::tool {
namespace {

struct StampArguments {
    std::vector<std::string> revisions;
    bool purge = false;
    std::vector<std::string> expected;
    PlanOptions plan;

    /// The rows that are expected; nothing where any are.
    std::optional<std::vector<std::string>> expected_rows(const MigrationTable& table) const {
        if (expected.empty()) return std::nullopt;
        std::vector<std::string> rows;
        for (const std::uint32_t position : rows_from(table, expected)) {
            rows.emplace_back(table.migrations[position].revision);
        }
        return rows;
    }
};

/// The plan, from --from or from what the database is at.
Plan plan_for(const Workspace& workspace, const StampArguments& options) {
    const MigrationTable& table = workspace.table();
    std::vector<std::uint32_t> rows;
    // A purge is the way out of rows that are unknown here: it does not look at them.
    if (!options.purge || !options.plan.from.empty()) rows = options.plan.start_rows(workspace);
    return plan_stamp(table, rows, options.revisions, options.purge);
}

/// `a:b` starts from a; of several targets none may.
Plan script_plan(const Workspace& workspace, const StampArguments& options) {
    if (options.revisions.size() > 1) {
        for (const std::string& revision : options.revisions) {
            if (revision.find(':') == std::string::npos) continue;
            throw UsageError{"the range " + revision + " must be the only revision"};
        }
        return plan_stamp(workspace.table(), rows_from(workspace.table(), options.plan.from),
                          options.revisions, options.purge);
    }
    const SqlRange range = sql_range(workspace, options.revisions.front(), options.plan.from);
    return plan_stamp(workspace.table(), range.rows, {&range.target, 1}, options.purge);
}

void stamp(const Globals& globals, const StampArguments& options,
           std::vector<Diagnostic>& warnings) {
    options.plan.validate();
    if (!options.expected.empty() && (options.plan.dry_run || options.plan.sql)) {
        throw UsageError{"--expect has no use where nothing is changed"};
    }
    const Workspace workspace = globals.open(warnings);
    Options run_options = options.plan.run_options(workspace);
    if (options.plan.sql) {
        return print(stamp_script_text(workspace, script_plan(workspace, options), options.purge,
                                       run_options));
    }
    if (options.plan.dry_run) {
        return print_plan(plan_for(workspace, options), options.plan.format, true);
    }
    bool written = false;
    run_options.log = [&, also = run_options.log](std::string_view line) {
        written = written || line.starts_with("Committed");
        if (also) also(line);
    };
    std::optional<Plan> plan;
    try {
        plan = plan_for(workspace, options);
    } catch (const Error&) {
        // The same error, and with it that nothing was changed.
    }
    workspace.migrator(run_options)
        .stamp(options.revisions,
               StampOptions{options.purge, options.expected_rows(workspace.table())});
    if (globals.quiet || !plan) return;
    // The rows may be what they were, and the log has another checksum all the same.
    if (written || plan->from != plan->to) print("Running " + stamp_line(*plan) + "\n");
}

}  // namespace

Action add_stamp(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<StampArguments>();
    parser.argument("revisions", options->revisions,
                    "What to set: heads, base, ids, label@head, ...",
                    {.required = true, .example = "stamp heads"});
    parser.flag("--purge", options->purge, "Empty the version table first");
    parser.option("--expect", options->expected,
                  "What the database must be at, base where it is new; else nothing is changed",
                  {.type = "REVISION", .several = true});
    options->plan.add(parser);
    return action_of(stamp, globals, options);
}

}  // namespace kiln::tool
