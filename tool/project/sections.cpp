#include "tool/project/sections.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/sql/script_reader.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "src/text/nearest.hpp"
#include "tool/project/allow.hpp"
#include "tool/project/blanks.hpp"
#include "tool/project/client_command.hpp"
#include "tool/project/fixture.hpp"
#include "tool/project/marker.hpp"
#include "tool/project/names.hpp"
#include "tool/schema/sql_text.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// Options of a marker; the dialects stand at their numbers.
const std::array<std::string, 4>& option_names() {
    static const std::array<std::string, 4> names = {"sqlite", "postgresql", "mysql",
                                                     "no-transaction"};
    return names;
}
constexpr std::size_t no_transaction_option = 3;

/// Without the lines at both ends that hold only white space, and without the last line's end.
std::string_view without_blank_ends(std::string_view sql) {
    const auto is_white = [&](std::size_t i) { return is_line_blank(sql[i]) || sql[i] == '\n'; };
    std::size_t first = 0;
    while (first < sql.size() && is_white(first)) ++first;
    if (first == sql.size()) return sql.substr(0, 0);
    std::size_t last = sql.size() - 1;
    while (is_white(last)) --last;
    const std::size_t end = sql.find('\n', last);
    const std::size_t line_end = first == 0 ? std::string_view::npos : sql.rfind('\n', first - 1);
    const std::size_t begin = line_end == std::string_view::npos ? 0 : line_end + 1;
    return sql.substr(begin, std::min(end, sql.size()) - begin);
}

class SectionReader {
public:
    SectionReader(SourceText& source, std::size_t offset, RevisionFile& file)
        : source_(source), file_(file), reader_(source.text(), SqlRules::any, offset) {
        file_.sections.reserve(2);
    }

    void read();

private:
    /// False at the end of what can be read.
    bool read_token(const ScriptToken& token);
    bool read_comment_line(const SqlToken& token);
    void begin_section(const Marker& marker, std::size_t offset);
    void end_section(std::size_t offset);
    void add_allow(const Marker& marker, std::size_t offset);
    void read_options(const Marker& marker, Section& section);
    void read_option(std::string_view option, MarkerKind kind, Section& section);
    void check_repeated(const Section& section, std::size_t offset);
    void report_misspelt(const Marker& marker, std::size_t offset);
    void report_unconfirmed(const Marker& marker, std::size_t offset);
    void report_fill_ins(std::string_view sql);
    void report_indented(std::size_t offset);
    void report_unterminated(const SqlToken& token);
    void report_data(const ScriptToken& token);
    void report_unterminated_body();
    std::string if_for_mysql(std::size_t end) const;
    void note_swallowed_marker(std::size_t from, std::string_view what, Diagnostic& diagnostic);

    std::size_t offset_of(std::string_view part) const {
        return static_cast<std::size_t>(part.data() - source_.text().data());
    }

    SourceText& source_;
    RevisionFile& file_;
    SqlRules rules_ = SqlRules::any;
    ScriptReader reader_;
    std::optional<Section> section_;         ///< the one that is being read
    MarkerKind kind_ = MarkerKind::upgrade;  ///< of it
    std::size_t sql_begin_ = 0;
    bool any_marker_ = false;
    bool any_sql_ = false;  ///< before the first marker
    /// Line of the first section by kind and dialect, the last place being "no dialect".
    std::array<std::array<std::uint32_t, 4>, 3> first_lines_{};
};

void SectionReader::read() {
    bool complete = false;
    for (bool more = true; more;) {
        reader_.skim();
        const ScriptToken token = reader_.next();
        complete = token.kind == SqlToken::Kind::end;
        if (complete && token.fault == SqlToken::Fault::unterminated) report_data(token);
        more = !complete && read_token(token);
    }
    if (complete && reader_.in_body()) report_unterminated_body();
    end_section(source_.text().size());
}

bool SectionReader::read_token(const ScriptToken& token) {
    using Role = ScriptToken::Role;
    if (source_.overflows()) return false;
    if (token.role == Role::data || token.role == Role::misplaced) {
        if (token.fault == SqlToken::Fault::none && token.role == Role::data) return true;
        report_data(token);
        return token.role == Role::misplaced;
    }
    // To MySQL `--kiln:upgrade` is two operators and a word.
    const bool dashes = source_.text().substr(token.offset, 2) == "--";
    if (dashes && !reader_.in_body() && read_comment_line(token)) return true;
    if (token.fault == SqlToken::Fault::unterminated) {
        report_unterminated(token);
        return false;
    }
    if (token.role == Role::comment) return true;
    if (!any_marker_ && !any_sql_) {
        any_sql_ = true;
        source_.report(Code::sql_before_marker, token.offset, "SQL before the first marker",
                       "put '-- kiln:upgrade' on a line of its own before it");
    }
    if (token.role == Role::client) report_client_command(source_, token);
    if (token.role == Role::lock_tables) {
        source_.report(Code::locks_tables, token.offset,
                       table_lock_message(source_.text().substr(token.offset)),
                       std::string(table_lock_hint));
    }
    return true;
}

