#pragma once
// Down and up again.

#include "tool/replay/passage.hpp"

#include <functional>
#include <vector>

namespace kiln::tool {

/// What whoever watches a round trip does on the way; what is not set is left out.
struct OnTheWay {
    std::function<void()> before_downgrade{};
    std::function<void(Passage& downgrade)> behind_downgrade{};
    /// A section failed; `again`: it is the second upgrade.
    std::function<void(const Fault& fault, bool again)> failed{};
};

/// Behind an upgrade: the downgrade must run (K302 or the guard's code, K316) and bring back the
/// schema that stood before (K304); the upgrade must run again (K303) and give the same schema
/// (K305). The first fault ends it, and what its script has besides is told with it. Behind a
/// fault, and wherever it changed rows of older tables, moved objects in the file or set a field of
/// its header, the database is then as the first upgrade left it, since that is what the next
/// revision meets.
std::vector<Diagnostic> round_trip(const Passage& upgrade, const Section& downgrade,
                                   const OnTheWay& on_the_way = {});

}  // namespace kiln::tool
