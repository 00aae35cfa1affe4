#include "src/sql/lexer.hpp"

#include "src/text/letter_case.hpp"

#include <algorithm>
#include <array>

namespace kiln {
namespace {

enum : std::uint8_t {
    space = 1,
    digit = 2,
    word_part = 4,
    tag_part = 8,
    skimmed = 16,
    late_space = 32
};

/// SQLite's classes; every byte of a multi-byte character belongs to a word.
constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> classes{};
    for (const char c : {' ', '\t', '\n', '\f', '\r'}) {
        classes[static_cast<unsigned char>(c)] = space;
    }
    classes['\v'] = late_space;
    for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = digit | word_part | tag_part;
    for (std::size_t c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 32] = word_part | tag_part;
    for (std::size_t c = 0x80; c <= 0xff; ++c) classes[c] = word_part | tag_part;
    classes['_'] = word_part | tag_part;
    classes['$'] = word_part;  // but not a word's first
    for (auto& c : classes) c |= skimmed;
    for (const char c : {'\'', '"', '`', '[', '$', '#', '-', '/', ';', ':', '@', '?', '\\'}) {
        classes[static_cast<unsigned char>(c)] &= static_cast<std::uint8_t>(~skimmed);
    }
    return classes;
}
constexpr auto classes = make_classes();

/// Where a token ends, and whether something closes it.
struct End {
    std::size_t position;
    bool closed = true;
};

/// The text with reads behind its end allowed: they give NUL, which belongs to no class.
struct BoundedText {
    std::string_view sql;

    char at(std::size_t i) const { return i < sql.size() ? sql[i] : '\0'; }
    bool has(std::size_t i, std::uint8_t kind) const {
        return i < sql.size() && (classes[static_cast<unsigned char>(sql[i])] & kind) != 0;
    }
    std::size_t skip(std::size_t i, std::uint8_t kind) const {
        while (has(i, kind)) ++i;
        return i;
    }
    /// To SQLite a vertical tab is white space only behind other, and a byte order mark is some
    /// wherever it is in no word.
    std::size_t skip_blanks(std::size_t i, bool marks) const {
        for (;;) {
            const std::size_t begin = i;
            if (has(i, space)) i = skip(i + 1, space | late_space);
            if (marks && at(i) == '\xef' && sql.compare(i, 3, "\xef\xbb\xbf") == 0) i += 3;
            if (i == begin) return i;
        }
    }
    /// Of the text's end, too.
    bool is_blank_or_control(std::size_t i) const {
        const char c = at(i);
        return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    }
    End up_to(std::size_t found, std::size_t size) const {
        if (found == std::string_view::npos) return {sql.size(), false};
        return {found + size};
    }

