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
    if (token.kind == Kind::punctuation && text == ";") {
        if (state_ == State::trigger || state_ == State::semicolon) {
            state_ = State::semicolon;
        } else if (state_ == State::blocks) {
            feed_blocks(text, word);
        } else {
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
    }
}

void StatementTracker::begin_statement(const SqlToken& token, std::string_view word) {
    start_ = token.offset;
    definer_ = routine_ = begin_seen_ = false;
    header_tokens_ = parentheses_ = 0;
    state_ = is(word, "create")    ? State::create
             : is(word, "explain") ? State::explain
                                   : State::plain;
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
    } else if (!definer_ || is_one_of(word, "view", "sql")) {
        state_ = State::plain;
    }
}

void StatementTracker::feed_header(const SqlToken& token, std::string_view text,
                                   std::string_view word) {
    // The first token is the name, which may be `begin`; so may a parameter's be.
    const bool named = header_tokens_ > 0;
    if (!named) header_tokens_ = 1;
    if (token.kind == SqlToken::Kind::punctuation) {
        if (text == "(") ++parentheses_;
        if (text == ")" && parentheses_ > 0) --parentheses_;
    }
    const bool begin = named && parentheses_ == 0 && is(word, "begin");
    if (rules_ == SqlRules::postgresql) {
        if (begin_seen_ && is(word, "atomic")) open(Block::compound);
        begin_seen_ = begin;
    } else if (begin) {
        if (routine_) {
            open(Block::compound);
        } else {
            state_ = State::trigger;
        }
    }
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
    } else if (behind_end) {
        return;
    } else if (is(word, "begin")) {
        if (first || handler_) open(Block::compound);
    } else if (is(word, "case")) {
        open(first ? Block::compound : Block::case_expression);
        at_statement_ = false;
    } else if (first && is_one_of(word, "if", "while")) {
        open(Block::compound);
        at_statement_ = false;
    } else if (first && is_one_of(word, "loop", "repeat")) {
        open(Block::loop);
    } else if (is(word, "until") && inside == Block::loop) {
        blocks_.back() = Block::until;
    } else if (is(word, "handler")) {
        handler_ = true;
    } else if (is_one_of(word, "then", "else", "do")) {
        at_statement_ = inside != Block::case_expression;
    }
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
