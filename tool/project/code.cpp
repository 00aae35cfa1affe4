#include "tool/project/code.hpp"

#include "src/text/message.hpp"
#include "src/text/nearest.hpp"
#include "tool/project/allow.hpp"
#include "tool/project/blanks.hpp"
#include "tool/project/code_lexer.hpp"
#include "tool/project/marker.hpp"
#include "tool/project/names.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace kiln::tool {
namespace {

using TokenKind = CodeToken::Kind;

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

constexpr std::array both_directions{Direction::upgrade, Direction::downgrade};

std::string_view function_name(Direction direction) {
    return direction == Direction::upgrade ? "upgrade" : "downgrade";
}

class CodeReader {
public:
    CodeReader(SourceText& source, std::size_t offset, RevisionFile& file)
        : source_(source), lexer_(source.text(), offset), file_(file) {}

    void read() {
        file_.is_code = true;
        if (!read_tokens()) return;
        for (std::size_t i = 0; i < tokens_.size(); ++i) read_function(i);
        if (!has(Direction::upgrade) && !file_.revision.text.empty() && !names_another_) {
            report_no_upgrade();
        }
        for (Section& section : file_.sections) section.allows = allows_;
    }

private:
    /// False at a string or comment without its end: what comes behind would be read wrong.
    bool read_tokens() {
        for (;;) {
            CodeToken token = lexer_.next();
            if (!token.is_terminated) {
                report_unterminated(token);
                return false;
            }
            if (token.kind == TokenKind::end) return true;
            if (token.kind == TokenKind::comment) {
                if (token.text.starts_with("//")) read_comment_line(token);
                continue;
            }
            file_.code += token.kind == TokenKind::line_end ? "\n" : token.text;
            file_.code += '\0';
            if (token.kind == TokenKind::line_end) {
                end_directive();
            } else if (token.is_of_directive) {
                directive_.push_back(std::move(token.text));
            } else if (left_out_ == 0) {
                tokens_.push_back(std::move(token));
            }
        }
    }

    /// What stands between `#if 0` and its end is not compiled.
    void end_directive() {
        const std::string name = directive_.size() > 1 ? directive_[1] : std::string();
        const bool begins_group = name == "if" || name == "ifdef" || name == "ifndef";
        if (left_out_ > 0) {
            if (begins_group) ++left_out_;
            const bool is_other = name.starts_with("el") && left_out_ == 1;
            if (name == "endif" || is_other) --left_out_;
        } else if (name == "if" && directive_.size() == 3 &&
                   (directive_[2] == "0" || directive_[2] == "false")) {
            left_out_ = 1;
        }
        directive_.clear();
    }

    std::string_view text(std::size_t i) const {
        return i < tokens_.size() ? std::string_view(tokens_[i].text) : std::string_view();
    }

    /// `void [kiln::]revision<"id">::upgrade(…) {`, whose word `revision` is the token at `i`.
    void read_function(std::size_t i) {
        if (text(i) != "revision" || text(i + 1) != "<") return;
        if (i + 2 >= tokens_.size() || tokens_[i + 2].kind != TokenKind::string) return;
        if (text(i + 3) != ">" || text(i + 4) != "::" || text(i + 6) != "(") return;
        std::optional<Direction> direction;
        for (const Direction each : both_directions) {
            if (text(i + 5) == function_name(each)) direction = each;
        }
        if (!direction || !is_declared(i) || !has_body(i + 6)) return;
        const std::string_view literal = text(i + 2);
        if (literal.size() < 2 || !literal.starts_with('"')) return;
        const std::string_view id = literal.substr(1, literal.size() - 2);
        if (id != file_.revision.text) return report_other(tokens_[i + 2], id, *direction);
        add(*direction, tokens_[i].offset);
    }

    /// Not called: a type stands before it.
    bool is_declared(std::size_t i) const {
        if (i >= 2 && text(i - 1) == "::" && text(i - 2) == "kiln") {
            i -= 2;
            if (i >= 1 && text(i - 1) == "::") --i;
        }
        return i >= 1 && (text(i - 1) == "void" || text(i - 1) == "auto");
    }

    bool has_body(std::size_t parenthesis) const {
        int depth = 0;
        for (std::size_t i = parenthesis; i < tokens_.size(); ++i) {
            if (text(i) == "(") ++depth;
            if (text(i) == ")") --depth;
            if (depth == 0 && text(i) == ";") return false;
            if (depth == 0 && text(i) == "{") return true;
        }
        return false;
    }

    bool has(Direction direction) const {
        for (const Section& section : file_.sections) {
            if (section.direction == direction) return true;
        }
        return false;
    }

