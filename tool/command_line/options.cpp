#include "tool/command_line/options.hpp"

#include "src/plan/step_line.hpp"
#include "src/plan/version_rows.hpp"
#include "tool/report/plans.hpp"
#include "tool/report/print.hpp"

namespace kiln::tool {

void add_format_option(Parser& parser, std::string& format) {
    parser.option("--format", format, "How the answer is printed",
                  {.choices = {"text", "json"}, .default_shown = true});
}

void PlanOptions::add(Parser& parser) {
    parser.flag("--dry-run", dry_run, "Print what would run and change nothing");
    parser.flag("--sql", sql, "Print a script for the sqlite3 shell and change nothing");
    parser.option("--from", from,
                  "With --dry-run or --sql: start from this revision instead of asking the "
                  "database; base is the empty one",
                  {.type = "REVISION"});
    parser.option("--tag", tag, "Written to kiln_history as applied_by", {.type = "TAG"});
    parser.option("--backup", backup,
                  "Before anything is changed, put a checked copy of the database in this file",
                  {.type = "FILE"});
    add_format_option(parser, format);
}

void TargetOptions::add(Parser& parser, const std::string& where, std::string_view example) {
    parser.argument("revision", revision, "Where to: " + where + "; with --sql also a range, a:b",
                    {.required = true, .example = example});
    plan.add(parser);
}

void PlanOptions::validate() const {
    if (dry_run && sql) throw UsageError{"--dry-run and --sql exclude each other"};
    if (!backup.empty() && (dry_run || sql)) {
        throw UsageError{"--backup has no use where nothing is changed"};
    }
    if (!from.empty() && !dry_run && !sql) throw UsageError{"--from needs --dry-run or --sql"};
    if (format == "json" && !dry_run) throw UsageError{"--format json needs --dry-run"};
}

Options PlanOptions::run_options(const Workspace& workspace) const {
    Options options = workspace.options;
    if (!tag.empty()) options.applied_by = tag;
    options.backup = backup;
    return options;
}

std::vector<std::uint32_t> PlanOptions::start_rows(const Workspace& workspace) const {
    if (!from.empty()) return rows_from(workspace.table(), from);
    return locate_rows(workspace.table(), workspace.current());
}

SqlRange sql_range(const Workspace& workspace, const std::string& revision,
                   const std::vector<std::string>& from) {
    if (!workspace.database.empty()) workspace.migrator();  // looks at the URL, opens nothing
    const std::size_t colon = revision.find(':');
    if (colon == std::string::npos) return {rows_from(workspace.table(), from), revision};
    if (!from.empty()) throw UsageError{"a range has its start: --from is one too many"};
    if (colon + 1 == revision.size()) throw UsageError{"the range " + revision + " has no end"};
    std::vector<std::string> start;
    if (colon > 0) start.push_back(revision.substr(0, colon));
    return {rows_from(workspace.table(), start), revision.substr(colon + 1)};
}

void print_plan(const Plan& plan, const std::string& format, bool stamp) {
    if (format == "json") return print(plan_json(plan));
    if (stamp && plan.from != plan.to) return print("Would run " + stamp_line(plan) + "\n");
    for (const PlanStep& step : plan.steps) print("Would run " + step_line(step) + "\n");
}

}  // namespace kiln::tool