bool SectionReader::read_comment_line(const SqlToken& token) {
    const std::string_view text = source_.text();
    if (!source_.at_line_start(token.offset)) {
        if (text.substr(token.offset).starts_with(marker_start)) report_indented(token.offset);
        return false;
    }
    const std::size_t end = source_.line_end(token.offset);
    const auto marker = read_marker(text.substr(token.offset, end - token.offset));
    if (!marker) return false;
    if (!marker->exact || marker->misspelt) {
        report_misspelt(*marker, token.offset);
    } else if (marker->kind == MarkerKind::confirm) {
        report_unconfirmed(*marker, token.offset);
    } else if (marker->kind == MarkerKind::allow) {
        add_allow(*marker, token.offset);
    }
    if (marker->kind && !begins_section(*marker->kind)) return true;
    end_section(token.offset);
    begin_section(*marker, token.offset);
    const std::size_t next = std::min(end + 1, text.size());
    reader_ = ScriptReader(text, rules_, next);
    sql_begin_ = next;
    return true;
}

void SectionReader::begin_section(const Marker& marker, std::size_t offset) {
    any_marker_ = true;
    rules_ = SqlRules::any;
    Section& section = section_.emplace();
    section.line = source_.line(offset);
    section.marker = source_.source_line(offset);
    // The options of a section without a known name are read for their faults, too.
    read_options(marker, section);
    if (!marker.kind) return section_.reset();
    kind_ = *marker.kind;
    if (kind_ == MarkerKind::downgrade) section.direction = Direction::downgrade;
    check_repeated(section, offset);
    if (section.dialects.size() == 1) rules_ = rules_of(section.dialects.front());
}

void SectionReader::end_section(std::size_t offset) {
    if (!section_) return;
    const std::string_view sql =
        without_blank_ends(source_.text().substr(sql_begin_, offset - sql_begin_));
    section_->sql = sql;
    report_fill_ins(sql);
    section_->sql_line = sql.empty() ? section_->line + 1 : source_.line(offset_of(sql));
    if (kind_ == MarkerKind::fixture) {
        check_fixture(source_, offset_of(sql), sql.size(), rules_);
        file_.fixtures.push_back(std::move(*section_));
    } else {
        file_.sections.push_back(std::move(*section_));
    }
    section_.reset();
}

void SectionReader::add_allow(const Marker& marker, std::size_t offset) {
    const auto allow = read_allow(source_, marker, offset);
    if (!allow) return;
    std::string fault;
    std::string hint = "put the line behind the marker of the section that it is for";
    if (reader_.statement_start()) {
        fault = "inside a statement 'kiln:allow' is a comment";
        hint = "put the line before the statement";
    } else if (!any_marker_) {
        fault = "'kiln:allow' stands in no section";
    } else if (section_ && kind_ == MarkerKind::fixture) {
        fault = "there is nothing to allow in a fixture";
    }
    if (!fault.empty()) {
        report_allow(source_, offset, std::move(fault), std::move(hint));
    } else if (section_) {
        section_->allows.push_back(*allow);
    }
}

void SectionReader::read_options(const Marker& marker, Section& section) {
    std::string_view rest = marker.options;
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
        read_option(word, marker.kind.value_or(MarkerKind::upgrade), section);
        if (source_.overflows()) return;
    }
}

