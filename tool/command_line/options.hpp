#pragma once
// Options that several verbs share.

#include "tool/command_line/verb.hpp"

#include <kiln/plan.hpp>

#include <string>
#include <vector>

namespace kiln::tool {

/// `--format text|json`.
void add_format_option(CLI::App& parser, std::string& format);

/// `--dry-run`, `--from` and `--format` of the verbs that change a database.
struct PlanOptions {
    bool dry_run = false;
    std::vector<std::string> from;
    std::string format = "text";

    void add(CLI::App& parser);
    /// Throws UsageError where one needs another.
    void validate() const;
};

/// Prints a dry run's plan.
void print_plan(const Plan& plan, const std::string& format, bool stamp);

}  // namespace kiln::tool
