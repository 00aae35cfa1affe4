#include "tool/schema/unique_key.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <algorithm>

namespace kiln::tool {
namespace {

std::string collation_in(const Tokens& part, const TableDefinition& table) {
    for (std::size_t at = 1; at + 1 < part.size(); ++at) {
        if (is(part[at], "collate")) return normal_name(part[at + 1].text);
    }
    const auto column = table.find(folded(unquoted(part.front().text)));
    if (!column) return "binary";
    for (const SqlPiece& piece : table.columns[*column].attributes) {
        if (piece.normal.starts_with("collate ")) return piece.normal.substr(8);
    }
    return "binary";
}

void add_part(Tokens part, const TableDefinition& table, UniqueKey& key) {
    if (part.empty()) return;
    const std::string name = folded(unquoted(part.front().text));
    const bool is_column = table.find(name) && (part.size() == 1 || part[1].text != "(");
    const bool has_more = part.size() > 1 && !is_any(part[1], {"collate", "asc", "desc"}) &&
                          !is(part[1], "autoincrement");
    if (!is_column || has_more) {
        key.has_expression = true;
        return;
    }
    key.columns[name] = collation_in(part, table);
}

std::vector<UniqueKey> keys_of_index(const SchemaObject& object, const TableDefinition& table) {
    const std::vector<Token> tokens = tokens_of(object.sql);
    if (tokens.size() < 2 || !is(tokens[1], "unique")) return {};
    UniqueKey key;
    key.index = folded(object.name);
    key.what = "unique index " + in_quotes(object.name);
    std::size_t open = 0;
    while (open < tokens.size() && tokens[open].text != "(") ++open;
    std::size_t close = open;
    for (const Tokens part : split_list(tokens, open, close)) add_part(part, table, key);
    if (is_at(tokens, close + 1, "where")) {
        key.where = normal(Tokens(tokens).subspan(close + 2));
    }
    return {key};
}

}  // namespace

std::vector<UniqueKey> unique_keys(const std::vector<SchemaObject>& group,
                                   const TableDefinition& table) {
    std::vector<UniqueKey> keys;
    for (const Constraint& constraint : table.constraints) {
        if (constraint.kind != Constraint::Kind::primary_key &&
            constraint.kind != Constraint::Kind::unique) {
            continue;
        }
        UniqueKey key;
        key.what = constraint.written;
        for (const std::string& column : constraint.columns) {
            const std::vector<Token> name = tokens_of(column);
            add_part(name, table, key);
        }
        if (constraint.column)
            key.what += " of column " + in_quotes(table.columns[*constraint.column].name);
        keys.push_back(std::move(key));
    }
    for (const SchemaObject& object : group) {
        if (object.kind != SchemaObject::Kind::index) continue;
        for (UniqueKey& key : keys_of_index(object, table)) keys.push_back(std::move(key));
    }
    return keys;
}

bool follows_from(const UniqueKey& key, const UniqueKey& old_key,
                  const std::map<std::string, std::string>& new_names) {
    if (old_key.has_expression || (!old_key.where.empty() && old_key.where != key.where)) {
        return false;
    }
    return std::ranges::all_of(old_key.columns, [&](const auto& part) {
        const auto name = new_names.find(part.first);
        if (name == new_names.end()) return false;
        const auto now = key.columns.find(name->second);
        return now != key.columns.end() && (now->second == part.second || now->second == "binary");
    });
}

}  // namespace kiln::tool
