#pragma once
// Options that several verbs share.

#include "tool/commands/command.hpp"

#include <kiln/plan.hpp>

#include <memory>
#include <string>
#include <vector>

namespace kiln::tool {

/// `--dialect`, `--allow-multiple-heads`, `--no-round-trip`.
void add_check_options(CLI::App& parser, std::vector<std::string>& dialects,
                       bool& allow_multiple_heads, bool& no_round_trip);
std::vector<Dialect> dialects_from(const std::vector<std::string>& names);

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
