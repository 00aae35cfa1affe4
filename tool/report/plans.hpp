#pragma once
// Plans and their steps as Alembic prints them, and as JSON.

#include <kiln/plan.hpp>

#include <string>

namespace kiln::tool {

/// `upgrade 8ae59f9a9e71 -> 09d5cf25532f, add column`; nothing stands for the base.
std::string step_line(const PlanStep& step);
/// `{"from": [..], "steps": [..], "to": [..]}` with the keys of the contract.
std::string plan_json(const Plan& plan);

}  // namespace kiln::tool
