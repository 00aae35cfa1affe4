#include "src/sql/script_reader.hpp"

#include "src/text/letter_case.hpp"

#include <algorithm>

namespace kiln {
namespace {

constexpr std::string_view client_blanks = " \t\f\v\r";

/// `\restrict` and `\unrestrict`, which every newer pg_dump writes for psql's sake.
bool is_restriction(std::string_view line) {
    const std::string_view command = line.substr(0, line.find_first_of(client_blanks));
    return command == "\\restrict" || command == "\\unrestrict";
}

/// What stands behind DELIMITER; the client takes quotes off it.
std::string_view delimiter_in(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(client_blanks), line.size()));
    std::string_view word = line.substr(0, line.find_first_of(client_blanks));
    const bool quoted = word.size() > 2 && (word.front() == '\'' || word.front() == '"');
    return quoted && word.back() == word.front() ? word.substr(1, word.size() - 2) : word;
}

/// Whether one of the words between commas is the mode.
bool has_mode(std::string_view modes, std::string_view mode) {
    for (std::size_t at = 0; at < modes.size();) {
        const std::size_t end = std::min(modes.find_first_of(", '\"", at), modes.size());
        if (equal_ignoring_case(modes.substr(at, end - at), mode)) return true;
        at = end + 1;
    }
    return false;
}

bool is_off(std::string_view value) {
    for (const std::string_view off :
         {"off", "false", "no", "0", "'off'", "'false'", "'no'", "'0'"}) {
        if (equal_ignoring_case(value, off)) return true;
    }
    return false;
}

}  // namespace

ScriptToken ScriptReader::next() {
    using Kind = SqlToken::Kind;
    using Role = ScriptToken::Role;
    if (awaits_data_) return read_data();
    if (behind_data_) start_.reset();
    behind_data_ = false;
    const SqlToken token = lexer_.next();
    if (token.kind == Kind::end) {
        ScriptToken last{token, Role::code};
        // COPY … FROM stdin without its semicolon.
        if (start_ && tracker_.takes_data()) last.fault = SqlToken::Fault::unterminated;
        return last;
    }
    if (token.is_comment()) return {token, Role::comment};
    if (const auto client = read_client_line(token)) return *client;

    const std::string_view text = lexer_.text(token);
    const bool is_punctuation = token.kind == Kind::punctuation;
    if (is_punctuation && !modes_.delimiter.empty() && text == modes_.delimiter) {
        tracker_ = StatementTracker(rules_);
        end_statement();
        return {token, Role::terminator};
    }
    const bool semicolon = is_punctuation && text == ";";
    if (semicolon && lexer_.in_code_mark() && !tracker_.in_body()) return {token, Role::code};
    tracker_.feed(token, text);
    if (semicolon && modes_.delimiter.empty() && !tracker_.in_body()) {
        end_statement();
        return {token, Role::terminator};
    }
    if (!start_) start_ = token.offset;
    if (token.kind == Kind::code_mark) return {token, Role::code};
    const bool first = !has_word_;
    has_word_ = true;
    feed_setting(text, first);
    const bool locks =
        first && rules_ == SqlRules::mysql && locks_tables_in_mysql(lexer_.text(token), lexer_);
    return {token, locks ? Role::lock_tables : Role::code};
}

/// From the next line on, up to `\.`, as psql reads them.
ScriptToken ScriptReader::read_data() {
    const std::size_t position = lexer_.position();
    const std::string_view rest = line_from(position);
    const std::size_t other = rest.find_first_not_of(client_blanks);
    ScriptToken token;
    token.kind = SqlToken::Kind::string;
    if (other != rest.npos && rest.substr(other, 2) != "--") {
        token.role = ScriptToken::Role::misplaced;
        token.offset = position + other;
        token.size = rest.size() - other;
        go_on_at(position + rest.size());
        return token;
    }
    awaits_data_ = false;
    behind_data_ = true;
    token.role = ScriptToken::Role::data;
    token.offset = std::min(position + rest.size() + 1, sql_.size());
    for (std::size_t at = token.offset; at < sql_.size();) {
        const std::string_view line = line_from(at);
        if (line == "\\." || line == "\\.\r") {
            token.size = at + line.size() - token.offset;
            go_on_at(at + line.size());
            return token;
        }
        at += line.size() + 1;
    }
    token.fault = SqlToken::Fault::unterminated;
    token.size = sql_.size() - token.offset;
    if (token.size == 0) token.kind = SqlToken::Kind::end;
    go_on_at(sql_.size());
    return token;
}

