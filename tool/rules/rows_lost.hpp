#pragma once
// K602: rows that are gone, and nothing says so.

#include "tool/rules/lineage_rules.hpp"

namespace kiln::tool {

/// Of tables that are still there, by their name or under another: each row that was there must be,
/// unless the section deletes from the table, or the copy that made it anew has a filter over what
/// it reads.
void find_lost_rows(const Passed& passed, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
