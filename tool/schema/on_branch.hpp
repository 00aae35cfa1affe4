#pragma once

#include "tool/schema/schema.hpp"

namespace kiln::tool {

/// What a revision of one branch has to make of `branch`, which its own ancestors make, so that all
/// branches together, which make `all` now, make `wanted`: what differs between these two is done
/// on the branch, as far as what is to change is there. What other branches made stays theirs.
///
/// Throws K524 where a table needs what another branch made.
Schema on_branch(const Schema& branch, const Schema& all, const Schema& wanted);

}  // namespace kiln::tool