std::optional<ScriptToken> ScriptReader::read_client_line(const SqlToken& token) {
    using Role = ScriptToken::Role;
    const std::string_view text = lexer_.text(token);
    if (token.kind == SqlToken::Kind::punctuation && text == "\\") {
        const std::string_view line = line_from(token.offset);
        // To MySQL `\N` is NULL.
        if (rules_ == SqlRules::sqlite || (has(SqlRules::mysql) && line.starts_with("\\N"))) {
            return std::nullopt;
        }
        const bool skipped = !start_ && has(SqlRules::postgresql) && is_restriction(line);
        return to_line_end(token, skipped ? Role::comment : Role::client);
    }
    if (start_ || !has(SqlRules::mysql) || token.kind != SqlToken::Kind::word) return std::nullopt;
    if (equal_ignoring_case(text, "source")) return to_line_end(token, Role::client);
    if (!equal_ignoring_case(text, "delimiter")) return std::nullopt;
    const std::string_view delimiter = delimiter_in(line_from(token.offset + token.size));
    // The client takes a backslash in it for a fault.
    if (delimiter.empty() || delimiter.find('\\') != delimiter.npos) {
        return to_line_end(token, Role::client);
    }
    modes_.delimiter = delimiter == ";" ? std::string_view() : delimiter;
    return to_line_end(token, Role::comment);
}

ScriptToken ScriptReader::to_line_end(const SqlToken& token, ScriptToken::Role role) {
    ScriptToken line{token, role};
    line.size = line_from(token.offset).size();
    go_on_at(token.offset + line.size);
    return line;
}

bool locks_tables_in_mysql(std::string_view first, SqlLexer behind) {
    const auto next = [&] { return folded(behind.text(behind.next_code())); };
    if (equal_ignoring_case(first, "lock")) {
        const std::string word = next();
        return word == "tables" || word == "table";
    }
    if (!equal_ignoring_case(first, "flush")) return false;
    std::string last;
    for (std::string word = next(); !word.empty() && word != ";"; word = next()) {
        if ((last == "read" && word == "lock") || (last == "for" && word == "export")) return true;
        last = std::move(word);
    }
    return false;
}

void ScriptReader::end_statement() {
    awaits_data_ = start_ && tracker_.takes_data();
    if (!awaits_data_) start_.reset();
    has_word_ = false;
    if (setting_ == Setting::none) return;
    setting_ = Setting::none;
    next_modes_.delimiter = modes_.delimiter;
    modes_ = next_modes_;
    go_on_at(lexer_.position());
}

void ScriptReader::feed_setting(std::string_view text, bool first) {
    if (first) {
        if (rules_ == SqlRules::sqlite || !equal_ignoring_case(text, "set")) return;
        setting_ = Setting::open;
        next_modes_ = modes_;
    } else if (setting_ == Setting::none) {
        return;
    } else if (rules_ == SqlRules::postgresql &&
               equal_ignoring_case(text, "standard_conforming_strings")) {
        setting_ = Setting::backslashes;
        next_modes_.backslashes = false;
    } else if (rules_ == SqlRules::mysql &&
               (equal_ignoring_case(text, "sql_mode") || equal_ignoring_case(text, "@sql_mode"))) {
        setting_ = Setting::sql_mode;
        next_modes_.backslashes = next_modes_.double_quotes = false;
    } else if (setting_ == Setting::backslashes) {
        next_modes_.backslashes |= is_off(text);
    } else if (setting_ == Setting::sql_mode && (text[0] == '\'' || text[0] == '"')) {
        next_modes_.backslashes = has_mode(text, "NO_BACKSLASH_ESCAPES");
        next_modes_.double_quotes = has_mode(text, "ANSI_QUOTES") || has_mode(text, "ANSI");
        setting_ = Setting::open;
    }
}

void ScriptReader::go_on_at(std::size_t position) {
    lexer_ = SqlLexer(sql_, rules_, position, modes_);
}

ScriptStatement StatementSplitter::first(std::string_view text) {
    ScriptReader reader(text, rules_, 0, modes_);
    ScriptStatement statement;
    for (;;) {
        const ScriptToken token = reader.next();
        const bool is_end = token.kind == SqlToken::Kind::end;
        if (is_end || (token.role == ScriptToken::Role::terminator && !statement.is_none())) {
            if (statement.is_none()) statement.begin = statement.end = text.size();
            statement.next = token.offset + token.size;
            break;
        }
        if (!token.is_code() && token.role != ScriptToken::Role::client) continue;
        if (statement.is_none()) statement.begin = token.offset;
        statement.end = token.offset + token.size;
    }
    while (reader.awaits_data()) {
        const ScriptToken data = reader.next();
        std::string_view lines = reader.text(data);
        if (data.fault == SqlToken::Fault::none) lines = lines.substr(0, lines.rfind('\n') + 1);
        statement.data = lines;
        statement.next = data.offset + data.size;
    }
    modes_ = reader.modes();
    return statement;
}

}  // namespace kiln
