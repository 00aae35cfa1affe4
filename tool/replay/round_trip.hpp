#pragma once
// Down and up again.

#include "tool/replay/passage.hpp"

namespace kiln::tool {

/// Behind an upgrade with a downgrade: that must run (K302 or the guard's code, K316) and bring
/// back the schema that stood before (K304); the upgrade must run again (K303) and give the same
/// schema (K305). The first fault ends it. The database is then as the first upgrade left it, rows
/// included, since that is what the next revision meets.
class RoundTrip : public Inspector {
public:
    void inspect(const Passage& upgrade, std::vector<Diagnostic>& found) override;
};

}  // namespace kiln::tool