    /// From behind an opening quote; a doubled closing quote is part of the text.
    End in_quotes(std::size_t i, char quote) const {
        for (;;) {
            const End end = up_to(sql.find(quote, i), 1);
            if (!end.closed || at(end.position) != quote) return end;
            i = end.position + 1;
        }
    }
    End quoted_with_backslashes(std::size_t i, char quote) const {
        while (i < sql.size()) {
            if (sql[i] == '\\' || (sql[i] == quote && at(i + 1) == quote)) {
                i += 2;
            } else if (sql[i] == quote) {
                return {i + 1};
            } else {
                ++i;
            }
        }
        return {sql.size(), false};
    }
    End quoted(std::size_t i, char quote, bool escapes) const {
        return escapes ? quoted_with_backslashes(i, quote) : in_quotes(i, quote);
    }
    /// Where the token begins whose quote is at i: of x'…' and its like the prefix is a part, one
    /// letter with no word before it, and of PostgreSQL's U&'…' are two. Nothing before `begin`.
    std::size_t prefix_of_quote(std::size_t i, std::size_t begin, SqlRules rules) const {
        const auto begins_word = [&](std::size_t at) {
            return at == begin || !has(at - 1, word_part);
        };
        if (at(i) == '\'' && i > begin && has(i - 1, word_part) && begins_word(i - 1)) return i - 1;
        const bool unicode = rules == SqlRules::postgresql && i >= begin + 2 &&
                             unicode_quote(i - 2) != '\0' && begins_word(i - 2);
        return unicode ? i - 2 : i;
    }
    /// From behind PostgreSQL's E'. One that goes on behind a line end and another quote does so in
    /// the same manner.
    End escape_string(std::size_t i) const {
        for (;;) {
            const End end = quoted_with_backslashes(i, '\'');
            const std::size_t next = end.closed ? behind_line_ends(end.position) : end.position;
            if (next == end.position || at(next) != '\'') return end;
            i = next + 1;
        }
    }
    /// Behind blanks and line comments that hold a line end; i itself where none is.
    std::size_t behind_line_ends(std::size_t i) const {
        bool found = false;
        for (std::size_t end = i;;) {
            if (at(end) == '-' && at(end + 1) == '-') {
                end = line_comment(end).position;
            } else if (has(end, space | late_space)) {
                found = found || at(end) == '\n' || at(end) == '\r';
                ++end;
            } else {
                return found ? end : i;
            }
        }
    }
    /// Behind MySQL's `/*!50003` or `/*M!100100`, whose text is code; i itself where none begins.
    /// Versions of six nines are of no server: what speaks to the client alone.
    std::size_t code_mark(std::size_t i) const {
        if (at(i) != '/' || at(i + 1) != '*') return i;
        const std::size_t bang = at(i + 2) == 'M' ? i + 3 : i + 2;
        if (at(bang) != '!') return i;
        const std::size_t end = skip(bang + 1, digit);
        const std::size_t digits = end - bang - 1;
        if (digits == 0) return end;
        // A version has five digits, or six.
        if (digits < 5) return bang + 1;
        if (digits >= 6 && sql.compare(bang + 1, 6, "999999") == 0) return i;
        return digits > 6 ? bang + 7 : end;
    }
    End line_comment(std::size_t i) const {
        const std::size_t end = sql.find('\n', i);
        return {end == std::string_view::npos ? sql.size() : end};
    }
    End block_comment(std::size_t i, bool nested) const {
        if (!nested) return up_to(sql.find("*/", i + 2), 2);
        std::size_t depth = 1;
        for (i += 2; i < sql.size(); ++i) {
            if (sql[i] == '*' && at(i + 1) == '/') {
                ++i;
                if (--depth == 0) return {i + 1};
            } else if (sql[i] == '/' && at(i + 1) == '*') {
                ++i;
                ++depth;
            }
        }
        return {sql.size(), false};
    }
    /// The `$` that closes the opening `$tag$` at i; i itself where there is none.
    std::size_t tag_end(std::size_t i) const {
        if (has(i + 1, digit)) return i;
        const std::size_t end = skip(i + 1, tag_part);
        return at(end) == '$' ? end : i;
    }
    /// The search is linear: a tag has no `$` inside, so no byte is compared twice.
    End dollar_quoted(std::size_t i, std::size_t end_of_tag) const {
        const std::string_view tag = sql.substr(i, end_of_tag + 1 - i);
        return up_to(sql.find(tag, end_of_tag + 1), tag.size());
    }
    /// A number or word; both are words to us.
    std::size_t number(std::size_t i) const {
        if (at(i) == '0' && (at(i + 1) == 'x' || at(i + 1) == 'X')) return skip(i, word_part);
        i = skip(i, digit);
        if (at(i) == '.' && at(i + 1) != '.') i = skip(i + 1, digit);
        if (at(i) == 'e' || at(i) == 'E') {
            const bool sign = at(i + 1) == '+' || at(i + 1) == '-';
            if (has(i + (sign ? 2 : 1), digit)) i = skip(i + (sign ? 2 : 1), digit);
        }
        // PostgreSQL begins a string there, and nobody else has a token for it.
        if (at(i) == '$' && sql[i - 1] == '.') return i;
        return skip(i, word_part);
    }
    /// PostgreSQL's: as long as can be, up to a comment; one of SQL's own characters alone does not
    /// end in a sign.
    std::size_t operator_end(std::size_t i) const {
        const std::size_t begin = i;
        bool sql_alone = true;
        for (; is_operator(at(i)); ++i) {
            if ((at(i) == '-' && at(i + 1) == '-') || (at(i) == '/' && at(i + 1) == '*')) break;
            sql_alone = sql_alone && std::string_view("+-*/<>=").find(sql[i]) != sql.npos;
        }
        while (sql_alone && i > begin + 1 && (sql[i - 1] == '+' || sql[i - 1] == '-')) --i;
        return i;
    }
    static bool is_operator(char c) {
        return c != '\0' && std::string_view("+-*/<>=~!@#%^&|`?").find(c) != std::string_view::npos;
    }
    /// The quote of PostgreSQL's U&'…' or U&"…" that begins at i; 0 where none does.
    char unicode_quote(std::size_t i) const {
        if (to_lower(at(i)) != 'u' || at(i + 1) != '&') return '\0';
        return at(i + 2) == '\'' || at(i + 2) == '"' ? at(i + 2) : '\0';
    }
    std::size_t punctuation(std::size_t i) const {
        const char second = at(i + 1);
        switch (sql[i]) {
            case '-':
                if (second != '>') return i + 1;
                return at(i + 2) == '>' ? i + 3 : i + 2;
            case '<':
                if (second == '=') return at(i + 2) == '>' ? i + 3 : i + 2;
                return second == '>' || second == '<' ? i + 2 : i + 1;
            case '>':
            case '=':
                return second == '=' || second == '>' ? i + 2 : i + 1;
            case '!':
                return second == '=' ? i + 2 : i + 1;
            case ':':
                return second == ':' || second == '=' ? i + 2 : i + 1;
            case '|':
            case '&':
                return second == sql[i] ? i + 2 : i + 1;
            default:
                return i + 1;
        }
    }
};

}  // namespace

