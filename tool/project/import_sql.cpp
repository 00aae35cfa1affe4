#include "tool/project/import_sql.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/sql/statement_tracker.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/project/blanks.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/reader.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

struct ForeignStatement {
    std::size_t begin = 0;
    std::size_t end = 0;  ///< behind its semicolon
    StatementTokens tokens;
};

std::string joined_lines(std::span<const ImportedLine> lines) {
    std::string text;
    for (const ImportedLine& line : lines) text += line.text + "\n";
    return text;
}

std::vector<ForeignStatement> statements_in(std::string_view text) {
    std::vector<ForeignStatement> out;
    SqlLexer lexer(text, SqlRules::any);
    StatementTracker tracker(SqlRules::any);
    bool is_open = false;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        tracker.feed(token, lexer.text(token));
        if (!is_open) out.push_back({token.offset, 0, {}});
        ForeignStatement& statement = out.back();
        statement.end = token.offset + token.size;
        is_open = lexer.text(token) != ";" || tracker.in_body();
        if (is_open) statement.tokens.push_back(folded(unquoted(lexer.text(token))));
    }
    return out;
}

bool is_blank_line(std::string_view line) {
    return line.find_first_not_of(line_blanks) == std::string_view::npos;
}

}  // namespace

std::vector<ImportedLine> read_import_lines(const std::string& path,
                                            std::vector<Diagnostic>& diagnostics) {
    FileReader reader(max_file_size);
    const FileBytes file = reader.read(path);
    std::vector<ImportedLine> lines;
    if (file.outcome != FileBytes::Outcome::read) {
        diagnostics.push_back(diagnose_at({path}, Code::unreadable_file, "cannot read the file",
                                          "it has to be a regular file of at most 64 MiB"));
        return lines;
    }
    std::string_view rest = file.bytes;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back({std::string(line), static_cast<std::uint32_t>(lines.size() + 1)});
    }
    return lines;
}

Diagnostic& refuse_import(const std::string& path, const ImportedLine& line, std::string message,
                          std::string hint, std::vector<Diagnostic>& diagnostics) {
    Diagnostic& diagnostic = diagnostics.emplace_back(diagnose_at(
        {path, line.line, 1}, Code::cannot_import, std::move(message), std::move(hint)));
    diagnostic.source_line = line.text;
    return diagnostic;
}

bool is_remark(std::string_view line) {
    const std::size_t first = line.find_first_not_of(line_blanks);
    return first == std::string_view::npos || line.substr(first).starts_with("--");
}

void drop_statements(std::vector<ImportedLine>& lines,
                     const std::function<bool(const StatementTokens&)>& drops) {
    const std::string text = joined_lines(lines);
    std::string kept = text;
    for (const ForeignStatement& statement : statements_in(text)) {
        if (!drops(statement.tokens)) continue;
        for (std::size_t at = statement.begin; at < statement.end; ++at) {
            if (kept[at] != '\n') kept[at] = ' ';
        }
    }
    if (kept == text) return;
    std::vector<ImportedLine> out;
    std::string_view rest = kept;
    for (ImportedLine& line : lines) {
        const std::string_view now = rest.substr(0, line.text.size());
        rest.remove_prefix(line.text.size() + 1);
        if (now == line.text) {
            out.push_back(std::move(line));
        } else if (!is_blank_line(now)) {
            const std::size_t first = now.find_first_not_of(line_blanks);
            const std::size_t begin = line.text.find_first_not_of(line_blanks);
            const std::size_t last = now.find_last_not_of(line_blanks);
            out.push_back(
                {line.text.substr(0, begin) + std::string(now.substr(first, last + 1 - first)),
                 line.line});
        }
    }
    lines = std::move(out);
}

void end_statement(std::span<ImportedLine> lines) {
    const std::string text = joined_lines(lines);
    SqlLexer lexer(text, SqlRules::any);
    std::size_t end = 0;
    bool is_ended = true;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        is_ended = lexer.text(token) == ";";
        end = token.offset + token.size;
    }
    if (is_ended) return;
    for (ImportedLine& line : lines) {
        if (end <= line.text.size()) {
            line.text.insert(end, ";");
            return;
        }
        end -= line.text.size() + 1;
    }
}

bool begins_transaction(const StatementTokens& statement) {
    if (statement.empty()) return false;
    if (statement.front() == "begin") return true;
    return statement.size() > 1 && statement[0] == "start" && statement[1] == "transaction";
}

bool ends_transaction(const StatementTokens& statement) {
    return !statement.empty() && (statement.front() == "commit" || statement.front() == "end");
}

void drop_transaction(ImportedSql& sql) {
    const std::string text = joined_lines(sql.lines);
    const std::vector<ForeignStatement> statements = statements_in(text);
    if (sql.no_transaction || statements.size() < 2) return;
    std::size_t others = 0;
    for (const ForeignStatement& each : statements) {
        const StatementTokens& tokens = each.tokens;
        others += begins_transaction(tokens) || ends_transaction(tokens) ||
                  (!tokens.empty() && tokens.front() == "rollback");
    }
    if (others != 2 || !begins_transaction(statements.front().tokens) ||
        !ends_transaction(statements.back().tokens)) {
        return;
    }
    std::size_t number = 0;
    drop_statements(sql.lines, [&](const StatementTokens&) {
        const std::size_t mine = number++;
        return mine == 0 || mine + 1 == statements.size();
    });
}

}  // namespace kiln::tool
