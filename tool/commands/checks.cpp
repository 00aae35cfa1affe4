#include "tool/commands/checks.hpp"

#include "tool/check/replay.hpp"
#include "tool/check/resolve.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {

void check_project(const Project& project, std::span<const Dialect> dialects,
                   const CheckOptions& options, std::vector<Diagnostic>& warnings) {
    if (options.heads && !options.allow_multiple_heads) {
        std::vector<Diagnostic> faults;
        check_heads(project.files(), project.graph(), faults);
        settle(std::move(faults), warnings);
    }
    // PostgreSQL and MySQL have no server inside the build: their sections are read, not run.
    const bool runs = std::ranges::find(dialects, Dialect::sqlite) != dialects.end();
    if (options.replay && runs) {
        settle(replay(project.files(), project.graph(), ReplayOptions{options.round_trip}),
               warnings);
    }
}

}  // namespace kiln::tool