SqlRules rules_of(std::optional<Dialect> dialect) {
    if (!dialect) return SqlRules::any;
    switch (*dialect) {
        case Dialect::sqlite:
            return SqlRules::sqlite;
        case Dialect::postgresql:
            return SqlRules::postgresql;
        case Dialect::mysql:
            return SqlRules::mysql;
    }
    return SqlRules::any;
}

bool SqlLexer::has_escapes(char quote) const {
    if (rules_ == SqlRules::mysql)
        return !modes_.backslashes && (quote == '\'' || !modes_.double_quotes);
    return rules_ == SqlRules::postgresql && quote == '\'' && modes_.backslashes;
}

void SqlLexer::skim() {
    // What ends there is no landmark elsewhere.
    if (in_code_mark_ || !modes_.delimiter.empty()) return;
    const BoundedText in{sql_};
    const std::size_t begin = position_;
    std::size_t i = begin;
    for (;;) {
        i = in.skip(i, skimmed);
        const char c = in.at(i);
        // A dollar inside of a word; one that begins a token has no word before it.
        const bool in_word = c == '$' && i != begin && in.has(i - 1, word_part);
        const bool is_quote = c == '\'' || c == '"';
        if (!in_word && !is_quote) break;
        End end{i + 1};
        if (is_quote) {
            if (const std::size_t prefix = in.prefix_of_quote(i, begin, rules_); prefix != i) {
                i = prefix;
                break;
            }
            end = in.quoted(i + 1, c, has_escapes(c));
        }
        if (!end.closed) break;
        i = std::min(end.position, sql_.size());
    }
    position_ = i;
}

