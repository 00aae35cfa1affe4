#include "tool/rules/rowid_use.hpp"

#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

bool names_rowid(std::string_view name) {
    return equal_ignoring_case(name, "rowid") || equal_ignoring_case(name, "oid") ||
           equal_ignoring_case(name, "_rowid_");
}

/// The column that is the rowid, folded; empty where there is none of its own.
std::string rowid_column(const TableDefinition& table) {
    return table.rowid_alias ? folded(table.columns[*table.rowid_alias].name) : "";
}

/// The copies bring each row's number with it.
bool keeps_numbers(const TableFate& fate, const std::string& was, const std::string& is) {
    if (fate.copies.empty()) return false;
    return std::ranges::all_of(fate.copies, [&](const RowCopy& copy) {
        return std::ranges::any_of(copy.columns, [&](const CopiedColumn& each) {
            const bool from =
                names_rowid(each.value.column) || (!was.empty() && each.value.column == was);
            const bool to = names_rowid(each.column) || (!is.empty() && each.column == is);
            return from && to;
        });
    });
}

bool mentions(const std::vector<Token>& tokens, const std::string& table) {
    return std::ranges::any_of(tokens, [&](const Token& token) {
        return token.kind != SqlToken::Kind::string && folded(unquoted(token.text)) == table;
    });
}

/// A table that indexes the text of this one by the numbers of its rows.
bool indexes_text_of(const SchemaObject& object, const TableFate& fate,
                     const TableDefinition& table) {
    const std::vector<Token> tokens = tokens_of(object.sql);
    const std::string content = folded(option_of(tokens, "content").value_or(""));
    if (content.empty() || (content != fate.new_name && content != fate.old_name)) return false;
    const std::string by = folded(option_of(tokens, "content_rowid").value_or(""));
    return by.empty() || names_rowid(by) || (!table.find(by) || by == rowid_column(table));
}

bool goes_by_rowid(const SchemaObject& object, const TableFate& fate) {
    const std::vector<Token> tokens = tokens_of(object.sql);
    const bool says_rowid = std::ranges::any_of(
        tokens, [](const Token& token) { return names_rowid(unquoted(token.text)); });
    return says_rowid && mentions(tokens, fate.new_name);
}

/// `INSERT INTO search(search) VALUES ('rebuild')`.
bool is_indexed_anew(const Passed& passed, const SchemaObject& object) {
    const auto& statements = passed.passage().statements;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const StatementSummary& summary = passed.lineage().statements()[i];
        const std::string name = folded(object.name);
        if (summary.name.substr(summary.name.find('.') + 1) != name) continue;
        if (summary.kind == StatementSummary::Kind::create_virtual_table) return true;
        if (summary.kind != StatementSummary::Kind::insert) continue;
        if (statements[i].text.find("'rebuild'") != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string> lost_rowid_use(const Passed& passed, const TableFate& fate) {
    const auto before = passed.passage().before.groups.find(fate.old_name);
    const auto after = passed.passage().after.groups.find(fate.new_name);
    if (before == passed.passage().before.groups.end() ||
        after == passed.passage().after.groups.end()) {
        return std::nullopt;
    }
    const TableDefinition was = parse_table(before->second.front().sql);
    const TableDefinition is = parse_table(after->second.front().sql);
    if (was.has_option("without rowid")) return std::nullopt;
    if (keeps_numbers(fate, rowid_column(was), rowid_column(is))) return std::nullopt;
    for (const auto& [name, objects] : passed.passage().after.groups) {
        for (const SchemaObject& object : objects) {
            const bool is_virtual = object.kind == SchemaObject::Kind::virtual_table;
            const bool goes_by_it = object.kind == SchemaObject::Kind::view ||
                                    object.kind == SchemaObject::Kind::trigger;
            if (is_virtual ? indexes_text_of(object, fate, is) && !is_indexed_anew(passed, object)
                           : goes_by_it && goes_by_rowid(object, fate)) {
                return "the rowids by which " + in_quotes(object.name) + " knows its rows";
            }
        }
    }
    return std::nullopt;
}

}  // namespace kiln::tool
