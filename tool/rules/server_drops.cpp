#include "tool/rules/server_drops.hpp"

#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/lineage_rules.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <set>

namespace kiln::tool {
namespace {

/// Another table, of the revision's own, has its name now.
bool was_replaced(const ServerPassage& passage, const ServerTable& table) {
    return std::ranges::any_of(passage.tables_after, [&](const auto& each) {
        return each.second.first == table.schema && each.second.second == table.name &&
               !passage.before.tables.contains(each.first);
    });
}

void find_dropped_columns_of(const ServerPassage& passage, std::size_t statement, Oid64 oid,
                             std::vector<Diagnostic>& found) {
    const ServerTable& was = passage.before.tables.at(oid);
    const ServerState& now = *passage.statements[statement].after;
    const ServerTable& is = now.tables.at(oid);
    const ServerTable& stood = passage.found_by(statement).tables.at(oid);
    const ServerTable* const last = [&]() -> const ServerTable* {
        const auto at_the_end = passage.statements.back().after->tables.find(oid);
        return at_the_end == passage.statements.back().after->tables.end() ? nullptr
                                                                           : &at_the_end->second;
    }();
    if (last == nullptr) return;  // all of it is gone
    for (const auto& [number, column] : was.columns) {
        if (is.columns.contains(number) || !stood.columns.contains(number)) continue;
        if (column.generated || column.inherited) continue;
        const std::string& name = column.name;
        const bool is_made_again = std::ranges::any_of(last->columns, [&](const auto& each) {
            return each.second.name == name && !was.columns.contains(each.first);
        });
        if (is_made_again) continue;
        found.push_back(finding(passage.file, passage.section, passage.statements[statement].offset,
                                Code::column_dropped,
                                "column " + in_quotes(name) + " of " + in_quotes(is.shown()) +
                                    " and its values are dropped",
                                hint_to_allow(Code::column_dropped)));
    }
}

}  // namespace

void find_dropped_on_server(const ServerPassage& passage, std::vector<Diagnostic>& found) {
    for (std::size_t i = 0; i < passage.statements.size(); ++i) {
        const ServerState& stood = passage.found_by(i);
        const ServerState& now = *passage.statements[i].after;
        if (&stood == &now) continue;
        for (const auto& [oid, table] : passage.before.tables) {
            if (!stood.tables.contains(oid)) continue;
            if (now.tables.contains(oid)) {
                find_dropped_columns_of(passage, i, oid, found);
                continue;
            }
            // A partition is told of by what it is a part of.
            const bool goes_with_another = stood.tables.contains(table.parent) &&
                                           !now.tables.contains(table.parent) &&
                                           passage.before.tables.contains(table.parent);
            if (goes_with_another || was_replaced(passage, table)) continue;
            found.push_back(finding(
                passage.file, passage.section, passage.statements[i].offset, Code::table_dropped,
                "table " + in_quotes(table.shown()) + " and its rows are dropped",
                hint_to_allow(Code::table_dropped)));
        }
    }
}

}  // namespace kiln::tool
