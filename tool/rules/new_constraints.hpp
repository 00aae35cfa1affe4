#pragma once
// K609: constraints that a section puts over values that were there before.

#include "src/database/fault.hpp"
#include "tool/rules/lineage_rules.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct NewConstraint {
    std::string table;                     ///< folded, by its new name
    std::string what;                      ///< in words: "UNIQUE (name)"
    std::vector<std::string_view> faults;  ///< how SQLite's message begins where a row breaks it
    /// Where rows that break it fail: the index, the copy, or ADD COLUMN.
    std::size_t statement = 0;
    std::set<std::size_t> others;  ///< where they may fail as well
    std::string parent;            ///< of a foreign key: folded
    /// The section changes or leaves out rows on their way there, so that only rows can tell.
    bool is_prepared = false;
};

/// Uniqueness, CHECK, foreign keys and STRICT over columns of before, of foreign keys also over a
/// new column whose values are made of theirs, where some rows that the old
/// table takes break them: tried on a scratch database. NOT NULL is none of them.
std::vector<NewConstraint> new_constraints(const Passed& passed);

/// What failed there on rows is a constraint that the section puts over old values. Of NOT NULL it
/// is false. The passage is one that went well, on other rows.
bool newly_constrains(const Passage& passage, const Fault& fault);

void find_new_constraints(const Passed& passed, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
