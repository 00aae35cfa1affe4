#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kiln {

enum class Direction : std::uint8_t {
    upgrade,
    downgrade,
    snapshot,  ///< of a run, never of a plan: applied with all others at once, by the table's
               ///< snapshot
};

/// One revision that a run applies or takes back.
struct PlanStep {
    Direction direction = Direction::upgrade;
    std::uint32_t position = 0;  ///< in MigrationTable::migrations
    std::string revision;
    std::vector<std::string> down_revisions;
    std::string message;
    std::vector<std::string> heads_after;  ///< rows of the version table behind this step, sorted
};

/// What a run would do: the rows of the version table before, the steps in order, the rows after.
struct Plan {
    std::vector<std::string> from;  ///< sorted; empty is the base
    std::vector<PlanStep> steps;
    std::vector<std::string> to;  ///< sorted

    [[nodiscard]] bool empty() const { return steps.empty(); }
};

}  // namespace kiln
