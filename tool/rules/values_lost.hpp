#pragma once
// K603: values that are gone, and nothing says so.

#include "tool/rules/lineage_rules.hpp"

namespace kiln::tool {

/// Of rows that are still there: a value must not have become NULL, another type (unless it casts
/// back equal), shorter, another column's value or a constant, unless an UPDATE sets the column.
void find_lost_values(const Passed& passed, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
