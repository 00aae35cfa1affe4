#include "src/database/sqlite/double_quotes.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace kiln::sqlite {
namespace {

/// A longer string is not repeated in a message.
constexpr std::size_t longest_shown = 100;
/// Of one statement.
constexpr std::size_t most_found = 100;

using Tokens = std::span<const SqlToken>;

bool is_double_quoted(std::string_view text) { return !text.empty() && text.front() == '"'; }

/// K309 at the token.
Fault double_quotes_fault(std::string_view sql, const SqlToken& token) {
    const std::string quoted(sql.substr(token.offset, token.size));
    // A message is one line, and to write a text otherwise is no advice.
    if (quoted.size() > longest_shown || one_line(quoted) != quoted) {
        return guard_fault(Code::double_quoted_string, token.offset, "a string in double quotes",
                           "write it in single quotes, '…'; as a name, it is no column here");
    }
    return guard_fault(Code::double_quoted_string, token.offset,
                       "a string in double quotes: " + quoted,
                       "write " + string_in_sql(unquoted(quoted)) + "; as a name, " + quoted +
                           " is no column here");
}

std::string in_backquotes(std::string_view quoted) {
    std::string name = "`";
    for (const char c : unquoted(quoted)) name.append(c == '`' ? 2 : 1, c);
    return name += '`';
}

/// A statement with tokens in double quotes, some of which may be no names. In backquotes a word is
/// a name and nothing else, on every SQLite; to switch strings in double quotes off instead has
/// versions fail over SQL of their own (3.37.0).
class Suspect {
public:
    /// `sql` compiles as it stands.
    Suspect(sqlite3* db, std::string_view sql) : db_(db), sql_(sql) {}

    /// Those of the tokens that are strings, in their order.
    std::vector<SqlToken> strings_among(Tokens tokens) const {
        std::vector<SqlToken> found;
        search(tokens, found);
        return found;
    }

private:
    void search(Tokens tokens, std::vector<SqlToken>& found) const {
        if (tokens.empty() || found.size() >= most_found || are_names(tokens)) return;
        if (tokens.size() == 1) {
            found.push_back(tokens.front());
            return;
        }
        search(tokens.first(tokens.size() / 2), found);
        search(tokens.subspan(tokens.size() / 2), found);
    }

    bool are_names(Tokens tokens) const {
        std::string sql;
        std::size_t at = 0;
        for (const SqlToken& token : tokens) {
            sql.append(sql_.substr(at, token.offset - at));
            sql += in_backquotes(sql_.substr(token.offset, token.size));
            at = token.offset + token.size;
        }
        sql.append(sql_.substr(at));
        Statement statement;
        // Where no schema has been read since a rollback, a name that is none is SQLITE_SCHEMA.
        const int code = statement.prepare(Connection::borrow(db_), sql);
        return code != SQLITE_ERROR && code != SQLITE_SCHEMA;
    }

    sqlite3* db_;
    std::string_view sql_;
};

/// The offset at which the definition in `ALTER TABLE [schema.] name ADD [COLUMN] definition`
/// begins, and the table; 0 for any other statement.
std::pair<std::size_t, std::string> added_column(std::string_view sql, std::size_t start) {
    SqlLexer lexer(sql, SqlRules::sqlite, start);
    SqlToken token = lexer.next_code();
    const auto take = [&](std::string_view word) {
        if (!equal_ignoring_case(lexer.text(token), word)) return false;
        token = lexer.next_code();
        return true;
    };
    if (!take("alter") || !take("table")) return {};
    std::string table = unquoted(lexer.text(token));
    token = lexer.next_code();
    if (take(".")) {
        table = unquoted(lexer.text(token));
        token = lexer.next_code();
    }
    if (!take("add")) return {};
    take("column");
    return {token.offset, std::move(table)};
}

std::string sql_of_table(sqlite3* db, const std::string& table) {
    Statement select;
    const int prepared = select.prepare(Connection::borrow(db),
                                        "SELECT sql FROM main.sqlite_master WHERE type = 'table' "
                                        "AND name = ?1 COLLATE NOCASE");
    if (prepared != SQLITE_OK) return {};
    select.bind(1, table);
    return select.step() == SQLITE_ROW ? std::string(select.text(0)) : std::string();
}

}  // namespace

std::vector<Fault> double_quoted_strings(sqlite3* db, std::string_view sql, std::size_t start,
                                         std::size_t end) {
    std::vector<Fault> faults;
    if (sql.substr(start, end - start).find('"') == sql.npos) return faults;
    const std::string_view statement = sql.substr(start, end - start);
    SqlLexer lexer(statement, SqlRules::sqlite);
    std::vector<SqlToken> defaults;  // strings to SQLite however it is set
    std::vector<SqlToken> doubtful;
    std::string_view first;
    std::string_view before;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        if (first.empty()) first = text;
        if (is_double_quoted(text)) {
            const bool is_default =
                equal_ignoring_case(before, "default") &&
                (equal_ignoring_case(first, "create") || equal_ignoring_case(first, "alter"));
            (is_default ? defaults : doubtful).push_back(token);
        }
        before = text;
    }
    std::vector<SqlToken> strings = Suspect(db, statement).strings_among(doubtful);
    strings.insert(strings.end(), defaults.begin(), defaults.end());
    std::ranges::sort(strings, {}, &SqlToken::offset);
    for (SqlToken& token : strings) {
        token.offset += start;
        faults.push_back(double_quotes_fault(sql, token));
    }
    return faults;
}

void add_strings_of_new_column(sqlite3* db, std::string_view sql, std::size_t start,
                               std::size_t end, std::vector<Fault>& found) {
    if (sql.substr(start, end - start).find('"') == sql.npos) return;
    const auto [begin, table] = added_column(sql, start);
    if (begin == 0) return;
    SqlLexer lexer(sql.substr(0, end), SqlRules::sqlite, begin);
    std::vector<SqlToken> doubtful;
    std::size_t behind = begin;
    for (SqlToken token = lexer.next_code();
         token.kind != SqlToken::Kind::end && lexer.text(token) != ";"; token = lexer.next_code()) {
        behind = token.offset + token.size;
        const bool is_known = std::ranges::any_of(
            found, [&](const Fault& fault) { return fault.offset == token.offset; });
        if (is_double_quoted(lexer.text(token)) && !is_known) doubtful.push_back(token);
    }
    constexpr std::string_view create =
        "CREATE TABLE ";  // so SQLite keeps it, however it was written
    constexpr std::string_view elsewhere = "CREATE TEMP TABLE ";
    std::string made = sql_of_table(db, table);
    const std::size_t at = made.rfind(sql.substr(begin, behind - begin));
    if (doubtful.empty() || at == made.npos || !made.starts_with(create)) return;
    made.replace(0, create.size(), elsewhere);
    const std::size_t moved = at + (elsewhere.size() - create.size());
    for (SqlToken& token : doubtful) token.offset += moved - begin;
    for (SqlToken& token : Suspect(db, made).strings_among(doubtful)) {
        token.offset -= moved - begin;
        found.push_back(double_quotes_fault(sql, token));
    }
    std::ranges::sort(found, {}, &Fault::offset);
}

}  // namespace kiln::sqlite
