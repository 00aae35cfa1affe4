#pragma once
// K606: what a table had, and does not have behind a rebuild.

#include "tool/rules/lineage_rules.hpp"

namespace kiln::tool {

/// Indexes, triggers, constraints, options and the numbers of rows that something goes by. An index
/// or trigger may go by its DROP; anything else if it is the only difference that the rebuild
/// makes. Of upgrades: that a downgrade makes what was there before is the round trip's.
void find_losses_on_rebuild(const Passed& passed, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
