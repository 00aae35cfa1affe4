#pragma once
// A script as the clients of the databases read it: statements, the data behind them, and lines
// that speak to the client alone.

#include "src/sql/lexer.hpp"
#include "src/sql/statement_tracker.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kiln {

struct ScriptToken : SqlToken {
    enum class Role : std::uint8_t {
        code,
        comment,      ///< also what only a client reads: `\restrict x`, `DELIMITER //`
        terminator,   ///< ends a statement, or nothing
        data,         ///< the lines behind COPY … FROM stdin, the last one, `\.`, included
        misplaced,    ///< stands where the line of a COPY … FROM stdin has to end
        client,       ///< a command of psql's or mysql's own that is not obeyed, to its line's end
        lock_tables,  ///< MySQL's LOCK and FLUSH … WITH READ LOCK, which are code
    };
    Role role = Role::code;

    bool is_code() const { return role == Role::code || role == Role::lock_tables; }
};

/// Whether MySQL keeps tables locked behind the statement that begins with this word: `LOCK
/// TABLES`, `FLUSH TABLES … WITH READ LOCK`, `FLUSH TABLES … FOR EXPORT`. `behind` is the lexer
/// behind it.
bool locks_tables_in_mysql(std::string_view first, SqlLexer behind);

/// Where psql and mysql end a statement, this does, but for `;` inside of `/*! */`, which is a part
/// of the statement as the servers see it. By `any` what PostgreSQL's and MySQL's clients have
/// besides is known as far as it cannot be SQLite's SQL. Takes any bytes, in linear time.
class ScriptReader {
public:
    ScriptReader(std::string_view sql, SqlRules rules, std::size_t offset = 0,
                 const SqlModes& modes = {})
        : sql_(sql),
          rules_(rules),
          modes_(modes),
          lexer_(sql, rules, offset, modes),
          tracker_(rules) {}

    /// Kind::end is behind the last one; it is unterminated where data are missing there.
    ScriptToken next();
    /// The next one that is no comment.
    ScriptToken next_code() {
        ScriptToken token = next();
        while (token.role == ScriptToken::Role::comment) token = next();
        return token;
    }
    /// Passes over what can neither be a landmark (see SqlLexer::skim) nor change anything here.
    void skim() {
        if (!tracker_.needs_words() && !awaits_data_ && setting_ == Setting::none) lexer_.skim();
    }
    std::string_view text(const SqlToken& token) const { return lexer_.text(token); }

    /// The next token is data, or misplaced.
    bool awaits_data() const { return awaits_data_; }
    bool in_body() const { return tracker_.in_body(); }
    bool in_rule() const { return tracker_.in_rule(); }
    /// Offset of the statement that is open, or whose data the last token was.
    std::optional<std::size_t> statement_start() const { return start_; }
    /// As the statements so far left them; the delimiter is a piece of the text.
    const SqlModes& modes() const { return modes_; }

private:
    /// What a SET is about, as far as it changes how the text behind it is read.
    enum class Setting : std::uint8_t { none, open, backslashes, sql_mode };

    ScriptToken read_data();
    std::optional<ScriptToken> read_client_line(const SqlToken& token);
    ScriptToken to_line_end(const SqlToken& token, ScriptToken::Role role);
    void end_statement();
    void feed_setting(std::string_view text, bool first);
    std::string_view line_from(std::size_t offset) const {
        return sql_.substr(offset, sql_.find('\n', offset) - offset);
    }
    void go_on_at(std::size_t position);
    bool has(SqlRules rules) const { return rules_ == rules || rules_ == SqlRules::any; }

    std::string_view sql_;
    SqlRules rules_;
    SqlModes modes_;
    SqlLexer lexer_;
    StatementTracker tracker_;
    std::optional<std::size_t> start_;
    bool has_word_ = false;  ///< the open statement has more than a mark
    bool awaits_data_ = false;
    bool behind_data_ = false;
    Setting setting_ = Setting::none;
    SqlModes next_modes_;  ///< of what stands behind the SET
};

/// A statement as its server is to get it; offsets in the text that was given.
struct ScriptStatement {
    std::size_t begin = 0;
    std::size_t end = 0;   ///< without what ends it; `begin` again where there is none
    std::size_t next = 0;  ///< where what follows begins
    /// The lines for COPY … FROM stdin, without `\.`.
    std::optional<std::string_view> data{};

    bool is_none() const { return begin == end; }
};

/// Takes a section's statements off its text, one after the other.
class StatementSplitter {
public:
    explicit StatementSplitter(SqlRules rules) : rules_(rules) {}
    /// `text` must be the section's, or what follows the statement before, in the same memory.
    ScriptStatement first(std::string_view text);

private:
    SqlRules rules_;
    SqlModes modes_;
};

}  // namespace kiln
