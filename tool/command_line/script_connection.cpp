#include "tool/command_line/script_connection.hpp"

#include "src/database/store_words.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/sql/script_reader.hpp"
#include "src/text/letter_case.hpp"
#include "tool/report/described_schema.hpp"
#include "tool/report/escape.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace kiln::tool {
namespace {

bool is_alone_on_its_line(std::string_view sql, const SqlToken& token) {
    constexpr std::string_view white = " \t\f\v\r";
    const std::size_t before = sql.find_last_not_of(white, token.offset - 1);
    const std::size_t behind = sql.find_first_not_of(white, token.offset + token.size);
    const bool starts =
        token.offset == 0 || before == std::string_view::npos || sql[before] == '\n';
    return starts && (behind == std::string_view::npos || sql[behind] == '\n');
}

std::string with_doubled_backslashes(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '\\') out += c;
    }
    return out;
}

/// The client takes a body's semicolons for its end, also those in `/*! */`, and keeps the
/// delimiter that a section has set.
std::string complete_for_mysql(std::string_view sql) {
    std::string out;
    StatementSplitter splitter(SqlRules::mysql);
    for (std::size_t at = 0; at < sql.size();) {
        const ScriptStatement statement = splitter.first(sql.substr(at));
        if (statement.is_none()) break;
        const std::string_view text =
            sql.substr(at + statement.begin, statement.end - statement.begin);
        if (!out.empty()) out += "\n";
        out += terminated_for_mysql(text);
        at += statement.next;
    }
    return out;
}

/// A section as statements that each end with a semicolon. The shell takes a line of nothing but
/// `/` or `go` for a semicolon; a comment before it keeps it what it is.
std::string complete(std::string_view sql, Dialect dialect) {
    std::string out;
    std::size_t copied = 0;
    bool open = false;
    if (dialect == Dialect::mysql) return complete_for_mysql(sql);
    if (dialect != Dialect::sqlite) {
        ScriptReader reader(sql, rules_of(dialect));
        for (ScriptToken token = reader.next_code(); token.kind != SqlToken::Kind::end;
             token = reader.next_code()) {
            open = token.is_code();
        }
        return std::string(sql) + (open ? "\n;" : "");
    }
    SqlLexer lexer(sql, SqlRules::sqlite);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        open = text != ";";
        if ((text == "/" || equal_ignoring_case(text, "go")) && is_alone_on_its_line(sql, token)) {
            out += sql.substr(copied, token.offset - copied);
            out += "/**/ ";
            copied = token.offset;
        }
    }
    out += sql.substr(copied);
    // On a line of its own if a comment is the last thing.
    if (open) out += out.find("--", out.rfind('\n') + 1) == std::string::npos ? ";" : "\n;";
    return out;
}

/// The statement with its values in it.
std::string with_values(std::string_view sql, std::span<const Value> values, Dialect dialect) {
    std::string out;
    SqlLexer lexer(sql, SqlRules::sqlite);
    std::size_t copied = 0;
    for (const Value& value : values) {
        SqlToken token = lexer.next();
        while (token.kind != SqlToken::Kind::parameter) token = lexer.next();
        out += sql.substr(copied, token.offset - copied);
        std::string text =
            value.is_text() ? string_in_sql(value.text()) : std::to_string(value.number());
        if (dialect == Dialect::mysql) text = with_doubled_backslashes(text);
        out += text;
        copied = token.offset + token.size;
    }
    return out += sql.substr(copied);
}

/// DDL would end one on MySQL.
std::string_view begin_of(Dialect dialect) {
    switch (dialect) {
        case Dialect::sqlite:
            return "BEGIN IMMEDIATE;\n\n";
        case Dialect::postgresql:
            return "BEGIN;\n\n";
        case Dialect::mysql:
            break;
    }
    return "";
}

}  // namespace

/// Begins with what a run sets, where a client or a server may have it otherwise.
ScriptConnection::ScriptConnection(Dialect dialect, const Options& options, std::string_view absent)
    : Connection({.dialect = dialect, .name = "the script", .answers = false}),
      begin_(begin_of(dialect)) {
    if (dialect == Dialect::mysql) {
        text_ =
            "-- The client stops at the first error: mysql DATABASE < SCRIPT\n"
            "SET NAMES utf8mb4;\n";
        text_ += mysql_session;
        text_ += ";\n\n";
        return;
    }
    if (dialect != Dialect::sqlite) {
        text_ =
            "-- Run it so that it stops at an error: psql -v ON_ERROR_STOP=1 -f SCRIPT "
            "DATABASE\n"
            "SET client_encoding = 'UTF8';\n"
            "SET standard_conforming_strings = on;\n\n";
        if (!options.schema.empty()) put("SET search_path = " + quoted_name(options.schema) + ";");
        return;
    }
    text_ =
        "-- Run it so that it stops at an error: sqlite3 -bail FILE < SCRIPT\n"
        "PRAGMA foreign_keys = OFF;\n\n";
    if (absent.empty()) return;
    // A name without a schema is looked for in the database first.
    text_ +=
        "-- Stands in for a table that few databases have\nATTACH ':memory:' AS kiln_absent;\n"
        "CREATE TABLE kiln_absent.";
    text_ += absent;
    text_ += " (version_num);\n\n";
}

std::string ScriptConnection::take() { return std::move(text_); }

void ScriptConnection::put(std::string_view text) {
    if (in_transaction_ && !begin_is_written_) text_ += begin_;
    begin_is_written_ = in_transaction_;
    text_ += text;
    text_ += "\n\n";
}

FirstStatement ScriptConnection::run_first(std::string_view text, std::span<const Value> values,
                                           const std::function<void(Row)>&) {
    // A section is written as it stands, whole.
    put(in_section_ ? complete(text, dialect()) : with_values(text, values, dialect()) + ";");
    FirstStatement first;
    first.end = text.size();
    return first;
}

void ScriptConnection::begin() {
    in_transaction_ = true;
    begin_is_written_ = false;
}

void ScriptConnection::commit() {
    if (begin_is_written_ && !begin_.empty()) put("COMMIT;");
    in_transaction_ = begin_is_written_ = false;
}

void ScriptConnection::roll_back() noexcept { in_transaction_ = begin_is_written_ = false; }

TransactionState ScriptConnection::state() const {
    return {.is_open = in_transaction_, .is_untouched = true};
}

void ScriptConnection::begin_section(std::string_view, const SectionRules&) { in_section_ = true; }

void ScriptConnection::end_section() noexcept { in_section_ = false; }

void ScriptConnection::note(std::string_view line) { put("-- " + escape(line)); }

}  // namespace kiln::tool
