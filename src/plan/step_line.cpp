#include "src/plan/step_line.hpp"

namespace kiln {

std::string step_line(const PlanStep& step, std::string_view message) {
    std::string parents;
    for (const std::string& parent : step.down_revisions) {
        parents += (parents.empty() ? "" : ", ") + parent;
    }
    std::string line = step.direction == Direction::upgrade
                           ? "upgrade " + parents + " -> " + step.revision
                           : "downgrade " + step.revision + " -> " + parents;
    if (!message.empty()) line.append(", ").append(message);
    return line;
}

}  // namespace kiln
