#include "tool/schema/definition.hpp"

#include "src/database/sqlite_guard.hpp"
#include "src/sql_lexer.hpp"
#include "tool/schema/schema.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace kiln::tool {
namespace {

struct Token {
    SqlToken::Kind kind;
    std::string_view text;
    bool space_before;
};
using Tokens = std::span<const Token>;

std::vector<Token> tokens_of(std::string_view sql) {
    std::vector<Token> tokens;
    SqlLexer lexer(sql, SqlRules::sqlite);
    std::size_t end = 0;
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        if (token.kind == SqlToken::Kind::line_comment ||
            token.kind == SqlToken::Kind::block_comment) {
            continue;
        }
        tokens.push_back({token.kind, lexer.text(token), token.offset > end});
        end = token.offset + token.size;
    }
    return tokens;
}

bool is(const Token& token, std::string_view keyword) {
    return token.kind == SqlToken::Kind::word && equal_ignoring_case(token.text, keyword);
}

template <std::size_t N>
bool is_any(const Token& token, const std::array<std::string_view, N>& keywords) {
    return std::any_of(keywords.begin(), keywords.end(),
                       [&](std::string_view keyword) { return is(token, keyword); });
}

// A name in quotes equals the bare one, unless the bare word would mean something else where a
// name may stand: these are reserved, or are values. (SQLite lets its other keywords be names.)
bool means_more_than_a_name(const std::string& word) {
    static constexpr std::string_view words =
        " add all alter always and as autoincrement between case check collate commit constraint"
        " create cross current_date current_time current_timestamp default deferrable delete"
        " distinct drop else escape except exists false filter foreign from full generated group"
        " having in index inner insert intersect into is isnull join left limit natural not"
        " nothing notnull null on or order outer over primary references right returning select"
        " set stored table then to transaction true union unique update using values virtual"
        " when where window ";
    return words.find(" " + word + " ") != words.npos;
}

bool is_plain_name(const std::string& name) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    if (name.empty() || !letter(name.front())) return false;
    return std::all_of(name.begin(), name.end(),
                       [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '$'; });
}

std::string normal_name(std::string_view token) {
    std::string name = folded(unquoted(token));
    if (is_plain_name(name) && !means_more_than_a_name(name)) return name;
    std::string quoted = "\"";
    for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

std::string normal_text(const Token& token) {
    switch (token.kind) {
        case SqlToken::Kind::quoted_identifier:
            return normal_name(token.text);
        case SqlToken::Kind::string:
            return std::string(token.text);
        default:
            return folded(token.text);
    }
}

std::string normal(Tokens tokens) {
    std::string text;
    for (const Token& token : tokens) {
        if (!text.empty()) text += ' ';
        text += normal_text(token);
    }
    return text;
}

std::string display(Tokens tokens) {
    std::string text;
    for (const Token& token : tokens) {
        if (token.space_before && !text.empty()) text += ' ';
        text += token.text;
    }
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

SqlPiece piece(Tokens tokens) { return {normal(tokens), display(tokens)}; }

/// Index of the token behind the object's name.
std::size_t behind_name(Tokens tokens) {
    static constexpr std::array<std::string_view, 4> nouns{"table", "index", "view", "trigger"};
    std::size_t at = 0;
    while (at < tokens.size() && !is_any(tokens[at], nouns)) ++at;
    return std::min(at + 2, tokens.size());
}

// The list from the parenthesis at `open`, split at its commas; `close` becomes its end.
std::vector<Tokens> split_list(Tokens tokens, std::size_t open, std::size_t& close) {
    std::vector<Tokens> items;
    std::size_t depth = 0;
    std::size_t start = open + 1;
    for (close = open; close < tokens.size(); ++close) {
        const std::string_view text = tokens[close].text;
        if (text == "(") ++depth;
        if (text == ")") --depth;
        if (depth > 1 || (depth == 1 && text != ",")) continue;
        items.push_back(tokens.subspan(start, close - start));
        start = close + 1;
        if (depth == 0) break;
    }
    return items;
}

/// True if a column constraint begins at `at`.
bool begins_constraint(Tokens tokens, std::size_t at) {
    static constexpr std::array<std::string_view, 7> always_begin{
        "constraint", "primary", "unique", "check", "collate", "references", "generated"};
    const Token& token = tokens[at];
    const auto behind = [&](std::string_view word) { return at > 0 && is(tokens[at - 1], word); };
    // CONSTRAINT name CHECK (…) is one: the name is any token.
    if (at > 1 && is(tokens[at - 2], "constraint")) return false;
    if (behind("constraint")) return false;
    if (is_any(token, always_begin)) return true;
    if (is(token, "not")) return at + 1 < tokens.size() && is(tokens[at + 1], "null");
    if (is(token, "null")) return !behind("not") && !behind("set") && !behind("default");
    if (is(token, "default")) return !behind("set");
    return is(token, "as") && !behind("always");
}

ColumnDefinition parse_column(Tokens item) {
    const Tokens rest = item.subspan(1);
    std::vector<std::string> constraints;
    std::size_t start = 0;
    std::size_t depth = 0;
    for (std::size_t at = 0; at < rest.size(); ++at) {
        if (depth == 0 && begins_constraint(rest, at)) {
            constraints.push_back(normal(rest.subspan(start, at - start)));
            start = at;
        }
        if (rest[at].text == "(") ++depth;
        if (rest[at].text == ")" && depth > 0) --depth;
    }
    constraints.push_back(normal(rest.subspan(start)));
    std::sort(constraints.begin() + 1, constraints.end());  // the first is the type
    std::string text;
    for (const std::string& constraint : constraints) text += constraint + " | ";
    return {unquoted(item.front().text), {std::move(text), display(rest)}};
}

bool is_table_constraint(Tokens item) {
    static constexpr std::array<std::string_view, 5> keywords{"constraint", "primary", "unique",
                                                              "check", "foreign"};
    return is_any(item.front(), keywords);
}

}  // namespace

TableDefinition parse_table(std::string_view sql) {
    const std::vector<Token> all = tokens_of(sql);
    const Tokens tokens(all);
    TableDefinition table;
    const std::size_t open = behind_name(tokens);
    std::size_t close = open;
    for (const Tokens item : split_list(tokens, open, close)) {
        if (item.empty()) continue;
        if (is_table_constraint(item)) {
            table.constraints.push_back(piece(item));
        } else {
            table.columns.push_back(parse_column(item));
        }
    }
    std::size_t start = close + 1;
    for (std::size_t at = start; at <= tokens.size(); ++at) {
        if (at < tokens.size() && tokens[at].text != ",") continue;
        if (at > start) table.options.push_back(piece(tokens.subspan(start, at - start)));
        start = at + 1;
    }
    return table;
}

SqlPiece parse_body(std::string_view sql) {
    std::vector<Token> all = tokens_of(sql);
    const std::size_t start = behind_name(all);
    const bool is_virtual = all.size() > 1 && is(all[1], "virtual");
    const bool is_unique = all.size() > 1 && is(all[1], "unique");
    const bool is_index = start >= 2 && is(all[start - 2], "index");
    // ON 'table' is a name too, if an odd one.
    if (is_index && start + 1 < all.size()) all[start + 1].kind = SqlToken::Kind::quoted_identifier;
    const Tokens tokens = Tokens(all).subspan(start);
    SqlPiece body = piece(tokens);
    if (is_virtual) body.normal = body.display;
    if (is_unique) {
        body.normal.insert(0, "unique ");
        body.display.insert(0, "UNIQUE ");
    }
    return body;
}

}  // namespace kiln::tool
