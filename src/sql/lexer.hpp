#pragma once
// SQL as tokens: just enough to know where a string, a comment or a trigger body ends.

#include <kiln/migration_table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kiln {

struct SqlToken {
    enum class Kind : std::uint8_t {
        word,  ///< keyword, bare identifier or number
        string,  ///< '…'; in PostgreSQL also $tag$…$tag$, E'…', U&'…', N'…'; in MySQL N'…'
        quoted_identifier,  ///< "…", `…`, […] or U&"…"; in MySQL "…" is a string
        blob,               ///< x'…'; in PostgreSQL and MySQL also b'…'
        parameter,          ///< ? ?1 :a @a $a, as far as the database has them
        punctuation,        ///< one character, or an operator of several
        line_comment,       ///< without its line end
        block_comment,
        code_mark,  ///< MySQL's `/*!50003` and the `*/` behind the code that it begins
        end,
    };
    enum class Fault : std::uint8_t { none, unterminated };
    Kind kind = Kind::end;
    Fault fault = Fault::none;
    std::size_t offset = 0;  ///< in bytes
    std::size_t size = 0;

    bool is_comment() const { return kind == Kind::line_comment || kind == Kind::block_comment; }
};

/// What statements of a script before can change of the rules of quoting, and its client.
struct SqlModes {
    bool backslashes = false;    ///< in PostgreSQL's '…'; in MySQL it switches them off
    bool double_quotes = false;  ///< in MySQL "…" is an identifier (ANSI_QUOTES)
    /// MySQL's DELIMITER; empty: a semicolon. Is a token wherever no other is open.
    std::string_view delimiter{};
};

/// Which rules of quoting apply; `any` for a section that names no dialect: SQLite's, and
/// PostgreSQL's dollar quotes.
enum class SqlRules : std::uint8_t { sqlite, postgresql, mysql, any };
SqlRules rules_of(std::optional<Dialect> dialect);

/// Reads one token after another; white space is skipped, comments are tokens. Takes any bytes, in
/// linear time. An unterminated token reaches to the end of the text.
class SqlLexer {
public:
    SqlLexer(std::string_view sql, SqlRules rules, std::size_t offset = 0,
             const SqlModes& modes = {})
        : sql_(sql), rules_(rules), position_(offset), modes_(modes) {}
    SqlToken next();
    /// The next token that is no comment.
    SqlToken next_code() {
        SqlToken token = next();
        while (token.is_comment()) token = next();
        return token;
    }
    /// Passes over words, numbers, operators, and '…' and "…" that are closed, up to where a
    /// comment, a parameter, a semicolon, what else is quoted or the end may begin. For the inside
    /// of statements, where nothing else matters: several times as fast as reading the tokens.
    void skim();
    std::string_view text(const SqlToken& token) const {
        return sql_.substr(token.offset, token.size);
    }
    /// Where the next token is looked for.
    std::size_t position() const { return position_; }
    /// Behind a code_mark that waits for its `*/`.
    bool in_code_mark() const { return in_code_mark_; }

private:
    /// Whether a backslash in '…' or "…" takes the next character with it.
    bool has_escapes(char quote) const;

    std::string_view sql_;
    SqlRules rules_;
    std::size_t position_;
    SqlModes modes_;
    bool in_code_mark_ = false;
};

}  // namespace kiln
