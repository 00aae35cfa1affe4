#include "src/database/mysql/statement.hpp"

#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace kiln::mysql {
namespace {

using Words = std::vector<std::string_view>;

/// As many as tell what a statement is.
constexpr std::size_t most_words = 8;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> those) {
    return std::ranges::any_of(
        those, [&](std::string_view each) { return equal_ignoring_case(word, each); });
}

Words first_words(std::string_view sql) {
    Words words;
    SqlLexer lexer(sql, SqlRules::mysql);
    while (words.size() < most_words) {
        const SqlToken token = lexer.next_code();
        if (token.kind == SqlToken::Kind::end) break;
        if (token.kind != SqlToken::Kind::code_mark) words.push_back(lexer.text(token));
    }
    words.resize(most_words);
    return words;
}

Statement::Kind kind_of(const Words& words) {
    const std::string_view first = words[0];
    // MariaDB's BEGIN NOT ATOMIC … END is no transaction.
    const bool is_block =
        equal_ignoring_case(first, "begin") && equal_ignoring_case(words[1], "not");
    if (is_one_of(first, {"commit", "rollback", "savepoint", "release", "xa"}) ||
        (equal_ignoring_case(first, "begin") && !is_block) ||
        (equal_ignoring_case(first, "start") && equal_ignoring_case(words[1], "transaction"))) {
        return Statement::Kind::transaction;
    }
    if (is_block || is_one_of(first, {"set", "use", "call", "execute", "prepare", "deallocate",
                                      "if", "case", "loop", "while", "repeat", "for"})) {
        return Statement::Kind::setting;
    }
    return Statement::Kind::other;
}

bool locks_tables(std::string_view sql) {
    SqlLexer lexer(sql, SqlRules::mysql);
    SqlToken first = lexer.next_code();
    while (first.kind == SqlToken::Kind::code_mark) first = lexer.next_code();
    return locks_tables_in_mysql(lexer.text(first), lexer);
}

/// `CREATE OR REPLACE TEMPORARY TABLE IF NOT EXISTS name`
std::string temporary_in(const Words& words) {
    if (!equal_ignoring_case(words[0], "create")) return {};
    std::size_t at = 1;
    if (equal_ignoring_case(words[at], "or")) at += 2;
    if (!equal_ignoring_case(words[at], "temporary")) return {};
    at += 2;
    if (equal_ignoring_case(words[at], "if")) at += 3;
    return at < words.size() ? std::string(words[at]) : std::string();
}

bool is_for_session(std::string_view sql, const Words& words) {
    if (is_one_of(words[0], {"use", "prepare", "deallocate"})) return true;
    if (equal_ignoring_case(words[0], "set")) {
        return !is_one_of(words[1], {"global", "persist", "persist_only", "password", "default"}) &&
               !folded(words[1]).starts_with("@@global") &&
               !folded(words[1]).starts_with("@@persist");
    }
    if (!equal_ignoring_case(words[0], "select")) return false;
    SqlLexer lexer(sql, SqlRules::mysql);
    bool is_into = false;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (is_into && token.kind == SqlToken::Kind::parameter) return true;
        is_into = equal_ignoring_case(lexer.text(token), "into");
    }
    return false;
}

}  // namespace

Statement take_statement(StatementSplitter& splitter, std::string_view text) {
    Statement statement;
    statement.script = splitter.first(text);
    if (statement.script.is_none()) return statement;
    const std::string_view sql =
        text.substr(statement.script.begin, statement.script.end - statement.script.begin);
    const Words words = first_words(sql);
    if (sql.starts_with('\\') || is_one_of(words[0], {"source", "delimiter"})) {
        statement.kind = Statement::Kind::client;
    } else if (locks_tables(sql)) {
        statement.kind = Statement::Kind::lock;
    } else {
        statement.kind = kind_of(words);
    }
    statement.is_for_session = is_for_session(sql, words);
    statement.temporary = temporary_in(words);
    return statement;
}

}  // namespace kiln::mysql
