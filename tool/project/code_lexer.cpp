#include "tool/project/code_lexer.hpp"

namespace kiln::tool {
namespace {

bool begins_word(char c) {
    return c == '_' || c == '$' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit_of_code(char c) { return c >= '0' && c <= '9'; }

/// Longest first.
constexpr std::string_view punctuators[] = {
    "%:%:", "...", "<=>", "->*", "<<=", ">>=", "::", "->", ".*", "++", "--",
    "<<",   ">>",  "<=",  ">=",  "==",  "!=",  "&&", "||", "+=", "-=", "*=",
    "/=",   "%=",  "^=",  "&=",  "|=",  "##",  "<:", ":>", "<%", "%>", "%:"};

}  // namespace

/// A backslash at the end of a line joins it with the next one.
void CodeLexer::skip_splices() {
    while (at_ + 1 < text_.size() && text_[at_] == '\\' && text_[at_ + 1] == '\n') at_ += 2;
}

char CodeLexer::peek(std::size_t ahead) {
    skip_splices();
    std::size_t at = at_;
    while (ahead > 0 && at < text_.size()) {
        ++at;
        while (at + 1 < text_.size() && text_[at] == '\\' && text_[at + 1] == '\n') at += 2;
        --ahead;
    }
    return at < text_.size() ? text_[at] : '\0';
}

void CodeLexer::take(CodeToken& token) {
    skip_splices();
    token.text += text_[at_++];
}

/// True at the end of a line.
bool CodeLexer::skip_blanks() {
    for (char c = peek(); c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == '\n';
         c = peek()) {
        if (c == '\n') return true;
        ++at_;
    }
    return false;
}

CodeToken CodeLexer::next() {
    CodeToken token;
    while (skip_blanks()) {
        const bool ends_directive = in_directive_;
        token.offset = at_++;
        at_line_start_ = true;
        in_directive_ = false;
        if (!ends_directive) continue;
        token.kind = CodeToken::Kind::line_end;
        return token;
    }
    token.offset = at_;
    if (at_ >= text_.size()) return token;
    token.is_at_line_start = at_ == 0 || text_[at_ - 1] == '\n';
    const char c = peek();
    if (c == '/' && (peek(1) == '/' || peek(1) == '*')) {
        read_comment(token);
        return token;
    }
    if (at_line_start_ && (c == '#' || (c == '%' && peek(1) == ':'))) in_directive_ = true;
    at_line_start_ = false;
    token.is_of_directive = in_directive_;
    if (begins_word(c)) {
        token.kind = CodeToken::Kind::word;
        while (begins_word(peek()) || is_digit_of_code(peek())) take(token);
        const std::string& word = token.text;
        const bool is_prefix = word == "u8" || word == "u" || word == "U" || word == "L";
        if (peek() == '"' &&
            (word == "R" || (word.size() < 4 && word.back() == 'R' &&
                             (word == "u8R" || word == "uR" || word == "UR" || word == "LR")))) {
            read_raw(token);
        } else if (is_prefix && (peek() == '"' || peek() == '\'')) {
            read_quoted(token, peek());
        }
    } else if (is_digit_of_code(c) || (c == '.' && is_digit_of_code(peek(1)))) {
        token.kind = CodeToken::Kind::number;
        for (;;) {
            const char digit = peek();
            const bool is_exponent = digit == 'e' || digit == 'E' || digit == 'p' || digit == 'P';
            if (is_exponent && (peek(1) == '+' || peek(1) == '-')) {
                take(token);
            } else if (digit == '\'' && (begins_word(peek(1)) || is_digit_of_code(peek(1)))) {
                take(token);
            } else if (!begins_word(digit) && !is_digit_of_code(digit) && digit != '.') {
                break;
            }
            take(token);
        }
    } else if (c == '"' || c == '\'') {
        read_quoted(token, c);
    } else {
        read_punctuator(token);
    }
    return token;
}

void CodeLexer::read_comment(CodeToken& token) {
    token.kind = CodeToken::Kind::comment;
    const bool is_block = peek(1) == '*';
    take(token);
    take(token);
    if (!is_block) {
        while (at_ < text_.size() && peek() != '\n' && at_ < text_.size()) take(token);
        return;
    }
    const std::size_t end = text_.find("*/", at_);
    token.is_terminated = end != std::string_view::npos;
    const std::size_t behind = token.is_terminated ? end + 2 : text_.size();
    token.text += text_.substr(at_, behind - at_);
    at_ = behind;
}

void CodeLexer::read_quoted(CodeToken& token, char quote) {
    token.kind = quote == '"' ? CodeToken::Kind::string : CodeToken::Kind::character;
    take(token);
    for (;;) {
        const char c = peek();
        if (at_ >= text_.size() || c == '\n') {
            token.is_terminated = false;
            return;
        }
        take(token);
        if (c == quote) return;
        if (c == '\\' && at_ < text_.size()) take(token);
    }
}

/// R"delimiter(…)delimiter"
void CodeLexer::read_raw(CodeToken& token) {
    token.kind = CodeToken::Kind::string;
    const std::size_t open = text_.find('(', at_);
    std::size_t behind = std::string_view::npos;
    if (open != std::string_view::npos && open - at_ <= 17) {
        const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
        const std::size_t end = text_.find(close, open);
        if (end != std::string_view::npos) behind = end + close.size();
    }
    token.is_terminated = behind != std::string_view::npos;
    if (!token.is_terminated) behind = text_.size();
    token.text += text_.substr(at_, behind - at_);
    at_ = behind;
}

void CodeLexer::read_punctuator(CodeToken& token) {
    token.kind = CodeToken::Kind::punctuator;
    for (const std::string_view each : punctuators) {
        bool is_it = true;
        for (std::size_t i = 0; i < each.size() && is_it; ++i) is_it = peek(i) == each[i];
        if (!is_it) continue;
        // `<::` is `<` and `::`, unless a `:` or `>` follows.
        if (each == "<:" && peek(2) == ':' && peek(3) != ':' && peek(3) != '>') continue;
        for (std::size_t i = 0; i < each.size(); ++i) take(token);
        return;
    }
    take(token);
}

}  // namespace kiln::tool
