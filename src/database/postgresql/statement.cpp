#include "src/database/postgresql/statement.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/statement_tracker.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <array>

namespace kiln::postgresql {
namespace {

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> those) {
    return std::ranges::any_of(
        those, [&](std::string_view each) { return equal_ignoring_case(word, each); });
}

Statement::Kind kind_of(std::string_view first, std::string_view second) {
    using Kind = Statement::Kind;
    if (is_any_of(first, {"begin", "start", "commit", "end", "rollback", "abort", "savepoint",
                          "release"})) {
        return Kind::transaction;
    }
    if (equal_ignoring_case(first, "prepare") && equal_ignoring_case(second, "transaction")) {
        return Kind::transaction;
    }
    if (is_any_of(first, {"set", "reset", "select", "do", "call", "discard", "with", "values"})) {
        return Kind::setting;
    }
    return Kind::other;
}

/// From behind the statement's semicolon: the rows begin on the next line.
void take_rows(std::string_view text, Statement& statement) {
    const std::size_t line_end = text.find('\n', statement.taken);
    const std::size_t begin = line_end == std::string_view::npos ? text.size() : line_end + 1;
    for (std::size_t at = begin; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line == "\\.") {
            statement.rows = text.substr(begin, at - begin);
            statement.taken = end;
            statement.has_end_of_rows = true;
            return;
        }
        at = std::min(end + 1, text.size());
    }
    statement.rows = text.substr(begin);
    statement.taken = text.size();
}

}  // namespace

Statement first_statement(std::string_view text) {
    Statement statement;
    SqlLexer lexer(text, SqlRules::postgresql);
    StatementTracker tracker(SqlRules::postgresql);
    std::array<std::string_view, 2> first;
    std::size_t words = 0;
    bool is_from = false;
    bool is_from_stdin = false;
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        statement.taken = token.offset + token.size;
        if (token.is_comment()) continue;
        const std::string_view word = lexer.text(token);
        const bool is_semicolon = token.kind == SqlToken::Kind::punctuation && word == ";";
        tracker.feed(token, word);
        if (words == 0) {
            if (is_semicolon) continue;
            statement.begin = token.offset;
            if (word.starts_with('\\')) {
                statement.kind = Statement::Kind::psql;
                statement.end = statement.taken =
                    std::min(text.find('\n', token.offset), text.size());
                return statement;
            }
        }
        if (is_semicolon && !tracker.in_body()) break;
        if (words < first.size()) first[words] = word;
        ++words;
        statement.end = statement.taken;
        if (token.kind != SqlToken::Kind::word) continue;
        is_from_stdin = is_from_stdin || (is_from && equal_ignoring_case(word, "stdin"));
        is_from = equal_ignoring_case(word, "from");
        statement.is_concurrent =
            statement.is_concurrent || equal_ignoring_case(word, "concurrently");
        statement.is_temporary =
            statement.is_temporary || is_any_of(word, {"temp", "temporary", "pg_temp"});
    }
    if (words == 0) {
        statement.begin = statement.end = statement.taken = text.size();
        return statement;
    }
    statement.kind = kind_of(first[0], first[1]);
    if (equal_ignoring_case(first[0], "copy") && is_from_stdin) {
        statement.kind = Statement::Kind::copy;
        take_rows(text, statement);
    }
    return statement;
}

std::string numbered(std::string_view sql) {
    std::string out;
    int number = 0;
    // To the rules of PostgreSQL `?` is an operator's character; those of SQLite quote alike.
    SqlLexer lexer(sql, SqlRules::sqlite);
    std::size_t copied = 0;
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        if (token.kind != SqlToken::Kind::parameter) continue;
        out += sql.substr(copied, token.offset - copied);
        out += '$';
        out += std::to_string(++number);
        copied = token.offset + token.size;
    }
    return out += sql.substr(copied);
}

}  // namespace kiln::postgresql
