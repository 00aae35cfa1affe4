#pragma once
// A row in the making.

#include "tool/replay/canary_plan.hpp"
#include "tool/replay/canary_value.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace kiln::tool {

struct CanaryDraft {
    CanaryRow row;
    std::vector<bool> is_fixed;                      ///< by a foreign key
    std::vector<const CanaryForeignKey*> to_itself;  ///< no other row is there
    std::vector<const CanaryForeignKey*> later;      ///< their parents are not made yet
};

/// A table while it is filled.
struct CanaryState {
    CanaryPlan* plan = nullptr;
    bool is_asked = false;        ///< else it only serves as a parent
    bool is_done = false;         ///< else its own parents are being filled
    std::vector<CanaryRow> rows;  ///< that were made
    std::string why;              ///< what was wrong with the last that was not

    const CanaryTable& table() const { return plan->table; }
};

}  // namespace kiln::tool
