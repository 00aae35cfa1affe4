#pragma once
// What `verify` and `bake` both check behind the graph.

#include "tool/bake/server_checks.hpp"
#include "tool/project/check_options.hpp"
#include "tool/project/project.hpp"
#include "tool/project/settings.hpp"
#include "tool/rules/build_replay.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

struct CheckOptions {
    /// All checks. What the command line says wins.
    CheckOptions(const Settings& settings, const CheckArguments& arguments);

    bool heads = true;    ///< check the number of heads
    bool scripts = true;  ///< run them
    bool allow_multiple_heads = false;
    ReplayOptions replay;
    ApplicationObjects objects;  ///< that the trial databases have
    std::string models;          ///< what the models' program wrote; empty: there are no models
    std::string models_header;
    std::vector<std::string> leave_alone;  ///< tables that the models need not have
    /// Revisions in C++ whose functions this program lacks are not run, and what builds on them is
    /// not. If not, they are an error (see need_code()).
    bool may_leave_code_out = false;
    bool on_servers = true;  ///< run the sections of their dialects too
    ServerChecks servers;
};

/// What else came out of the checks.
struct Checked {
    std::string snapshot;              ///< of all revisions; empty where there is none
    std::string fingerprints;          ///< for MigrationTable; empty where they were not asked for
    std::vector<std::string> not_run;  ///< a line for each dialect whose sections were not run
    std::string schema;                ///< see ServerChecks::described
};

/// Throws what it finds.
Checked check_project(const Project& project, std::span<const Dialect> dialects,
                      const CheckOptions& options, std::vector<Diagnostic>& warnings);

}  // namespace kiln::tool
