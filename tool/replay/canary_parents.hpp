#pragma once
// To which rows of other tables a row refers.

#include "tool/replay/canary_draft.hpp"
#include "tool/replay/canary_table.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

struct sqlite3;

namespace kiln::tool {

using CanaryStates = std::map<std::string, CanaryState>;  // by folded name
/// The table of that folded name, null if there is none that holds rows of its own.
using CanaryTableOf = std::function<CanaryPlan*(const std::string& name)>;

class CanaryParents {
public:
    CanaryParents(sqlite3* db, const CanaryStates& states, const CanaryTableOf& table_of)
        : db_(db), states_(states), table_of_(table_of) {}

    /// Sets the columns of all foreign keys; of several that share columns, the parents agree.
    /// False, with a reason in `why`, where there is no such row.
    bool choose(const CanaryState& child, const CanaryWish& wish, CanaryDraft& draft,
                std::string& why) const;

    /// The values that this key may have: of the rows that were made, behind them those that were
    /// there already.
    std::vector<CanaryRow> rows(const CanaryForeignKey& key) const;

private:
    bool choose(const CanaryState& child, const CanaryWish& wish, std::size_t index,
                CanaryDraft& draft, std::string& why) const;
    bool choose_null(const CanaryState& child, const CanaryWish& wish, std::size_t index,
                     CanaryDraft& draft, std::string& why) const;
    bool choose_row(const CanaryState& child, const CanaryWish& wish, std::size_t index,
                    CanaryDraft& draft, std::string& why) const;
    /// What the key refers to; nothing where it refers to nothing.
    std::vector<std::string> parent_columns(const CanaryForeignKey& key) const;
    std::vector<CanaryRow> made(const CanaryForeignKey& key) const;
    const std::vector<CanaryRow>& existing(const CanaryForeignKey& key) const;

    sqlite3* db_;
    const CanaryStates& states_;
    const CanaryTableOf& table_of_;
    mutable std::map<const CanaryForeignKey*, std::vector<CanaryRow>> existing_;
};

}  // namespace kiln::tool
