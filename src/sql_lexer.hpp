#pragma once
// SQL as tokens: just enough to know where a string, a comment or a trigger body ends.

#include <kiln/migration_table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kiln {

struct SqlToken {
    enum class Kind : std::uint8_t {
        word,               ///< keyword, bare identifier or number
        string,             ///< '…'; in PostgreSQL also $tag$…$tag$ and E'…'
        quoted_identifier,  ///< "…", `…` or […]; in MySQL "…" is a string
        blob,               ///< x'…'
        parameter,          ///< ? ?1 :a @a $a
        punctuation,        ///< one character, or an operator of several
        line_comment,       ///< without its line end
        block_comment,
        end,
    };
    enum class Fault : std::uint8_t { none, unterminated };
    Kind kind = Kind::end;
    Fault fault = Fault::none;
    std::size_t offset = 0;  ///< in bytes
    std::size_t size = 0;
};

/// Which rules of quoting apply; `any` for a section that names no dialect: SQLite's, and
/// PostgreSQL's dollar quotes.
enum class SqlRules : std::uint8_t { sqlite, postgresql, mysql, any };
SqlRules rules_of(std::optional<Dialect> dialect);

/// Reads one token after another; white space is skipped, comments are tokens.
class SqlLexer {
public:
    SqlLexer(std::string_view sql, SqlRules rules, std::size_t offset = 0)
        : sql_(sql), rules_(rules), position_(offset) {}
    SqlToken next();
    std::string_view text(const SqlToken& token) const {
        return sql_.substr(token.offset, token.size);
    }

private:
    std::string_view sql_;
    SqlRules rules_;
    std::size_t position_;
};

/// ASCII letters only, as SQL compares keywords.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Follows statements through tokens, like sqlite3_complete(): knows whether the text behind a
/// token is inside a trigger, function or procedure body, where semicolons and markers are text.
class StatementTracker {
public:
    explicit StatementTracker(SqlRules rules) : rules_(rules) {}
    /// Give it every token that is not a comment.
    void feed(const SqlToken& token, std::string_view text);
    /// Inside BEGIN … END of a CREATE TRIGGER (or, outside SQLite, of a routine).
    bool in_body() const { return depth_ > 0; }
    /// Offset of the statement that is open, if one is.
    std::optional<std::size_t> statement_start() const { return start_; }

private:
    SqlRules rules_;
    std::optional<std::size_t> start_;
    bool creates_body_ = false;
    int depth_ = 0;
    int words_ = 0;
    SqlToken::Kind last_kind_ = SqlToken::Kind::end;
    std::string last_word_;
};

}  // namespace kiln
