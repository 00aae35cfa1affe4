#pragma once
// K612: UPDATE and DELETE without WHERE.

#include "tool/rules/lineage_rules.hpp"

namespace kiln::tool {

/// On a table of before; not where the section itself added each column that is set.
void find_changes_of_all_rows(const Passed& passed, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
