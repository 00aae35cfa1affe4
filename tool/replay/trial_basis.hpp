#pragma once

#include "tool/replay/packing.hpp"

namespace kiln::tool {

/// What has a say in any trial beside its revisions: this program, its SQLite, and what the trial
/// has in place of the application's functions and collations.
void pack_trial_basis(Packer& out);

}  // namespace kiln::tool
