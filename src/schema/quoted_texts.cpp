#include "src/schema/quoted_texts.hpp"

#include "src/schema/constraints.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>

namespace kiln {
namespace {

bool is_in_double_quotes(const Token& token) {
    return token.kind == SqlToken::Kind::quoted_identifier && token.text.front() == '"';
}

/// A function, a collation, a part of `table.column`.
bool is_name_by_its_place(Tokens tokens, std::size_t at) {
    const bool names_more =
        at + 1 < tokens.size() && (tokens[at + 1].text == "." || tokens[at + 1].text == "(");
    return names_more || (at > 0 && (tokens[at - 1].text == "." || is(tokens[at - 1], "collate")));
}

bool is_rowid(const std::string& name) {
    return name == "rowid" || name == "_rowid_" || name == "oid";
}

}  // namespace

bool has_double_quotes(Tokens tokens) {
    return std::any_of(tokens.begin(), tokens.end(), is_in_double_quotes);
}

std::set<std::string> column_names(Tokens tokens) {
    std::set<std::string> names;
    std::size_t close = 0;
    for (const Tokens item : split_list(tokens, behind_name(tokens), close)) {
        if (!item.empty() && !is_table_constraint(item))
            names.insert(folded(unquoted(item.front().text)));
    }
    return names;
}

void QuotedTexts::take(std::vector<Token>& tokens, std::size_t begin, std::size_t end,
                       const std::set<std::string>& columns) {
    bool in_type = false;  // of a CAST
    for (std::size_t at = begin; at < end; ++at) {
        Token& token = tokens[at];
        if (is(token, "as")) in_type = true;
        if (token.text == ")") in_type = false;
        if (in_type || !is_in_double_quotes(token) || is_name_by_its_place(tokens, at)) continue;
        const std::string name = unquoted(token.text);
        if (columns.count(folded(name)) != 0 || is_rowid(folded(name))) continue;
        token.kind = SqlToken::Kind::string;
        token.text = texts_.emplace_back(string_in_sql(name));
    }
}

void QuotedTexts::take_in_table(std::vector<Token>& tokens) {
    if (!has_double_quotes(tokens)) return;
    const std::set<std::string> columns = column_names(tokens);
    for (std::size_t at = behind_name(tokens) + 1; at + 1 < tokens.size(); ++at) {
        if (!is_any(tokens[at], {"check", "as"}) || tokens[at + 1].text != "(") continue;
        const std::size_t close = closing(tokens, at + 1);
        take(tokens, at + 1, close, columns);
        at = close;
    }
}

void QuotedTexts::take_in_index(std::vector<Token>& tokens, const std::set<std::string>& columns) {
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (is(tokens[at], "where")) return take(tokens, at + 1, tokens.size(), columns);
    }
}

}  // namespace kiln
