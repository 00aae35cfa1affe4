#include "tool/commands/options.hpp"

#include "tool/report/plans.hpp"
#include "tool/report/print.hpp"
#include "tool/script/dialect_names.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace kiln::tool {

void add_check_options(CLI::App& parser, std::vector<std::string>& dialects,
                       bool& allow_multiple_heads, bool& no_round_trip) {
    parser
        .add_option("--dialect", dialects,
                    "A database to check for (repeatable): sqlite, postgresql, mysql")
        ->check(CLI::IsMember(std::vector<std::string>(dialect_names.begin(), dialect_names.end())))
        ->take_all()
        ->allow_extra_args(false);
    parser.add_flag("--allow-multiple-heads", allow_multiple_heads,
                    "Two heads or more are no error");
    parser.add_flag("--no-round-trip", no_round_trip, "Run the upgrades only");
}

std::vector<Dialect> dialects_from(const std::vector<std::string>& names) {
    std::vector<Dialect> dialects;
    for (const std::string& name : names) {
        const Dialect dialect = *dialect_named(name);
        if (std::ranges::find(dialects, dialect) == dialects.end()) dialects.push_back(dialect);
    }
    if (dialects.empty()) dialects.push_back(Dialect::sqlite);
    return dialects;
}

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
