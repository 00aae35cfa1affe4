#include "src/schema/definition.hpp"

#include "src/schema/constraints.hpp"
#include "src/schema/quoted_texts.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

void read_column(Tokens item, const std::string& table_name, TableDefinition& table) {
    const Tokens rest = item.subspan(1);
    ColumnDefinition column;
    column.name = unquoted(item.front().text);
    column.written = written(rest);
    const std::vector<Tokens> parts = split_constraints(rest);
    column.type = normal(parts.front());
    column.type_text = written(parts.front());
    table.columns.push_back(std::move(column));
    for (std::size_t i = 1; i < parts.size(); ++i) {
        read_constraint(parts[i], table_name, true, table);
    }
}

void read_options(Tokens tokens, std::size_t start, TableDefinition& table) {
    for (std::size_t at = start; at <= tokens.size(); ++at) {
        if (at < tokens.size() && tokens[at].text != ",") continue;
        if (at > start) {
            const Tokens option = tokens.subspan(start, at - start);
            table.options.push_back({"", normal(option), written(option)});
        }
        start = at + 1;
    }
}

void drop_not_null(ColumnDefinition& column) {
    std::erase_if(column.attributes,
                  [](const SqlPiece& piece) { return piece.normal == "not null"; });
}

// The key of a rowid alias, of a STRICT table and of one WITHOUT ROWID is never NULL, said or not.
// As a column's constraint PRIMARY KEY DESC makes no alias; as the table's it does.
void settle_primary_key(TableDefinition& table) {
    const auto key = std::find_if(table.constraints.begin(), table.constraints.end(),
                                  [](const Constraint& constraint) {
                                      return constraint.kind == Constraint::Kind::primary_key;
                                  });
    if (key == table.constraints.end()) return;
    std::vector<std::size_t> columns;
    for (const std::string& name : key->columns) {
        const auto column = table.find(folded(unquoted(name)));
        if (column) columns.push_back(*column);
    }
    const bool has_rowid = !table.has_option("without rowid");
    const std::string descending = key->columns.front() + " desc";
    const std::size_t desc = key->normal.find(descending);
    if (columns.size() == 1 && key->columns.size() == 1 && has_rowid &&
        table.columns[columns.front()].type == "integer" &&
        (!key->column || desc == std::string::npos)) {
        table.rowid_alias = columns.front();
        if (desc != std::string::npos) key->normal.erase(desc + descending.size() - 5, 5);
        ColumnDefinition& alias = table.columns[columns.front()];
        alias.not_null = true;
        std::erase_if(alias.attributes, [](const SqlPiece& piece) {
            return piece.normal.compare(0, 8, "not null") == 0;
        });
    } else if (!has_rowid || table.has_option("strict")) {
        for (const std::size_t column : columns) {
            table.columns[column].not_null = true;
            drop_not_null(table.columns[column]);
        }
    }
}

// ASC says nothing. At depth 1 it can only be the order: as a name it stands in front.
std::vector<Token> without_ascending(Tokens tokens) {
    std::vector<Token> kept;
    std::size_t depth = 0;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (tokens[at].text == "(") ++depth;
        if (tokens[at].text == ")") --depth;
        const bool last =
            at + 1 < tokens.size() && (tokens[at + 1].text == "," || tokens[at + 1].text == ")");
        const bool first = at > 0 && (tokens[at - 1].text == "," || tokens[at - 1].text == "(");
        if (depth == 1 && last && !first && is(tokens[at], "asc")) continue;
        kept.push_back(tokens[at]);
    }
    return kept;
}

}  // namespace

bool same_meaning(const SqlPiece& a, const SqlPiece& b) {
    return a.normal == b.normal && (a.name.empty() || b.name.empty() || a.name == b.name);
}

bool TableDefinition::has_option(std::string_view normal) const {
    return std::any_of(options.begin(), options.end(),
                       [&](const SqlPiece& option) { return option.normal == normal; });
}

std::string_view TableDefinition::rowid_name() const {
    if (has_option("without rowid")) return "";
    for (const std::string_view name : {"rowid", "_rowid_", "oid"}) {
        if (!find(name)) return name;
    }
    return "";
}

std::optional<std::size_t> TableDefinition::find(std::string_view column) const {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (folded(columns[i].name) == column) return i;
    }
    return std::nullopt;
}

TableDefinition parse_table(std::string_view sql) {
    std::vector<Token> all = tokens_of(sql);
    QuotedTexts texts;
    texts.take_in_table(all);
    const Tokens tokens(all);
    TableDefinition table;
    const std::size_t open = behind_name(tokens);
    const std::string name = open > 0 ? normal_name(tokens[open - 1].text) : "";
    std::size_t close = open;
    for (const Tokens item : split_list(tokens, open, close)) {
        if (item.empty()) continue;
        if (!is_table_constraint(item)) {
            read_column(item, name, table);
            continue;
        }
        for (const Tokens part : split_constraints(item)) {
            if (!part.empty()) read_constraint(part, name, false, table);
        }
    }
    read_options(tokens, close + 1, table);
    settle_primary_key(table);
    return table;
}

TableDefinition parse_table(const SchemaObject& table, const Schema& schema) {
    TableDefinition result = parse_table(table.sql);
    for (Constraint& constraint : result.constraints) {
        if (!constraint.parent_columns_at) continue;
        const auto parent = schema.groups.find(folded(unquoted(constraint.parent)));
        if (parent == schema.groups.end()) continue;
        name_parent_columns(constraint, parse_table(parent->second.front().sql));
    }
    return result;
}

SqlPiece parse_body(std::string_view sql, std::string_view table_sql) {
    std::vector<Token> all = tokens_of(sql);
    const std::size_t start = behind_name(all);
    const bool is_virtual = all.size() > 1 && is(all[1], "virtual");
    const bool is_unique = all.size() > 1 && is(all[1], "unique");
    const bool is_index = start >= 2 && is(all[start - 2], "index");
    // ON 'table' is a name too, if an odd one.
    if (is_index && start + 1 < all.size()) all[start + 1].kind = SqlToken::Kind::quoted_identifier;
    QuotedTexts texts;
    if (is_index && !table_sql.empty() && has_double_quotes(all))
        texts.take_in_index(all, column_names(tokens_of(table_sql)));
    const Tokens tokens = Tokens(all).subspan(start);
    SqlPiece body{"", is_index ? normal(without_ascending(tokens)) : normal(tokens),
                  written(tokens)};
    if (is_virtual) body.normal = body.written;
    if (is_unique) {
        body.normal.insert(0, "unique ");
        body.written.insert(0, "UNIQUE ");
    }
    return body;
}

bool same_attributes(const ColumnDefinition& a, const ColumnDefinition& b) {
    return a.type == b.type && unmatched(a.attributes, b.attributes).empty();
}

}  // namespace kiln
