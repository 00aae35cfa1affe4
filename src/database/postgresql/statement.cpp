#include "src/database/postgresql/statement.hpp"

#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kiln::postgresql {
namespace {

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> those) {
    return std::ranges::any_of(
        those, [&](std::string_view each) { return equal_ignoring_case(word, each); });
}

Statement::Kind kind_of(std::string_view first, std::string_view second) {
    if (is_any_of(first, {"begin", "start", "commit", "end", "rollback", "abort", "savepoint",
                          "release"})) {
        return Statement::Kind::transaction;
    }
    if (equal_ignoring_case(first, "prepare") && equal_ignoring_case(second, "transaction")) {
        return Statement::Kind::transaction;
    }
    if (is_any_of(first, {"set", "reset", "select", "do", "call", "discard", "with", "values"})) {
        return Statement::Kind::setting;
    }
    return Statement::Kind::other;
}

bool is_part_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

Statement take_statement(StatementSplitter& splitter, std::string_view text) {
    Statement statement;
    statement.script = splitter.first(text);
    if (statement.script.is_none()) return statement;
    const std::string_view sql =
        text.substr(statement.script.begin, statement.script.end - statement.script.begin);
    if (sql.starts_with('\\')) {
        statement.kind = Statement::Kind::psql;
        return statement;
    }
    SqlLexer lexer(sql, SqlRules::postgresql);
    std::array<std::string_view, 2> first;
    std::size_t words = 0;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view word = lexer.text(token);
        if (words < first.size()) first[words++] = word;
        if (token.kind != SqlToken::Kind::word) continue;
        statement.is_concurrent =
            statement.is_concurrent || equal_ignoring_case(word, "concurrently");
        statement.is_temporary =
            statement.is_temporary || is_any_of(word, {"temp", "temporary", "pg_temp"});
    }
    statement.kind = kind_of(first[0], first[1]);
    statement.is_named = is_any_of(first[0], {"prepare", "declare"});
    statement.is_discard_all =
        equal_ignoring_case(first[0], "discard") && equal_ignoring_case(first[1], "all");
    return statement;
}

Numbered numbered(std::string_view sql) {
    Numbered out;
    SqlLexer lexer(sql, SqlRules::postgresql);
    std::size_t copied = 0;
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        // To PostgreSQL `?` is an operator's character: in `a=?`, one with what stands before.
        if (token.kind != SqlToken::Kind::punctuation) continue;
        const std::size_t end = token.offset + token.size;
        for (std::size_t at = token.offset; at < end; ++at) {
            if (sql[at] != '?') continue;
            out.sql += sql.substr(copied, at - copied);
            copied = at + 1;
            if (copied < end && sql[copied] == '?') {
                out.sql += '?';
                at = copied++;
                continue;
            }
            if (!out.sql.empty() && is_part_of_name(out.sql.back())) out.sql += ' ';
            out.sql += '$' + std::to_string(++out.count);
            if (copied < sql.size() && is_part_of_name(sql[copied])) out.sql += ' ';
        }
    }
    out.sql += sql.substr(copied);
    return out;
}

}  // namespace kiln::postgresql
