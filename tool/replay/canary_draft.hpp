#pragma once
// A row in the making.

#include "tool/replay/canary_table.hpp"
#include "tool/replay/canary_value.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace kiln::tool {

using CanaryRow = std::vector<CanaryValue>;

/// How a row is to be.
struct CanaryWish {
    unsigned slot = 0;
    CanaryForm form = CanaryForm::plain;
    bool has_nulls = false;  ///< wherever it may
    std::vector<bool> own;   ///< columns in which it differs from the row that it is like
    std::size_t shift = 0;   ///< in the choice of parents
};

struct CanaryDraft {
    CanaryRow row;
    std::vector<bool> is_fixed;                      ///< by a foreign key
    std::vector<const CanaryForeignKey*> to_itself;  ///< no other row is there
    std::vector<const CanaryForeignKey*> later;      ///< their parents are not made yet
};

/// A table while it is filled.
struct CanaryState {
    const CanaryTable* table = nullptr;
    bool is_asked = false;        ///< else it only serves as a parent
    bool is_done = false;         ///< else its own parents are being filled
    std::vector<CanaryRow> rows;  ///< that were made
    std::string why;              ///< what was wrong with the last that was not
};

}  // namespace kiln::tool
