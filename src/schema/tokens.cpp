#include "src/schema/tokens.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>

namespace kiln {
namespace {

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

}  // namespace

std::vector<Token> tokens_of(std::string_view sql, SqlRules rules) {
    std::vector<Token> tokens;
    SqlLexer lexer(sql, rules);
    std::size_t end = 0;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        tokens.push_back({token.kind, lexer.text(token), token.offset > end});
        end = token.offset + token.size;
    }
    return tokens;
}

bool is(const Token& token, std::string_view keyword) {
    return token.kind == SqlToken::Kind::word && equal_ignoring_case(token.text, keyword);
}

bool is_any(const Token& token, std::initializer_list<std::string_view> keywords) {
    return std::any_of(keywords.begin(), keywords.end(),
                       [&](std::string_view keyword) { return is(token, keyword); });
}

bool is_at(Tokens tokens, std::size_t at, std::string_view keyword) {
    return at < tokens.size() && is(tokens[at], keyword);
}

std::string normal_name(std::string_view token) {
    std::string name = folded(unquoted(token));
    if (is_plain_name(name) && !means_more_than_a_name(name)) return name;
    return quoted_name(name);
}

std::string normal(Tokens tokens) {
    std::string text;
    for (const Token& token : tokens) {
        if (!text.empty()) text += ' ';
        text += normal_text(token);
    }
    return text;
}

std::string written(Tokens tokens) {
    std::string text;
    for (const Token& token : tokens) {
        if (token.space_before && !text.empty()) text += ' ';
        text += token.text;
    }
    return text;
}

std::optional<std::string> option_of(Tokens tokens, std::string_view name) {
    for (std::size_t at = 0; at + 2 < tokens.size(); ++at) {
        if (is(tokens[at], name) && tokens[at + 1].text == "=")
            return unquoted(tokens[at + 2].text);
    }
    return std::nullopt;
}

std::size_t behind_name(Tokens tokens) {
    std::size_t at = 0;
    while (at < tokens.size() && !is_any(tokens[at], {"table", "index", "view", "trigger"})) ++at;
    return std::min(at + 2, tokens.size());
}

std::vector<Tokens> split_list(Tokens tokens, std::size_t open, std::size_t& close) {
    std::vector<Tokens> items;
    std::size_t depth = 0;
    std::size_t start = open + 1;
    for (close = open; close < tokens.size(); ++close) {
        const std::string_view text = tokens[close].text;
        if (text == "(") ++depth;
        if (text == ")") --depth;
        if (depth > 1 || (depth == 1 && text != ",")) continue;
        if (start <= close) items.push_back(tokens.subspan(start, close - start));
        start = close + 1;
        if (depth == 0) break;
    }
    return items;
}

std::size_t closing(Tokens tokens, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t at = open; at < tokens.size(); ++at) {
        if (tokens[at].text == "(") ++depth;
        if (tokens[at].text == ")" && --depth == 0) return at;
    }
    return tokens.size();
}

Tokens without_parentheses(Tokens tokens) {
    while (tokens.size() >= 2 && tokens.front().text == "(" &&
           closing(tokens, 0) + 1 == tokens.size()) {
        tokens = tokens.subspan(1, tokens.size() - 2);
    }
    return tokens;
}

std::vector<Token> without_table_name(Tokens tokens, const std::string& table_name) {
    std::vector<Token> kept;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        kept.push_back(tokens[at]);
        const bool repeats = at + 2 < tokens.size() && tokens[at + 1].text == "." &&
                             tokens[at].kind != SqlToken::Kind::string &&
                             normal_name(tokens[at].text) == table_name;
        if (!repeats) continue;
        at += 2;
        kept.back().kind = tokens[at].kind;
        kept.back().text = tokens[at].text;
    }
    return kept;
}

}  // namespace kiln
