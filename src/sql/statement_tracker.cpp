#include "src/sql/statement_tracker.hpp"

#include "src/text/letter_case.hpp"

namespace kiln {
namespace {

bool is(std::string_view word, std::string_view keyword) {
    // Nearly always the size says no already.
    return word.size() == keyword.size() && equal_ignoring_case(word, keyword);
}

template <class... Keywords>
bool is_one_of(std::string_view word, Keywords... those) {
    return !word.empty() && (is(word, those) || ...);
}

}  // namespace

void StatementTracker::feed(const SqlToken& token, std::string_view text) {
    using Kind = SqlToken::Kind;
    if (token.is_comment() || token.kind == Kind::end) return;
    // Empty for all that is no keyword.
    const std::string_view word = token.kind == Kind::word ? text : std::string_view{};
    if (token.kind == Kind::code_mark) {
        if (!start_) start_ = token.offset;
        return;
    }
    if (token.kind == Kind::punctuation && text == ";") {
        if (state_ == State::trigger || state_ == State::semicolon) {
            state_ = State::semicolon;
        } else if (state_ == State::blocks) {
            feed_blocks(text, word);
        } else if (state_ != State::rule || parentheses_ == 0) {
            state_ = State::start;
            start_.reset();
        }
        return;
    }
    switch (state_) {
        case State::start:
            begin_statement(token, word);
            break;
        case State::plain:
            break;
        case State::explain:
            if (is(word, "create")) state_ = State::create;
            if (is_one_of(word, "explain", "temp", "temporary", "trigger", "end")) {
                state_ = State::plain;
            }
            break;
        case State::create:
            feed_create(word);
            break;
        case State::header:
            feed_header(token, text, word);
            break;
        case State::trigger:
            break;
        case State::semicolon:
            state_ = is(word, "end") ? State::end : State::trigger;
            break;
        case State::end:
            state_ = State::trigger;
            break;
        case State::blocks:
            feed_blocks(text, word);
            break;
        case State::begin:
            if (is(word, "atomic")) {
                open(Block::compound);
            } else if (!is(word, "not")) {
                state_ = State::plain;
            }
            break;
        case State::rule:
            count_parentheses(token, text);
            break;
        case State::copy:
            count_parentheses(token, text);
            feed_copy(word);
            break;
    }
}

void StatementTracker::begin_statement(const SqlToken& token, std::string_view word) {
    if (!start_) start_ = token.offset;
    definer_ = routine_ = named_ = has_list_ = at_body_ = takes_data_ = false;
    parentheses_ = 0;
    last_ = Last::other;
    const bool mysql = rules_ == SqlRules::mysql;
    if (is(word, "create") || (mysql && is(word, "alter"))) {
        state_ = State::create;
    } else if (is(word, "explain")) {
        state_ = State::explain;
    } else if (mysql && is(word, "begin")) {
        state_ = State::begin;
    } else if (has_copy() && is(word, "copy")) {
        state_ = State::copy;
    } else if (!mysql || !open_statement_block(word)) {
        state_ = State::plain;
    }
}

void StatementTracker::feed_create(std::string_view word) {
    if (is_one_of(word, "temp", "temporary")) return;
    if (rules_ == SqlRules::sqlite) {
        state_ = is(word, "trigger") ? State::trigger : State::plain;
        return;
    }
    if (is_one_of(word, "or", "replace", "aggregate", "constraint")) return;
    if (is(word, "definer")) {
        definer_ = true;
    } else if (is(word, "trigger")) {
        routine_ = rules_ == SqlRules::mysql;
        state_ = rules_ == SqlRules::postgresql ? State::plain : State::header;
    } else if (is_one_of(word, "function", "procedure") ||
               (rules_ == SqlRules::mysql && is(word, "event"))) {
        routine_ = true;
        state_ = State::header;
    } else if (has_copy() && is(word, "rule")) {
        state_ = State::rule;
    } else if (!definer_ || is_one_of(word, "view", "sql")) {
        state_ = State::plain;
    }
}

void StatementTracker::feed_header(const SqlToken& token, std::string_view text,
                                   std::string_view word) {
    // The first token is the name, which may be `begin`; so may a parameter's be.
    const bool named = named_;
    named_ = true;
    count_parentheses(token, text);
    if (!named || parentheses_ > 0) return;
    if (rules_ == SqlRules::mysql) return feed_mysql_header(text, word);
    const bool begin = is(word, "begin");
    if (rules_ == SqlRules::postgresql) {
        if (last_ == Last::begin && is(word, "atomic")) open(Block::compound);
        last_ = begin ? Last::begin : Last::other;
    } else if (begin) {
        if (routine_) {
            open(Block::compound);
        } else {
            state_ = State::trigger;
        }
    }
}

/// A trigger's body stands behind FOR EACH ROW [FOLLOWS name], an event's behind DO, a routine's
/// behind its parameters and what is said of it. It may be a block, of whatever kind, without
/// BEGIN.
void StatementTracker::feed_mysql_header(std::string_view text, std::string_view word) {
    const Last last = last_;
    last_ = Last::other;
    if (text == ")") has_list_ = true;
    if (!at_body_) {
        at_body_ = has_list_ || is(word, "do") || (last == Last::each && is(word, "row"));
        if (is(word, "each")) last_ = Last::each;
        return;
    }
    if (last == Last::place) return;
    if (is(word, "begin")) {
        open(Block::compound);
    } else if (is_one_of(word, "follows", "precedes")) {
        last_ = Last::place;
    } else if (is_one_of(word, "returns", "char", "character")) {
        last_ = Last::type;  // of SET('a'), or CHARACTER SET
    } else if (is_one_of(word, "insert", "update", "delete", "replace", "select", "return", "call",
                         "do", "signal", "with") ||
               (is(word, "set") && last != Last::type)) {
        state_ = State::plain;
    } else {
        open_statement_block(word);
    }
}

void StatementTracker::feed_copy(std::string_view word) {
    if (parentheses_ == 0 && last_ == Last::from && is(word, "stdin")) takes_data_ = true;
    last_ = is(word, "from") ? Last::from : Last::other;
}

void StatementTracker::count_parentheses(const SqlToken& token, std::string_view text) {
    if (token.kind != SqlToken::Kind::punctuation) return;
    if (text == "(") ++parentheses_;
    if (text == ")" && parentheses_ > 0) --parentheses_;
}

/// Whether the word, a statement's first, opens a block.
bool StatementTracker::open_statement_block(std::string_view word) {
    if (is_one_of(word, "if", "while", "case", "for")) {
        open(Block::compound);
        at_statement_ = false;
    } else if (is_one_of(word, "loop", "repeat")) {
        open(Block::loop);
    } else {
        return false;
    }
    return true;
}

void StatementTracker::feed_blocks(std::string_view text, std::string_view word) {
    if (!word.empty() && !behind_dot_) {
        feed_block_word(word);
        return;
    }
    behind_dot_ = text == ".";
    behind_end_ = false;
    at_statement_ = text == ";" || text == ":";  // a colon stands behind a label
    if (text == ";") handler_ = false;
}

void StatementTracker::feed_block_word(std::string_view word) {
    const bool first = at_statement_;
    const bool behind_end = behind_end_;
    const Block inside = blocks_.back();
    at_statement_ = behind_end_ = false;
    if (is(word, "end")) {
        // Elsewhere it may be a column.
        if (first || inside == Block::case_expression || inside == Block::until) close();
    } else if (rules_ == SqlRules::postgresql) {
        if (is(word, "case")) open_case();
    } else if (behind_end || (first && open_statement_block(word))) {
        return;
    } else if (is(word, "begin")) {
        if (first || handler_) open(Block::compound);
    } else if (is(word, "case")) {
        open_case();
    } else if (is(word, "until") && inside == Block::loop) {
        blocks_.back() = Block::until;
    } else if (is(word, "handler")) {
        handler_ = true;
    } else if (is_one_of(word, "then", "else") || (is(word, "do") && !first)) {
        at_statement_ = inside != Block::case_expression;
    }
}

void StatementTracker::open_case() {
    open(Block::case_expression);
    at_statement_ = false;
}

void StatementTracker::open(Block block) {
    blocks_.push_back(block);
    state_ = State::blocks;
    at_statement_ = true;
    handler_ = behind_end_ = behind_dot_ = false;
}

void StatementTracker::close() {
    blocks_.pop_back();
    behind_end_ = true;
    if (blocks_.empty()) state_ = State::plain;
}

}  // namespace kiln
