#pragma once
// Options that several verbs share.

#include "src/plan/planner.hpp"
#include "tool/command_line/verb.hpp"

#include <kiln/plan.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kiln::tool {

/// `--format text|json`.
void add_format_option(Parser& parser, std::string& format);

/// `--dry-run`, `--sql`, `--from`, `--tag`, `--backup` and `--format` of the verbs that change a
/// database.
struct PlanOptions {
    bool dry_run = false;
    bool sql = false;
    std::vector<std::string> from;
    std::string tag;
    std::string backup;
    std::string format = "text";

    void add(Parser& parser);
    /// Throws UsageError where one needs another.
    void validate() const;
    /// The workspace's options, with the tag and the backup.
    Options run_options(const Workspace& workspace) const;
    /// The rows that `--from` names, or else those of the workspace's database.
    std::vector<std::uint32_t> start_rows(const Workspace& workspace) const;
    /// Only JSON tells the rows behind each step.
    StepRows step_rows() const { return format == "json" ? StepRows::told : StepRows::left_out; }
};

/// What the verbs take that run to a target.
struct TargetOptions {
    std::string revision;
    PlanOptions plan;

    /// `where`: examples of targets, for the help. `example`: a call.
    void add(Parser& parser, const std::string& where, std::string_view example);
};

/// Where a script starts and where it leads to.
struct SqlRange {
    std::vector<std::uint32_t> rows;  ///< positions, ascending
    std::string target;
};

/// Of `b`, which starts from `--from` or else the base, or of `a:b`, whose `a` may be empty for the
/// base. Throws UsageError, and K402 or K509 if the workspace's database is none that scripts are
/// written for.
SqlRange sql_range(const Workspace& workspace, const std::string& revision,
                   const std::vector<std::string>& from);
/// Prints a dry run's plan.
void print_plan(const Plan& plan, const std::string& format, bool stamp);

}  // namespace kiln::tool