void SectionReader::read_option(std::string_view option, MarkerKind kind, Section& section) {
    const auto& names = option_names();
    const auto found = std::find(names.begin(), names.end(), option);
    if (found == names.end()) {
        const std::size_t near =
            equal_ignoring_case(option, "mariadb") ? 2 : nearest(std::string(option), names);
        source_.report(Code::unknown_section_option, offset_of(option),
                       "unknown section option '" + printable(option) + "'",
                       near < names.size()
                           ? "did you mean '" + names[near] + "'?"
                           : "the options are sqlite, postgresql, mysql and no-transaction");
        return;
    }
    const auto number = static_cast<std::size_t>(found - names.begin());
    if (number == no_transaction_option && kind == MarkerKind::fixture) {
        source_.report(Code::unknown_section_option, offset_of(option),
                       "a fixture cannot be 'no-transaction'",
                       "remove the word: rows need nothing that a transaction refuses");
        return;
    }
    bool repeated = section.no_transaction;
    if (number != no_transaction_option) {
        const auto dialect = static_cast<Dialect>(number);
        const auto& given = section.dialects;
        repeated = std::find(given.begin(), given.end(), dialect) != given.end();
        if (!repeated) section.dialects.push_back(dialect);
    } else {
        section.no_transaction = true;
    }
    if (repeated) {
        source_.report(Code::unknown_section_option, offset_of(option),
                       "repeated section option '" + *found + "'", "remove one of the two");
    }
}

void SectionReader::check_repeated(const Section& section, std::size_t offset) {
    auto& first_lines = first_lines_[static_cast<std::size_t>(kind_)];
    std::uint32_t first = 0;
    std::string dialect;
    const auto check = [&](std::size_t place) {
        std::uint32_t& line = first_lines[place];
        if (line == 0) {
            line = section.line;
        } else if (first == 0) {
            first = line;
            if (!section.dialects.empty()) dialect = " for '" + option_names()[place] + "'";
        }
    };
    if (section.dialects.empty()) check(first_lines.size() - 1);
    for (const Dialect named : section.dialects) check(static_cast<std::size_t>(named));
    if (first == 0) return;
    const std::string name(name_of(kind_));
    Diagnostic& diagnostic = source_.report(
        Code::repeated_section, offset, "repeated " + name + " section" + dialect,
        "join the two sections, or give each its dialects: '-- kiln:" + name + " postgresql'");
    add_note(diagnostic, {file_.path, first, 1}, "first given here");
}

void SectionReader::report_misspelt(const Marker& marker, std::size_t offset) {
    std::string hint =
        "the sections are '-- kiln:upgrade', '-- kiln:downgrade' and '-- kiln:fixture'";
    if (marker.kind) hint = "did you mean '-- kiln:" + std::string(name_of(*marker.kind)) + "'?";
    // A name that is right stands in a line that is not.
    std::string text = "malformed section marker";
    if (marker.misspelt && !marker.name.empty() &&
        (!marker.kind || marker.name != name_of(*marker.kind))) {
        text = "unknown section '" + printable(marker.name) + "'";
    }
    source_.report(Code::unknown_section, marker.exact ? offset + marker_start.size() : offset,
                   std::move(text), std::move(hint));
}

void SectionReader::report_unconfirmed(const Marker& marker, std::size_t offset) {
    std::string_view what = marker.options;
    what.remove_prefix(std::min(what.find_first_not_of(line_blanks), what.size()));
    what = what.substr(0, what.find_last_not_of(line_blanks) + 1);
    source_.report(Code::unconfirmed, offset,
                   what.empty() ? "this statement is not confirmed"
                                : "not confirmed: " + one_line(std::string(what)),
                   "do what it asks, then delete the line");
}

void SectionReader::report_fill_ins(std::string_view sql) {
    if (sql.find(place_to_fill) == std::string_view::npos) return;
    const std::size_t begin = offset_of(sql);
    ScriptReader reader(source_.text().substr(0, begin + sql.size()), rules_, begin);
    const auto is_word = [&](const SqlToken& token) { return token.kind == SqlToken::Kind::word; };
    for (SqlToken token = reader.next_code(); token.kind != SqlToken::Kind::end;) {
        const bool found = is_word(token) && reader.text(token) == place_to_fill;
        const std::size_t offset = token.offset;
        token = reader.next_code();
        if (!found) continue;
        std::string what;
        if (is_word(token) && equal_ignoring_case(reader.text(token), "as")) {
            token = reader.next_code();
            what = " of " + quote(printable(unquoted(reader.text(token))));
        }
        source_.report(Code::unconfirmed, offset, "the value" + what + " is not filled in",
                       "write an expression in the place of " + std::string(place_to_fill) +
                           ": a constant, or one of the columns of the row");
    }
}

void SectionReader::report_indented(std::size_t offset) {
    const std::string_view text = source_.text();
    std::size_t begin = offset;
    while (begin > 0 && text[begin - 1] != '\n') {
        if (std::string_view(" \t\r\f\v").find(text[--begin]) == std::string_view::npos) return;
    }
    const auto marker = read_marker(text.substr(offset, source_.line_end(offset) - offset));
    if (!marker || marker->misspelt) return;
    if (marker->kind == MarkerKind::confirm) return report_unconfirmed(*marker, offset);
    source_
        .report(Code::indented_marker, offset, "an indented marker is a comment",
                marker->kind == MarkerKind::allow
                    ? "put it at the beginning of its line to allow something"
                    : "put it at the beginning of its line to begin a section")
        .severity = Severity::warning;
}

