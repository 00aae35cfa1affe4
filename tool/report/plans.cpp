#include "tool/report/plans.hpp"

#include "src/plan/step_line.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/json.hpp"

#include <utility>

namespace kiln::tool {

std::string step_line(const PlanStep& step) { return kiln::step_line(step, escape(step.message)); }

std::string plan_json(const Plan& plan) {
    std::vector<Json> steps;
    for (const PlanStep& step : plan.steps) {
        steps.push_back(Json::object(
            {{"direction", step.direction == Direction::upgrade ? "upgrade" : "downgrade"},
             {"revision", step.revision},
             {"down_revision", step.down_revisions},
             {"message", step.message},
             {"heads_after", step.heads_after}}));
    }
    return Json::object(
               {{"from", plan.from}, {"steps", Json::array(std::move(steps))}, {"to", plan.to}})
        .text();
}

}  // namespace kiln::tool
