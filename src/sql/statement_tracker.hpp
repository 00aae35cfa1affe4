#pragma once
// Where a statement ends that may hold others.

#include "src/sql/lexer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace kiln {

/// Follows statements through tokens, like sqlite3_complete(): knows whether the text behind a
/// token is inside a trigger, function or procedure body, where semicolons and markers are text.
///
/// SQLite's rule for triggers, which `any` shares: END ends the body only directly behind a
/// semicolon, so CASE … END inside is safe. By `sqlite` the body begins at the word TRIGGER, as in
/// sqlite3_complete(); by `any` at its BEGIN, since other databases' triggers may have none.
/// MySQL's routines, triggers and events are followed block by block (BEGIN, IF, CASE, LOOP,
/// WHILE, FOR, REPEAT), and so are MariaDB's blocks outside of them; PostgreSQL's routines from
/// BEGIN ATOMIC, and its rules through their parentheses. A transaction's BEGIN is no body.
class StatementTracker {
public:
    explicit StatementTracker(SqlRules rules) : rules_(rules) {}
    /// Give it every token; comments are passed over.
    void feed(const SqlToken& token, std::string_view text);
    bool in_body() const {
        return state_ == State::trigger || state_ == State::semicolon || state_ == State::blocks ||
               (state_ == State::rule && parentheses_ > 0);
    }
    /// In the parentheses of PostgreSQL's CREATE RULE.
    bool in_rule() const { return state_ == State::rule; }
    /// Behind PostgreSQL's COPY … FROM STDIN, up to the next statement.
    bool takes_data() const { return takes_data_; }
    /// False where of all tokens only a semicolon changes anything, so that others need not be fed.
    bool needs_words() const { return state_ != State::plain && state_ != State::trigger; }
    /// Offset of the statement that is open, if one is.
    std::optional<std::size_t> statement_start() const { return start_; }

private:
    /// start to end are the states of sqlite3_complete(); what is between CREATE TRIGGER and BEGIN
    /// is `header`.
    enum class State : std::uint8_t {
        start,
        plain,
        explain,
        create,
        header,
        trigger,
        semicolon,
        end,
        blocks,
        begin,  ///< MariaDB's BEGIN NOT ATOMIC, or a transaction's
        rule,
        copy
    };
    enum class Last : std::uint8_t { other, begin, from, each, type, place };
    enum class Block : std::uint8_t { compound, case_expression, loop, until };

    void begin_statement(const SqlToken& token, std::string_view word);
    void feed_create(std::string_view word);
    void feed_header(const SqlToken& token, std::string_view text, std::string_view word);
    void feed_mysql_header(std::string_view text, std::string_view word);
    void feed_copy(std::string_view word);
    void count_parentheses(const SqlToken& token, std::string_view text);
    bool open_statement_block(std::string_view word);
    void open_case();
    bool has_copy() const { return rules_ == SqlRules::postgresql || rules_ == SqlRules::any; }
    void feed_blocks(std::string_view text, std::string_view word);
    void feed_block_word(std::string_view word);
    void open(Block block);
    void close();

    SqlRules rules_;
    State state_ = State::start;
    std::optional<std::size_t> start_;

    // In a statement that creates something with a body:
    bool definer_ = false;   ///< MySQL's DEFINER = …: names stand before the word that matters
    bool routine_ = false;   ///< blocks, not SQLite's rule
    bool named_ = false;     ///< behind the name
    bool has_list_ = false;  ///< of parameters, which MySQL's body comes behind
    bool at_body_ = false;   ///< a word may be MySQL's body's first
    std::size_t parentheses_ = 0;
    Last last_ = Last::other;  ///< what came before
    bool takes_data_ = false;

    // In blocks:
    std::vector<Block> blocks_;  ///< a vector, not the call stack: nesting may be hostile
    bool at_statement_ = false;  ///< the next word is a statement's first
    bool handler_ = false;       ///< in DECLARE … HANDLER, whose BEGIN is not a first word
    bool behind_end_ = false;    ///< the IF of END IF opens nothing
    bool behind_dot_ = false;    ///< a column, whatever its name
};

}  // namespace kiln
