#pragma once
// What a run would send to a database, as a script for its shell.

#include "tool/command_line/workspace.hpp"

#include <kiln/migrator.hpp>
#include <kiln/plan.hpp>

#include <string>

namespace kiln::tool {

/// Whether any revision of the table is in C++.
bool has_code(const MigrationTable& table);

/// The script of an upgrade or downgrade: each step's SQL under `-- Running upgrade a -> b`, behind
/// it the rows of the version table and of the log; BEGIN and COMMIT where the run has them. With a
/// plan from the base it begins with the version table.
/// Of the workspace's dialect. Throws K402 if the table was baked without it, and K438 for a step
/// in C++.
std::string run_script_text(const Workspace& workspace, const Plan& plan, const Options& options);

/// The version table and the log.
std::string version_script_text(const Workspace& workspace, const Options& options);

/// The script of a stamp. `purge` empties the version table first.
std::string stamp_script_text(const Workspace& workspace, const Plan& plan, bool purge,
                              const Options& options);

}  // namespace kiln::tool