void SectionReader::report_data(const ScriptToken& token) {
    const bool misplaced = token.role == ScriptToken::Role::misplaced;
    std::string message = "the data of COPY … FROM stdin have no end";
    std::string hint = "end them with a line '\\.'";
    if (misplaced) {
        message = "the data of COPY … FROM stdin begin on the next line";
        hint = "put what stands here behind the line '\\.' that ends them";
    } else if (token.role != ScriptToken::Role::data) {
        message = "COPY … FROM stdin without data";
        hint = "end it with a semicolon; behind it come the data and a line '\\.'";
    }
    const std::size_t offset = misplaced ? token.offset : *reader_.statement_start();
    Diagnostic& diagnostic =
        source_.report(Code::malformed_copy_data, offset, std::move(message), std::move(hint));
    if (!misplaced) note_swallowed_marker(offset, "data", diagnostic);
}

void SectionReader::report_unterminated(const SqlToken& token) {
    const std::string_view text = reader_.text(token);
    const std::string quote(text.substr(0, 1));
    Code code = Code::unterminated_string;
    std::string_view what = "string";
    std::string message = "unterminated string";
    std::string hint = "close it with '; inside a string a ' is written ''";
    if (token.kind == SqlToken::Kind::block_comment) {
        code = Code::unterminated_comment;
        what = "comment";
        message = "unterminated block comment";
        hint = "close it with */";
        if (rules_ == SqlRules::postgresql) hint += "; comments inside it need their own";
    } else if (token.kind == SqlToken::Kind::quoted_identifier) {
        code = Code::unterminated_identifier;
        what = "name";
        message = "unterminated quoted identifier";
        // Of U&"…" the quote is not the first.
        hint = std::string("close it with ") + (quote == "[" ? "]" : quote == "`" ? "`" : "\"");
    } else if (token.kind == SqlToken::Kind::string && quote == "$") {
        const std::string tag(text.substr(0, text.find('$', 1) + 1));
        message = "unterminated string: '" + printable(tag) + "' is not closed";
        hint = "close it with " + printable(tag);
    } else if (quote == "\"") {
        hint = "close it with \"";
    }
    hint += if_for_mysql(token.offset);
    note_swallowed_marker(token.offset, what,
                          source_.report(code, token.offset, std::move(message), std::move(hint)));
}

void SectionReader::report_unterminated_body() {
    const std::size_t offset = reader_.statement_start().value_or(sql_begin_);
    Diagnostic& diagnostic =
        reader_.in_rule()
            ? source_.report(Code::unterminated_body, offset,
                             "unterminated list of a rule's actions", "close its parenthesis")
            : source_.report(Code::unterminated_body, offset,
                             "unterminated body of a trigger or routine",
                             "end it with 'END;' behind its last statement's semicolon" +
                                 if_for_mysql(source_.text().size()));
    note_swallowed_marker(offset, "body", diagnostic);
}

/// What a hint adds where a section for every database has what MySQL alone reads otherwise.
std::string SectionReader::if_for_mysql(std::size_t end) const {
    if (rules_ != SqlRules::any) return "";
    // With the end of the marker's line.
    const std::size_t begin = std::max<std::size_t>(sql_begin_, 1) - 1;
    const std::string sql = folded(source_.text().substr(begin, end - begin));
    const char* const what = sql.find("\\'") != std::string::npos            ? "\\'"
                             : sql.find("\ndelimiter ") != std::string::npos ? "DELIMITER"
                                                                             : nullptr;
    if (what == nullptr) return "";
    return std::string("; if that ") + what +
           " is for MySQL, name mysql alone on the section's marker";
}

void SectionReader::note_swallowed_marker(std::size_t from, std::string_view what,
                                          Diagnostic& diagnostic) {
    const std::size_t found = source_.text().find("\n-- kiln:", from);
    if (found == std::string_view::npos) return;
    add_note(diagnostic, source_.location(found + 1),
             "this marker became part of the " + std::string(what));
}

}  // namespace

void read_sections(SourceText& source, std::size_t offset, RevisionFile& file) {
    SectionReader(source, offset, file).read();
}

}  // namespace kiln::tool
