#pragma once
// K610 and K611: a table or column that goes with its values.

#include "tool/rules/lineage_rules.hpp"

namespace kiln::tool {

/// A table of before that is gone, unless its rows are in one that took its place.
void find_dropped_tables(const Passed& passed, std::vector<Diagnostic>& found);

/// A column of a table that stays, by DROP COLUMN or because a rebuild has no place for it.
void find_dropped_columns(const Passed& passed, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
