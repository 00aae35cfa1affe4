#pragma once
// Rows that violate foreign keys behind a section that ran on rows.

#include "tool/replay/passage.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// All that there are, in the children that the section can reach. None where it cannot have made
/// any, or ran on empty tables.
Violations violations_behind(const Passage& passage);

/// Of these, what was not there before the section.
std::vector<NewViolation> new_violations(const Passage& passage, const Violations& now);

/// Some new ones are of a key of this table to that parent; both folded, as they are called now.
bool breaks_key(const Passage& passage, const std::string& child, const std::string& parent);

}  // namespace kiln::tool
