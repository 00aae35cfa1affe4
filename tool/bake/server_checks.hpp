#pragma once
// What is checked on servers, and what is said where there is none.

#include "tool/project/project.hpp"
#include "tool/replay/server_replay.hpp"
#include "tool/rules/build_replay.hpp"

#include <kiln/diagnostic.hpp>
#include <kiln/dialect.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

struct ServerChecks {
    bool are_required = false;      ///< none for a dialect is K333
    std::vector<std::string> urls;  ///< the build's; the environment's win
    ServerReplayOptions replay;
    ReplayOptions rules;  ///< for judge()
    /// Whose schema at the heads is asked for, as SQL: no server for it is K333.
    std::optional<Dialect> described;
    std::string version_table;  ///< of what is described
};

struct CheckedOnServers {
    std::vector<std::string> not_run;  ///< a line for each dialect for which there is no server
    std::string schema;                ///< of `described`; empty where there were errors
};

/// Runs the sections of all dialects but SQLite's, each on its server, and adds a list of what it
/// finds there. Throws kiln::Error where a server fails.
CheckedOnServers check_on_servers(const Project& project, std::span<const Dialect> dialects,
                                  const ServerChecks& checks,
                                  std::vector<std::vector<Diagnostic>>& found);

}  // namespace kiln::tool
