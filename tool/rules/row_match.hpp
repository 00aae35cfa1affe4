#pragma once
// Which row of before is which one now.

#include "tool/replay/table_rows.hpp"
#include "tool/rules/lineage.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {

/// A table that is still there, with its rows before and now.
struct SurvivingTable {
    const TableFate* fate = nullptr;  ///< none: no statement names it
    std::string name;                 ///< before
    std::string new_name;
    const TableRows* before = nullptr;
    TableRows now;
    /// Old columns to new ones that have their place, by index; generated ones are left out.
    std::vector<std::pair<std::size_t, std::size_t>> columns;
    /// Parallel to the rows of before: the row of now, or none.
    std::vector<std::optional<std::size_t>> matches;
};

/// Of the tables that had rows before the passage, those that are there now.
std::vector<SurvivingTable> surviving_tables(const Passage& passage, const Lineage& lineage);

/// The names of all tables that such a table's rows may be in on the way, folded.
std::set<std::string> tables_on_the_way(const Passage& passage, const Lineage& lineage,
                                        const SurvivingTable& table);

/// Columns of the same names, by index.
std::vector<std::pair<std::size_t, std::size_t>> common_columns(const TableRows& before,
                                                                const TableRows& now);

/// Pairs rows by what they hold: a value counts the more the fewer rows have it, and one of the
/// primary key, `key` of before, as much as all others. Rows that are alike pair in their order.
/// `by_rowid`: the rows still stand where they stood.
std::vector<std::optional<std::size_t>> match_rows(
    const TableRows& before, const TableRows& now,
    const std::vector<std::pair<std::size_t, std::size_t>>& columns, bool by_rowid,
    const std::set<std::size_t>& key = {});

}  // namespace kiln::tool