    void add(Direction direction, std::size_t offset) {
        const std::uint32_t line = source_.line(offset);
        for (const Section& section : file_.sections) {
            if (section.direction != direction) continue;
            Diagnostic& diagnostic =
                source_.report(Code::repeated_function, offset,
                               "repeated function '" + std::string(function_name(direction)) + "'",
                               "join the two");
            add_note(diagnostic, {file_.path, section.line, 0}, "first given here");
            return;
        }
        Section section;
        section.direction = direction;
        section.is_code = true;
        section.code_of = file_.revision.text;
        section.line = section.sql_line = line;
        section.marker = source_.source_line(offset);
        file_.sections.push_back(std::move(section));
    }

    void report_other(const CodeToken& token, std::string_view id, Direction direction) {
        names_another_ = names_another_ || direction == Direction::upgrade;
        if (file_.revision.text.empty()) return;
        source_.report(Code::other_function, token.offset + 1,
                       "a function for " + quote(id) + " in the file of revision " +
                           quote(file_.revision.text),
                       "write revision<\"" + file_.revision.text +
                           "\">::" + std::string(function_name(direction)) +
                           ": a file holds the functions of its own revision");
    }

    void report_no_upgrade() {
        const std::string& id = file_.revision.text;
        const Placed& place = file_.revision;
        source_
            .report_at({file_.path, place.line, place.column}, Code::no_upgrade_function,
                       "no function 'upgrade' for revision " + quote(id),
                       "write it: template <> void kiln::revision<\"" + id +
                           "\">::upgrade(kiln::Operations& op) { ... }")
            .source_line = file_.source_line(place.line);
    }

    void report_unterminated(const CodeToken& token) {
        const bool is_comment = token.kind == TokenKind::comment;
        source_.report(is_comment ? Code::unterminated_comment : Code::unterminated_string,
                       token.offset,
                       is_comment ? "unterminated block comment" : "unterminated string",
                       is_comment ? "close it with */" : "close it on its line");
    }

    void read_comment_line(const CodeToken& token) {
        std::string line = "--" + token.text.substr(2);
        const auto marker = read_marker(line);
        if (!marker) return;
        if (marker->kind != MarkerKind::allow || !marker->exact || marker->misspelt ||
            !token.is_at_line_start) {
            return report_marker(token, *marker);
        }
        // In the file's own text, for the place of what it reports.
        if (auto allow = read_allow(source_, *marker, token.offset)) {
            allows_.push_back(*std::move(allow));
        }
    }

    void report_marker(const CodeToken& token, const Marker& marker) {
        const bool is_allow = marker.kind == MarkerKind::allow;
        std::string hint =
            "'upgrade' and 'downgrade' are functions, and fixtures stand in a .sql of "
            "the same revision; delete the line";
        if (is_allow) hint = "write it at the beginning of a line: '// kiln:allow K601: why'";
        source_.report(Code::misplaced_marker, token.offset, "this marker says nothing here",
                       std::move(hint));
    }

    SourceText& source_;
    CodeLexer lexer_;
    RevisionFile& file_;
    std::vector<CodeToken>
        tokens_;  ///< without those of directives, and of what `#if 0` leaves out
    std::vector<std::string> directive_;  ///< the tokens of the one that is read
    std::vector<Allow> allows_;
    int left_out_ = 0;  ///< how deep in what `#if 0` leaves out
    bool names_another_ = false;
};

}  // namespace

std::string header_part(std::string_view text) {
    std::string part;
    bool in_comment = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        std::string line(text.substr(at, end - at));
        std::string_view words = line;
        words.remove_prefix(std::min(words.find_first_not_of(" \t\r\f\v\n"), words.size()));
        const bool was_in_comment = in_comment;
        if (in_comment) {
            in_comment = words.find("*/") == std::string_view::npos;
        } else if (words.starts_with("/*")) {
            in_comment = words.find("*/", 2) == std::string_view::npos;
        }
        const bool is_line_comment = !was_in_comment && words.starts_with("//");
        const bool goes_on =
            words.empty() || was_in_comment || is_line_comment || words.starts_with("/*");
        if (is_line_comment) line.replace(line.find("//"), 2, "--");
        // In SQL that would be one of the header's.
        if (!goes_on && words.starts_with("--")) line[line.find("--")] = ' ';
        part += line;
        if (!goes_on) return part;
        at = end;
    }
    return part;
}

void speak_of_code(std::vector<Diagnostic>& diagnostics, std::size_t first, std::string_view text) {
    for (std::size_t i = first; i < diagnostics.size(); ++i) {
        Diagnostic& each = diagnostics[i];
        for (std::string* words : {&each.message, &each.hint}) {
            replace_all(*words, "'-- ", "'// ");
            replace_all(*words, "'--'", "'//'");
        }
        for (Note& note : each.notes) replace_all(note.message, "'--'", "'//'");
        if (each.source_line.empty()) continue;
        std::string_view rest = text;
        for (std::uint32_t line = 1; line < each.location.line; ++line) {
            rest.remove_prefix(rest.find('\n') + 1);
        }
        each.source_line = rest.substr(0, rest.find('\n'));
    }
}

void read_code(SourceText& source, std::size_t offset, RevisionFile& file) {
    CodeReader(source, offset, file).read();
}

}  // namespace kiln::tool
