#include "tool/command_line/options.hpp"

#include "tool/report/plans.hpp"
#include "tool/report/print.hpp"

#include <CLI/CLI.hpp>

namespace kiln::tool {

void add_format_option(CLI::App& parser, std::string& format) {
    parser.add_option("--format", format, "text or json")->check(CLI::IsMember({"text", "json"}));
}

void PlanOptions::add(CLI::App& parser) {
    parser.add_flag("--dry-run", dry_run, "Print what would run and change nothing");
    parser
        .add_option("--from", from,
                    "With --dry-run: plan from this revision (repeatable; base is the empty "
                    "database) instead of asking the database")
        ->take_all()
        ->allow_extra_args(false);
    add_format_option(parser, format);
}

void PlanOptions::validate() const {
    if (!from.empty() && !dry_run) throw UsageError{"--from needs --dry-run"};
    if (format == "json" && !dry_run) throw UsageError{"--format json needs --dry-run"};
}

void print_plan(const Plan& plan, const std::string& format, bool stamp) {
    if (format == "json") return print(plan_json(plan));
    if (stamp && plan.from != plan.to) return print("Would run " + stamp_line(plan) + "\n");
    for (const PlanStep& step : plan.steps) print("Would run " + step_line(step) + "\n");
}

}  // namespace kiln::tool
