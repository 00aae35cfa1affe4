#pragma once
// What is known of how rows of a table can be made.

#include "tool/replay/canary_candidate.hpp"
#include "tool/replay/canary_table.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <vector>

struct sqlite3;

namespace kiln::tool {

class CanaryProbe;

/// How a row is to be.
struct CanaryWish {
    unsigned slot = 0;
    std::vector<CanaryCandidate> values;  ///< of each column, unless a foreign key gives it one
    std::vector<bool> own;                ///< columns in which it differs from the row it is like
    std::vector<std::size_t> shifts;      ///< of each foreign key, in the choice of a parent

    bool is_null(std::size_t column) const { return values[column].is(CanaryForm::null); }
    void set_null(std::size_t column);
};

struct CanaryPlan {
    CanaryTable table;
    /// Of each column: what its own checks let pass.
    std::vector<std::vector<CanaryCandidate>> values;
    std::vector<bool> may_be_null;
    /// What worked for a row, by the number of its serial.
    std::map<unsigned, CanaryWish> worked;
    std::set<unsigned> given_up;  // likewise
    /// How many rows may still be tried against the checks.
    int tries_left = 10'000;
    bool is_ready = false;
    std::vector<bool> was_completed;

    /// Tries what columns usually hold against their own checks, and more where that does not pass.
    /// Once.
    void prepare(sqlite3* db);
    /// Tries all candidates of this column, once.
    void try_more(std::size_t column, CanaryProbe& probe);
    /// One value of this column in that form, else the one at `turn` of all that it may have.
    const CanaryCandidate& value(std::size_t column, CanaryForm form, std::size_t turn) const;
    /// One NULL in a foreign key, and it refers to nothing.
    bool may_be_null_in(const CanaryForeignKey& key) const;
};

}  // namespace kiln::tool
