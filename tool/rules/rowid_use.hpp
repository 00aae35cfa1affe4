#pragma once
// Rowids that something goes by.

#include "tool/rules/lineage_rules.hpp"

#include <optional>
#include <string>

namespace kiln::tool {

/// In words, if a rebuild numbers the rows of a table anew, and an FTS table with `content=`, a
/// view or a trigger knows them by number.
std::optional<std::string> lost_rowid_use(const Passed& passed, const TableFate& fate);

}  // namespace kiln::tool
