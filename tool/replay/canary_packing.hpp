#pragma once
// What is known of how rows can be made, as bytes and back.

#include "tool/replay/canary_plan.hpp"
#include "tool/replay/packing.hpp"

namespace kiln::tool {

/// But for the table.
void pack_plan(Packer& out, const CanaryPlan& plan);
/// Throws NotPacked.
CanaryPlan unpack_plan(Unpacker& in);

}  // namespace kiln::tool
