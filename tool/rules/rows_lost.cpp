#include "tool/rules/rows_lost.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/row_match.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
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

/// Those of `now` that are none of the table's own rows of before.
TableRows without_own(TableRows now, const TableRows& own) {
    const auto matches = match_rows(own, now, common_columns(own, now), true);
    std::vector<bool> is_own(now.rows.size());
    for (const auto& row : matches) {
        if (row) is_own[*row] = true;
    }
    std::size_t place = 0;
    std::erase_if(now.rows, [&](const TableRows::TableRow&) { return is_own[place++]; });
    return now;
}

/// Whether the rows are in none of these tables, of those that there are; to the tables what was in
/// them before, which may be alike.
std::function<bool(sqlite3*)> are_gone(const TableRows& before,
                                       const std::vector<std::size_t>& lost,
                                       std::map<std::string, TableRows> tables) {
    TableRows rows;
    rows.columns = before.columns;
    for (const std::size_t row : lost) rows.rows.push_back(before.rows[row]);
    return [rows = std::move(rows), tables = std::move(tables)](sqlite3* db) {
        return std::ranges::none_of(tables, [&](const auto& table) {
            auto now = read_rows(db, table.first);
            if (!now) return false;
            if (!table.second.rows.empty()) now = without_own(*std::move(now), table.second);
            const auto matches = match_rows(rows, *now, common_columns(rows, *now), false);
            return std::ranges::all_of(matches, [](const auto& row) { return row.has_value(); });
        });
    };
}

/// Where the rows of a table may have been, with what others of these had before.
std::map<std::string, TableRows> places_of(const Passage& passage, const Lineage& lineage,
                                           const SurvivingTable& table) {
    std::map<std::string, TableRows> places;
    for (const std::string& name : tables_on_the_way(passage, lineage, table)) {
        const auto others = passage.rows->tables.find(name);
        const bool has_others = name != table.name && others != passage.rows->tables.end();
        places.emplace(name, has_others ? others->second : TableRows());
    }
    return places;
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

Diagnostic rows_lost(const Passed& passed, std::size_t offset, const std::string& how_many,
                     const std::string& table) {
    return finding(passed.passage(), offset, Code::rows_lost,
                   how_many + " of " + in_quotes(passed.written(table)) +
                       " are lost, and no DELETE or WHERE says so",
                   "keep them, or delete them by a statement of their own: DELETE FROM " +
                       readable_name(table) + " WHERE …");
}

/// Of a table that was made anew, under its first name or the last one.
bool is_filled_anew(const Lineage& lineage, const TableFate& fate) {
    const auto name_of = [](const StatementSummary& statement) {
        return statement.name.substr(statement.name.find('.') + 1);
    };
    return std::ranges::any_of(lineage.statements(), [&](const StatementSummary& each) {
        return each.kind == StatementSummary::Kind::insert &&
               (name_of(each) == fate.new_name ||
                name_of(each) == name_of(lineage.statements()[*fate.created]));
    });
}

/// Kiln makes no rows for virtual tables: the statements tell.
void find_virtual_tables_begun_anew(const Passed& passed, std::vector<Diagnostic>& found) {
    for (const auto& [name, fate] : passed.lineage().tables()) {
        if (!fate.is_virtual || !fate.rebuilt || !fate.dropped || !fate.created) continue;
        if (!passed.holds_data(name) || says_so(&fate) || is_filled_anew(passed.lineage(), fate)) {
            continue;
        }
        found.push_back(rows_lost(passed, passed.offset(*fate.dropped), "all rows", name));
    }
}

}  // namespace

void find_lost_rows(const Passed& passed, std::vector<Diagnostic>& found) {
    const Passage& passage = passed.passage();
    const Lineage& lineage = passed.lineage();
    find_virtual_tables_begun_anew(passed, found);
    if (passage.rows == nullptr) return;
    for (const SurvivingTable& table : surviving_tables(passage, lineage)) {
        if (says_so(table.fate)) continue;
        const std::vector<std::size_t> lost = lost_rows(table);
        if (lost.empty()) continue;
        const std::size_t all = table.before->rows.size();
        const std::string how_many = lost.size() == all ? "all rows"
                                                        : std::to_string(lost.size()) + " of " +
                                                              std::to_string(all) + " rows";
        Diagnostic diagnostic =
            rows_lost(passed, first_guess(passage, table), how_many, table.name);
        diagnostic.notes.push_back(
            note_of("such as " + table.before->describe(table.before->rows[lost.front()])));
        if (passage.sought != nullptr) {
            passage.sought->push_back(
                {found.size(), are_gone(*table.before, lost, places_of(passage, lineage, table))});
        }
        found.push_back(std::move(diagnostic));
    }
}

}  // namespace kiln::tool
