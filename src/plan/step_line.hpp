#pragma once

#include <kiln/plan.hpp>

#include <string>
#include <string_view>

namespace kiln {

/// As the log, output and messages have it.
std::string_view direction_name(Direction direction);
/// A step as Alembic prints it: `upgrade 8ae59f9a9e71 -> 09d5cf25532f, add column`; nothing stands
/// for the base. `message` is the step's, made fit for where the line goes.
std::string step_line(const PlanStep& step, std::string_view message);
/// `stamp_revision 8ae59f9a9e71 -> 09d5cf25532f`
std::string stamp_line(const Plan& plan);
/// `adopt_revision  -> 09d5cf25532f`
std::string adopt_line(const Plan& plan);

}  // namespace kiln
