#include "tool/rules/server_all_rows.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/lineage_rules.hpp"
#include "tool/rules/statement_summary.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

using Kind = StatementSummary::Kind;

struct ChangeOfAllRows {
    Oid64 table = 0;
    std::set<int> columns;  ///< that an UPDATE sets, of those that there are
    std::string message;
};

/// `TRUNCATE [TABLE] [ONLY] a, b`
std::vector<std::string> truncated(std::string_view statement, SqlRules rules) {
    const std::vector<Token> tokens = tokens_of(statement, rules);
    const Tokens all(tokens);
    std::vector<std::string> names;
    std::size_t at = 0;
    if (!is_at(all, at++, "truncate")) return names;
    if (is_at(all, at, "table")) ++at;
    while (at < all.size()) {
        if (is_at(all, at, "only")) ++at;
        names.push_back(read_table_name(all, at));
        if (at < all.size() && all[at].text == "*") ++at;
        if (at >= all.size() || all[at].text != ",") break;
        ++at;
    }
    return names;
}

std::vector<ChangeOfAllRows> changes_of_all_rows(const ServerPassage& passage, std::size_t index) {
    const std::string_view text = passage.statements[index].text;
    const ServerState& stood = passage.found_by(index);
    std::vector<ChangeOfAllRows> changes;
    for (const std::string& name : truncated(text, passage.rules)) {
        const auto table = stood.find(name);
        if (!table) continue;
        changes.push_back({*table, {}, "TRUNCATE deletes all rows of "});
    }
    const StatementSummary summary = summary_of(text, passage.rules);
    if (summary.kind != Kind::update && summary.kind != Kind::remove) return changes;
    const auto oid = stood.find(summary.name);
    if (!oid) return changes;
    const ServerTable& table = stood.tables.at(*oid);
    std::set<std::string> names{"ctid", "tableoid", "xmin", "current"};
    for (const auto& [number, column] : table.columns) names.insert(folded(column.name));
    if (summary.where && summary.where->mentions(names)) return changes;
    ChangeOfAllRows change{*oid, {}, ""};
    for (const Assignment& each : summary.assignments)
        change.columns.insert(table.find(each.column));
    change.message =
        (summary.kind == Kind::remove ? "DELETE" : "UPDATE") +
        std::string(summary.where ? " with a WHERE that names no column " : " without WHERE ") +
        (summary.kind == Kind::remove ? "deletes" : "changes") + " all rows of ";
    changes.push_back(std::move(change));
    return changes;
}

bool was_set_in_all_rows(const ServerPassage* upgrade, Oid64 table, int column) {
    if (upgrade == nullptr) return false;
    for (std::size_t i = 0; i < upgrade->statements.size(); ++i) {
        for (const ChangeOfAllRows& each : changes_of_all_rows(*upgrade, i)) {
            if (each.table == table && each.columns.contains(column)) return true;
        }
    }
    return false;
}

}  // namespace

void find_changes_of_all_rows_on_server(const ServerPassage& passage,
                                        std::vector<Diagnostic>& found) {
    for (std::size_t i = 0; i < passage.statements.size(); ++i) {
        for (const ChangeOfAllRows& each : changes_of_all_rows(passage, i)) {
            const auto was = passage.before.tables.find(each.table);
            if (was == passage.before.tables.end()) continue;
            const bool is_its_own =
                !each.columns.empty() && std::ranges::all_of(each.columns, [&](int column) {
                    return !was->second.columns.contains(column) ||
                           was_set_in_all_rows(passage.upgrade, each.table, column);
                });
            if (is_its_own) continue;
            found.push_back(finding(passage.file, passage.section, passage.statements[i].offset,
                                    Code::changes_all_rows,
                                    each.message + in_quotes(was->second.shown()),
                                    hint_to_allow(Code::changes_all_rows)));
        }
    }
}

}  // namespace kiln::tool
