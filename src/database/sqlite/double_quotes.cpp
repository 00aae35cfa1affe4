#include "src/database/sqlite/double_quotes.hpp"

#include "src/sql/quoting.hpp"
#include "src/sql/statement_tracker.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <string>

namespace kiln::sqlite {
namespace {

/// A longer string is not repeated in a message.
constexpr std::size_t longest_shown = 100;

}  // namespace

std::optional<SqlToken> double_quoted_token(std::string_view sql, std::size_t start,
                                            const Fault& fault) {
    constexpr std::string_view no_such_column = "no such column: ";
    if (fault.message.compare(0, no_such_column.size(), no_such_column) != 0) return {};
    const std::string_view about = std::string_view(fault.message).substr(no_such_column.size());
    SqlLexer lexer(sql, SqlRules::sqlite, start);
    StatementTracker tracker(SqlRules::sqlite);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        tracker.feed(token, text);
        if (text == ";" && !tracker.in_body()) break;
        // Newer versions say: no such column: "x" - should this be a string literal …
        if (text.front() == '"' &&
            (token.offset == fault.offset || about == one_line(unquoted(text)) ||
             about.substr(0, text.size()) == one_line(std::string(text)))) {
            return token;
        }
    }
    return SqlToken{};
}

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

std::optional<Fault> default_in_double_quotes(std::string_view sql, std::size_t start,
                                              std::size_t end) {
    const char first = sql[start];
    if (first != 'C' && first != 'c' && first != 'A' && first != 'a') return std::nullopt;
    if (sql.substr(start, end - start).find('"') == sql.npos) return std::nullopt;
    SqlLexer lexer(sql.substr(0, end), SqlRules::sqlite, start);
    bool behind_default = false;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        if (behind_default && text.front() == '"') return double_quotes_fault(sql, token);
        behind_default = equal_ignoring_case(text, "default");
    }
    return std::nullopt;
}

}  // namespace kiln::sqlite
