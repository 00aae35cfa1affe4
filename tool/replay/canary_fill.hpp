#pragma once
// One filling of tables with rows, parents first.

#include "src/database/sqlite/handles.hpp"
#include "tool/replay/canary_draft.hpp"
#include "tool/replay/canary_parents.hpp"
#include "tool/replay/canary_probe.hpp"
#include "tool/replay/canary_rows.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

struct sqlite3;

namespace kiln::tool {

class CanaryFill {
public:
    CanaryFill(sqlite3* db, const std::set<std::string>& tables, CanaryRows::Kind kind,
               unsigned generation, CanaryTableOf table_of);

    std::vector<CanaryRows::Unfilled> run();

private:
    /// A row whose parent comes after it.
    struct Pending {
        CanaryState* child;
        std::size_t row;
        const CanaryForeignKey* key;
    };

    unsigned number_of(unsigned slot) const { return CanarySerial{generation_, slot}.number(); }
    void visit(const std::string& name);
    bool lacks_rows(const CanaryState& child, const CanaryForeignKey& key) const;
    std::vector<unsigned> slots_of(const CanaryState& state) const;
    void make_rows(CanaryState& state);
    bool make_row(CanaryState& state, sqlite::Statement& insert, unsigned slot);
    bool make_with(CanaryState& state, sqlite::Statement& insert, CanaryWish wish,
                   bool heeds_triggers, std::optional<CanaryProbe>& probe);
    /// What to try for a row; none after the last attempt.
    std::optional<CanaryWish> wish_at(const CanaryPlan& plan, unsigned slot,
                                      unsigned attempt) const;
    CanaryWish wish(const CanaryPlan& plan, unsigned slot, CanaryForm form, bool has_nulls,
                    std::size_t turn) const;
    std::size_t turn_of(unsigned slot, std::size_t column) const;
    CanaryWish twin(const CanaryPlan& plan, unsigned slot, const std::vector<bool>& own) const;
    bool insert_row(CanaryState& state, sqlite::Statement& insert, const CanaryWish& wish,
                    CanaryDraft&& draft);
    void settle(const Pending& pending);
    bool holds_rows(const CanaryTable& table) const;

    sqlite3* db_;
    const std::set<std::string>& asked_;
    CanaryRows::Kind kind_;
    unsigned generation_;
    CanaryTableOf table_of_;
    CanaryStates states_;
    CanaryParents parents_;
    std::vector<Pending> pending_;
};

}  // namespace kiln::tool
