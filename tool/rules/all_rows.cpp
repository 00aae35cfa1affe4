#include "tool/rules/all_rows.hpp"

#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"

#include <kiln/codes.hpp>

#include <algorithm>

namespace kiln::tool {
namespace {

/// What its own upgrade made, or set in all rows itself.
bool takes_back(const Passed& passed, const std::string& table, const StatementSummary& statement) {
    if (passed.is_taken_back(table)) return true;
    return !statement.assignments.empty() &&
           std::ranges::all_of(statement.assignments, [&](const Assignment& each) {
               return passed.is_taken_back(table, each.column) ||
                      passed.was_set_in_all_rows(table, each.column);
           });
}

}  // namespace

void find_changes_of_all_rows(const Passed& passed, std::vector<Diagnostic>& found) {
    const std::vector<StatementSummary>& statements = passed.lineage().statements();
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const std::string& table = passed.lineage().all_rows_of(i);
        if (table.empty() || !passed.holds_data(table) || takes_back(passed, table, statements[i]))
            continue;
        const bool deletes = statements[i].kind == StatementSummary::Kind::remove;
        const std::string how =
            statements[i].where ? " with a WHERE that names no column " : " without WHERE ";
        found.push_back(
            finding(passed.passage(), passed.offset(i), Code::changes_all_rows,
                    (deletes ? "DELETE" + how + "deletes" : "UPDATE" + how + "changes") +
                        " all rows of " + in_quotes(passed.written(table)),
                    hint_to_allow(Code::changes_all_rows)));
    }
}

}  // namespace kiln::tool
