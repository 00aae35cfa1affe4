#include "tool/rules/dropped_data.hpp"

#include "src/schema/tokens.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

/// The whole of it is a call of this function.
bool is_call(const std::string& expression, std::string_view function) {
    const std::vector<Token> tokens = tokens_of(expression);
    return tokens.size() > 2 && is(tokens[0], function) && tokens[1].text == "(" &&
           closing(tokens, 1) + 1 == tokens.size();
}

/// COALESCE and IFNULL keep what is there.
bool arrives(const TableFate& fate, const std::string& column) {
    return std::ranges::any_of(fate.copies, [&](const RowCopy& copy) {
        return std::ranges::any_of(copy.columns, [&](const CopiedColumn& each) {
            const std::string& value = each.value.normal;
            const bool keeps = is_call(value, "coalesce") || is_call(value, "ifnull");
            return keeps && each.mentioned.count(column) > 0 &&
                   value.find("( " + column + " ,") != std::string::npos;
        });
    });
}

}  // namespace

void find_dropped_tables(const Passed& passed, std::vector<Diagnostic>& found) {
    for (const auto& [name, fate] : passed.lineage().tables()) {
        if (!fate.dropped || !fate.new_name.empty() || !passed.holds_data(name)) continue;
        if (passed.is_taken_back(name)) continue;
        found.push_back(
            finding(passed.passage(), passed.offset(*fate.dropped), Code::table_dropped,
                    "table " + in_quotes(passed.written(name)) + " and its rows are dropped",
                    hint_to_allow(Code::table_dropped)));
    }
}

void find_dropped_columns(const Passed& passed, std::vector<Diagnostic>& found) {
    for (const auto& [name, fate] : passed.lineage().tables()) {
        if (fate.new_name.empty() || !passed.holds_data(name)) continue;
        for (const std::string& column : fate.data_columns) {
            if (fate.columns.count(column) > 0 || passed.is_taken_back(name, column)) continue;
            if (fate.added.count(column) > 0) continue;  // it is there again, without its values
            const auto drop = fate.dropped_columns.find(column);
            std::optional<std::size_t> statement;
            if (drop != fate.dropped_columns.end()) {
                statement = drop->second;
            } else if (fate.rebuilt && !fate.copies.empty() && !arrives(fate, column)) {
                // Without any copy all rows are gone, which is another rule's.
                statement = fate.dropped;
            }
            if (!statement) continue;
            found.push_back(
                finding(passed.passage(), passed.offset(*statement), Code::column_dropped,
                        "column " + in_quotes(passed.written(name, column)) + " of " +
                            in_quotes(passed.written(name)) + " and its values are dropped",
                        hint_to_allow(Code::column_dropped)));
        }
    }
}

}  // namespace kiln::tool
