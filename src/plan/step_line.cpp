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

std::string_view direction_name(Direction direction) {
    switch (direction) {
        case Direction::upgrade:
            return "upgrade";
        case Direction::downgrade:
            return "downgrade";
        case Direction::snapshot:
            return "snapshot";
    }
    return "";
}

std::string step_line(const PlanStep& step, std::string_view message) {
    const std::string parents = joined(step.down_revisions);
    std::string line(direction_name(step.direction));
    if (step.direction == Direction::downgrade) {
        line += " " + step.revision + " -> " + parents;
    } else {
        line += " " + parents + " -> " + step.revision;
    }
    if (!message.empty()) line.append(", ").append(message);
    return line;
}

std::string stamp_line(const Plan& plan) {
    return "stamp_revision " + joined(plan.from) + " -> " + joined(plan.to);
}

std::string adopt_line(const Plan& plan) {
    return "adopt_revision " + joined(plan.from) + " -> " + joined(plan.to);
}

}  // namespace kiln
