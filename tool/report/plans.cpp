#include "tool/report/plans.hpp"

#include "src/plan/step_line.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include <utility>

namespace kiln::tool {

using nlohmann::ordered_json;

std::string step_line(const PlanStep& step) { return kiln::step_line(step, escape(step.message)); }

std::string stamp_line(const Plan& plan) {
    return fmt::format("stamp_revision {} -> {}", fmt::join(plan.from, ", "),
                       fmt::join(plan.to, ", "));
}

std::string plan_json(const Plan& plan) {
    ordered_json steps = ordered_json::array();
    for (const PlanStep& step : plan.steps) {
        steps.push_back(
            {{"direction", step.direction == Direction::upgrade ? "upgrade" : "downgrade"},
             {"revision", step.revision},
             {"down_revision", step.down_revisions},
             {"message", step.message},
             {"heads_after", step.heads_after}});
    }
    const ordered_json json = {{"from", plan.from}, {"steps", std::move(steps)}, {"to", plan.to}};
    return json_text(json);
}

}  // namespace kiln::tool
