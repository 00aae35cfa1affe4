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
/// WHILE, REPEAT), PostgreSQL's routines from BEGIN ATOMIC. A transaction's BEGIN is no body.
class StatementTracker {
public:
    explicit StatementTracker(SqlRules rules) : rules_(rules) {}
    /// Give it every token; comments are passed over.
    void feed(const SqlToken& token, std::string_view text);
    bool in_body() const {
        return state_ == State::trigger || state_ == State::semicolon || state_ == State::blocks;
    }
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
        blocks
    };
    enum class Block : std::uint8_t { compound, case_expression, loop, until };

    void begin_statement(const SqlToken& token, std::string_view word);
    void feed_create(std::string_view word);
    void feed_header(const SqlToken& token, std::string_view text, std::string_view word);
    void feed_blocks(std::string_view text, std::string_view word);
    void feed_block_word(std::string_view word);
    void open(Block block);
    void close();

    SqlRules rules_;
    State state_ = State::start;
    std::optional<std::size_t> start_;

    // In a statement that creates something with a body:
    bool definer_ = false;     ///< MySQL's DEFINER = …: names stand before the word that matters
    bool routine_ = false;     ///< blocks, not SQLite's rule
    bool begin_seen_ = false;  ///< the last word was BEGIN
    int header_tokens_ = 0;
    int parentheses_ = 0;

    // In blocks:
    std::vector<Block> blocks_;  ///< a vector, not the call stack: nesting may be hostile
    bool at_statement_ = false;  ///< the next word is a statement's first
    bool handler_ = false;       ///< in DECLARE … HANDLER, whose BEGIN is not a first word
    bool behind_end_ = false;    ///< the IF of END IF opens nothing
    bool behind_dot_ = false;    ///< a column, whatever its name
};

}  // namespace kiln
