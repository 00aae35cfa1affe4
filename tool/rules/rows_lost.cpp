#include "tool/rules/rows_lost.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/row_match.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

bool says_so(const TableFate* fate) {
    if (fate == nullptr) return false;
    return !fate->deletes.empty() ||
           std::ranges::any_of(fate->copies, [](const RowCopy& copy) { return copy.filtered; });
}

std::vector<std::size_t> lost_rows(const SurvivingTable& table) {
    std::vector<std::size_t> lost;
    for (std::size_t i = 0; i < table.matches.size(); ++i) {
        if (!table.matches[i]) lost.push_back(i);
    }
    return lost;
}

/// Whether the rows are in none of these tables, of those that there are.
std::function<bool(sqlite3*)> are_gone(const TableRows& before,
                                       const std::vector<std::size_t>& lost,
                                       std::set<std::string> tables) {
    TableRows rows;
    rows.columns = before.columns;
    for (const std::size_t row : lost) rows.rows.push_back(before.rows[row]);
    return [rows = std::move(rows), tables = std::move(tables)](sqlite3* db) {
        return std::ranges::none_of(tables, [&](const std::string& table) {
            const auto now = read_rows(db, table);
            if (!now) return false;
            const auto matches = match_rows(rows, *now, common_columns(rows, *now), false);
            return std::ranges::all_of(matches, [](const auto& row) { return row.has_value(); });
        });
    };
}

std::size_t first_guess(const Passage& passage, const SurvivingTable& table) {
    if (table.fate != nullptr && table.fate->dropped) {
        return passage.statements[*table.fate->dropped].offset;
    }
    std::size_t offset = 0;
    for (const RanStatement& ran : passage.statements) {
        if (ran.changes.rows.count(table.name) > 0) offset = ran.offset;
    }
    return offset;
}

}  // namespace

void find_lost_rows(const Passed& passed, std::vector<Diagnostic>& found) {
    const Passage& passage = passed.passage();
    const Lineage& lineage = passed.lineage();
    if (passage.rows == nullptr) return;
    for (const SurvivingTable& table : surviving_tables(passage, lineage)) {
        if (says_so(table.fate)) continue;
        const std::vector<std::size_t> lost = lost_rows(table);
        if (lost.empty()) continue;
        const std::size_t all = table.before->rows.size();
        const std::string how_many = lost.size() == all ? "all rows"
                                                        : std::to_string(lost.size()) + " of " +
                                                              std::to_string(all) + " rows";
        Diagnostic diagnostic = finding(
            passage, first_guess(passage, table), Code::rows_lost,
            how_many + " of " + quote(table.name) + " are lost, and no DELETE or WHERE says so",
            "keep them, or delete them by a statement of their own: DELETE FROM " +
                readable_name(table.name) + " WHERE …");
        diagnostic.notes.push_back(
            note_of("such as " + table.before->describe(table.before->rows[lost.front()])));
        if (passage.sought != nullptr) {
            passage.sought->push_back(
                {found.size(),
                 are_gone(*table.before, lost, tables_on_the_way(passage, lineage, table))});
        }
        found.push_back(std::move(diagnostic));
    }
}

}  // namespace kiln::tool
