#include "src/plan/step_line.hpp"

namespace kiln {

namespace {

std::string joined(const std::vector<std::string>& revisions) {
    std::string text;
    for (const std::string& revision : revisions) {
        if (!text.empty()) text += ", ";
        text += revision;
    }
    return text;
}

}  // namespace

std::string step_line(const PlanStep& step, std::string_view message) {
    const std::string parents = joined(step.down_revisions);
    std::string line = step.direction == Direction::upgrade
                           ? "upgrade " + parents + " -> " + step.revision
                           : "downgrade " + step.revision + " -> " + parents;
    if (!message.empty()) line.append(", ").append(message);
    return line;
}

std::string stamp_line(const Plan& plan) {
    std::string line = "stamp_revision ";
    line += joined(plan.from);
    line += " -> ";
    line += joined(plan.to);
    return line;
}

}  // namespace kiln
