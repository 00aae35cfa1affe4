// SQL scripts: statements end where SQLite's own tail says.

#include "src/database/sqlite/guard.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/statement_tracker.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <string>
#include <vector>

namespace kiln::fuzz {
namespace {

std::vector<std::size_t> ends_by_tokens(std::string_view sql) {
    std::vector<std::size_t> ends;
    bool open = false;
    SqlLexer lexer(sql, SqlRules::sqlite);
    StatementTracker tracker(SqlRules::sqlite);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        if (token.kind == SqlToken::Kind::line_comment ||
            token.kind == SqlToken::Kind::block_comment) {
            continue;
        }
        const std::string_view text = lexer.text(token);
        tracker.feed(token, text);
        const bool ends_here = text == ";" && !tracker.in_body();
        if (ends_here && open) ends.push_back(token.offset + token.size);
        open = !ends_here;
    }
    if (open) ends.push_back(sql.size());
    return ends;
}

int deny_files(void*, int action, const char*, const char*, const char*, const char*) {
    return action == SQLITE_ATTACH || action == SQLITE_PRAGMA ? SQLITE_DENY : SQLITE_OK;
}

/// Up to the first statement that SQLite refuses.
std::vector<std::size_t> ends_by_sqlite(const std::string& sql) {
    std::vector<std::size_t> ends;
    sqlite3* db = nullptr;
    sqlite3_open(":memory:", &db);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 100'000);
    sqlite3_set_authorizer(db, &deny_files, nullptr);
    sqlite3_progress_handler(
        db, 2000, [](void*) { return 1; }, nullptr);
    for (const char* at = sql.c_str(); *at != '\0';) {
        sqlite3_stmt* statement = nullptr;
        const char* tail = nullptr;
        const int result = sqlite3_prepare_v2(db, at, -1, &statement, &tail);
        if (result != SQLITE_OK || statement == nullptr) break;
        require(next_statement(sql, static_cast<std::size_t>(at - sql.c_str())) <
                    static_cast<std::size_t>(tail - sql.c_str()),
                "the guard looks at each statement");
        while (sqlite3_step(statement) == SQLITE_ROW) {
        }
        sqlite3_finalize(statement);
        ends.push_back(static_cast<std::size_t>(tail - sql.c_str()));
        at = tail;
    }
    sqlite3_close_v2(db);
    return ends;
}

}  // namespace

void run(std::string_view input) {
    const std::string sql(input.substr(0, input.find('\0')));
    const std::vector<std::size_t> tokens = ends_by_tokens(sql);
    const std::vector<std::size_t> sqlite = ends_by_sqlite(sql);
    require(sqlite.size() <= tokens.size(), "no statement is taken for a part of another");
    for (std::size_t i = 0; i < sqlite.size(); ++i) {
        require_equal(sql.substr(0, tokens[i]), sql.substr(0, sqlite[i]), "a statement's end");
    }
}

}  // namespace kiln::fuzz
