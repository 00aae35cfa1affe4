#include "tool/schema/likely_renames.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/table_change.hpp"

#include <algorithm>

namespace kiln::tool {
namespace {

const SchemaObject* table_of(const std::vector<SchemaObject>& group) {
    return group.front().kind == SchemaObject::Kind::table ? &group.front() : nullptr;
}

/// `text` with the word `from` as `to`; both normal names.
std::string renamed(const std::string& text, const std::string& from, const std::string& to) {
    std::string result;
    for (const Token& token : tokens_of(text)) {
        const bool is_it = token.kind != SqlToken::Kind::string && token.text == from;
        result += (is_it ? to : std::string(token.text)) + ' ';
    }
    return result;
}

std::vector<std::string> constraints_at(const TableDefinition& table, const std::string& column,
                                        const std::string& as) {
    std::vector<std::string> texts;
    for (const Constraint& constraint : table.constraints) {
        if (std::find(constraint.columns.begin(), constraint.columns.end(), column) !=
            constraint.columns.end()) {
            texts.push_back(renamed(constraint.normal, column, as));
        }
    }
    std::sort(texts.begin(), texts.end());
    return texts;
}

void add_column(const TableChange& change, std::vector<Rename>& found) {
    if (change.dropped.size() != 1 ||
        std::count(change.origin.begin(), change.origin.end(), std::nullopt) != 1) {
        return;
    }
    const std::size_t place = change.dropped.front();
    if (place >= change.origin.size() || change.origin[place]) return;
    const ColumnDefinition& was = change.was.columns[place];
    const ColumnDefinition& is = change.is.columns[place];
    const std::string old_name = normal_name(quoted_name(was.name));
    const std::string new_name = normal_name(quoted_name(is.name));
    if (same_attributes(was, is) && constraints_at(change.was, old_name, new_name) ==
                                        constraints_at(change.is, new_name, new_name)) {
        found.push_back({change.from.name, was.name, is.name});
    }
}

bool is_alike(const SchemaObject& from, const SchemaObject& to) {
    const TableDefinition was = parse_table(from.sql);
    const TableDefinition is = parse_table(to.sql);
    if (was.columns.size() != is.columns.size()) return false;
    for (std::size_t i = 0; i < was.columns.size(); ++i) {
        if (folded(was.columns[i].name) != folded(is.columns[i].name) ||
            !same_attributes(was.columns[i], is.columns[i])) {
            return false;
        }
    }
    return unmatched(was.constraints, is.constraints).empty() &&
           unmatched(was.options, is.options).empty();
}

std::vector<const SchemaObject*> only_in(const Schema& schema, const Schema& other) {
    std::vector<const SchemaObject*> tables;
    for (const auto& [name, group] : schema.groups) {
        if (other.groups.count(name) == 0 && table_of(group)) tables.push_back(table_of(group));
    }
    return tables;
}

void add_tables(const Schema& from, const Schema& to, std::vector<Rename>& found) {
    const std::vector<const SchemaObject*> added = only_in(to, from);
    for (const SchemaObject* dropped : only_in(from, to)) {
        const SchemaObject* like = nullptr;
        for (const SchemaObject* each : added) {
            if (!is_alike(*dropped, *each)) continue;
            if (like) return;  // which of them, nobody can tell
            like = each;
        }
        if (like) found.push_back({dropped->name, "", like->name});
    }
}

}  // namespace

std::vector<Rename> likely_renames(const Schema& from, const Schema& to) {
    std::vector<Rename> found;
    add_tables(from, to, found);
    for (const auto& [name, group] : from.groups) {
        const auto other = to.groups.find(name);
        if (other == to.groups.end() || !table_of(group) || !table_of(other->second)) continue;
        if (group.front().sql == other->second.front().sql) continue;
        add_column(TableChange(group, other->second), found);
    }
    return found;
}

}  // namespace kiln::tool