SqlToken SqlLexer::next() {
    using Kind = SqlToken::Kind;
    const BoundedText in{sql_};
    const std::size_t i = position_ = in.skip_blanks(position_, rules_ == SqlRules::sqlite);
    if (i >= sql_.size()) return {Kind::end, SqlToken::Fault::none, sql_.size(), 0};

    const std::string_view delimiter = modes_.delimiter;
    const auto token = [&](Kind kind, End end) {
        if (!delimiter.empty() &&
            (kind == Kind::word || kind == Kind::punctuation || kind == Kind::parameter)) {
            end.position = std::min(
                end.position, sql_.substr(0, end.position + delimiter.size()).find(delimiter, i));
        }
        // An escape may stand at the very end of the text.
        position_ = end.position < sql_.size() ? end.position : sql_.size();
        const auto fault = end.closed ? SqlToken::Fault::none : SqlToken::Fault::unterminated;
        return SqlToken{kind, fault, i, position_ - i};
    };
    const bool mysql = rules_ == SqlRules::mysql;
    const bool postgresql = rules_ == SqlRules::postgresql;
    const bool sqlite = !mysql && !postgresql;
    const char c = sql_[i];
    const char d = in.at(i + 1);
    const auto quoted = [&](std::size_t begin, char quote) {
        return in.quoted(begin, quote, has_escapes(quote));
    };

    if (!delimiter.empty() && sql_.compare(i, delimiter.size(), delimiter) == 0) {
        position_ = i + delimiter.size();
        return {Kind::punctuation, SqlToken::Fault::none, i, delimiter.size()};
    }
    if (in_code_mark_ && c == '*' && d == '/') {
        in_code_mark_ = false;
        return token(Kind::code_mark, {i + 2});
    }

    switch (c) {
        case '-':
            // MySQL reads a--1 as an expression.
            if (d != '-' || (mysql && !in.is_blank_or_control(i + 2))) break;
            return token(Kind::line_comment, in.line_comment(i));
        case '#':
            if (!mysql) break;
            return token(Kind::line_comment, in.line_comment(i));
        case '/':
            if (d != '*') break;
            if (const std::size_t mark = mysql && !in_code_mark_ ? in.code_mark(i) : i; mark != i) {
                in_code_mark_ = true;
                return token(Kind::code_mark, {mark});
            }
            return token(Kind::block_comment, in.block_comment(i, postgresql));
        case '\'':
            return token(Kind::string, quoted(i + 1, c));
        case '"':
            if (mysql && !modes_.double_quotes) return token(Kind::string, quoted(i + 1, c));
            return token(Kind::quoted_identifier, in.in_quotes(i + 1, c));
        case '`':
            if (postgresql) break;
            return token(Kind::quoted_identifier, in.in_quotes(i + 1, c));
        case '[':
            if (!sqlite) break;
            return token(Kind::quoted_identifier, in.up_to(sql_.find(']', i + 1), 1));
        case '$':
            if (rules_ == SqlRules::postgresql || rules_ == SqlRules::any) {
                const std::size_t tag = in.tag_end(i);
                if (tag != i) return token(Kind::string, in.dollar_quoted(i, tag));
            }
            if (!in.has(i + 1, word_part)) break;
            return token(mysql ? Kind::word : Kind::parameter, {in.skip(i + 1, word_part)});
        case '?':
            if (postgresql) break;
            return token(Kind::parameter, {in.skip(i + 1, digit)});
        case ':':
        case '@':
            // `::` is PostgreSQL's cast; SQLite would take it as part of a Tcl variable's name.
            if (postgresql || (c == ':' && mysql) || !in.has(i + 1, word_part)) break;
            return token(Kind::parameter, {in.skip(i + 1, word_part)});
        case '.':
            if (!in.has(i + 1, digit)) break;
            return token(Kind::word, {in.number(i)});
        default:
            if (in.has(i, digit)) return token(Kind::word, {in.number(i)});
            if (!in.has(i, word_part)) break;
            if (d == '\'') {
                const char prefix = to_lower(c);
                if (prefix == 'x' || (prefix == 'b' && !sqlite)) {
                    return token(Kind::blob, in.up_to(sql_.find('\'', i + 2), 1));
                }
                if (prefix == 'e' && postgresql) {
                    return token(Kind::string, in.escape_string(i + 2));
                }
                if (prefix == 'n' && !sqlite) return token(Kind::string, quoted(i + 2, '\''));
            }
            if (const char quote = postgresql ? in.unicode_quote(i) : '\0'; quote != '\0') {
                return token(quote == '"' ? Kind::quoted_identifier : Kind::string,
                             in.in_quotes(i + 3, quote));
            }
            return token(Kind::word, {in.skip(i, word_part)});
    }
    return token(
        Kind::punctuation,
        {postgresql && BoundedText::is_operator(c) ? in.operator_end(i) : in.punctuation(i)});
}

}  // namespace kiln
