#include "src/database/sqlite/script.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/guard.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/database/sqlite/kept_pragmas.hpp"
#include "src/database/sqlite/statement_deadline.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/sql/statement_tracker.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <climits>
#include <memory>

namespace kiln {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

/// A boolean setting of a connection that is put back when the scope ends.
class Setting {
public:
    Setting(sqlite3* db, int option) : db_(db), option_(option) {
        if (sqlite3_db_config(db_, option_, -1, &former_) != SQLITE_OK) former_ = -1;
        current_ = former_;
    }
    Setting(const Setting&) = delete;
    Setting& operator=(const Setting&) = delete;
    ~Setting() {
        // A script may have changed it behind our back.
        sqlite3_db_config(db_, option_, -1, &current_);
        set(former_);
    }

    // Each change makes SQLite prepare the connection's statements anew: only where it is one.
    void set(int value) {
        if (former_ < 0 || value == current_) return;
        sqlite3_db_config(db_, option_, value, &current_);
    }

private:
    sqlite3* db_;
    int option_;
    int former_ = -1;
    int current_ = -1;
};

/// Strings in double quotes are off while it lives, so that a misspelt column is an error.
class DoubleQuotedStrings {
public:
#if defined(SQLITE_DBCONFIG_DQS_DDL)
    explicit DoubleQuotedStrings(sqlite3* db)
        : ddl_(db, SQLITE_DBCONFIG_DQS_DDL), dml_(db, SQLITE_DBCONFIG_DQS_DML) {
        set(0);
    }
    void set(int value) {
        ddl_.set(value);
        dml_.set(value);
    }

private:
    Setting ddl_;
    Setting dml_;
#else
    explicit DoubleQuotedStrings(sqlite3*) {}
    void set(int) {}
#endif
};

std::size_t error_offset([[maybe_unused]] sqlite3* db, std::size_t start,
                         [[maybe_unused]] std::size_t size) {
#if SQLITE_VERSION_NUMBER >= 3038000
    const int offset = sqlite3_error_offset(db);
    if (offset >= 0 && static_cast<std::size_t>(offset) < size) {
        return start + static_cast<std::size_t>(offset);
    }
#endif
    return start;
}

/// A longer string is not repeated in a message.
constexpr std::size_t longest_shown = 100;

bool is_comment(const SqlToken& token) {
    return token.kind == SqlToken::Kind::line_comment ||
           token.kind == SqlToken::Kind::block_comment;
}

class ScriptRun {
public:
    ScriptRun(sqlite3* db, std::string_view sql, const ScriptOptions& options)
        : db_(db),
          sql_(sql),
          options_(options),
          strings_(db),
          pragmas_(db),
          deadline_(db, options.statement_deadline),
          began_in_transaction_(sqlite3_get_autocommit(db) == 0) {}

    std::optional<ScriptFault> run() {
        for (start_ = next_statement(sql_, 0); start_ < sql_.size();
             start_ = next_statement(sql_, end_)) {
            if (auto fault = run_statement()) return close(std::move(fault));
        }
        return close(std::nullopt);
    }

private:
    std::optional<ScriptFault> run_statement() {
        const StatementKind kind = statement_kind(sql_, start_);
        if (kind != StatementKind::other) {
            auto fault = refuse_statement(db_, sql_, start_, kind, options_.in_transaction);
            if (fault) return fault;
            if (kind == StatementKind::transaction) last_transaction_ = start_;
            if (kind == StatementKind::pragma) keep(pragma_at(sql_, start_));
        }
        sqlite3_stmt* raw = nullptr;
        const int prepared = patiently([&] {
            deadline_.start();
            return prepare(&raw, end_);
        });
        const Statement statement(raw, &sqlite3_finalize);
        if (prepared != SQLITE_OK) return prepare_fault(prepared, kind);
        if (end_ <= start_ || !raw) return nothing_there();
        if (sqlite3_bind_parameter_count(raw) > 0) return parameter_fault();
        if (auto fault = default_in_double_quotes()) return fault;

        const int stepped = patiently([&] {
            deadline_.start();
            int code = SQLITE_ROW;
            while (code == SQLITE_ROW) code = sqlite3_step(raw);
            return code == SQLITE_DONE ? code : sqlite3_reset(raw);
        });
        if (stepped != SQLITE_DONE) return step_fault(stepped);
        if (options_.in_transaction && began_in_transaction_ && sqlite3_get_autocommit(db_) != 0) {
            return transaction_fault("");
        }
        if (options_.after_statement) {
            options_.after_statement(sql_.substr(start_, end_ - start_));
        }
        return std::nullopt;
    }

    template <class Attempt>
    int patiently(Attempt attempt) const {
        return options_.wait ? options_.wait(attempt) : attempt();
    }

    /// Before a PRAGMA that may set it.
    void keep(const std::string& pragma) {
        if (!equal_ignoring_case(pragma, "legacy_alter_table")) return pragmas_.keep(pragma);
        if (legacy_alter_) return;
        legacy_alter_ = std::make_unique<Setting>(db_, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE);
    }

    int prepare(sqlite3_stmt** statement, std::size_t& end) {
        const char* tail = nullptr;
        // With the terminating NUL in the length SQLite reads in place instead of copying.
        const std::size_t size = std::min<std::size_t>(sql_.size() - start_ + 1, INT_MAX);
        const int code = sqlite3_prepare_v3(db_, sql_.data() + start_, static_cast<int>(size), 0,
                                            statement, &tail);
        if (tail) end = static_cast<std::size_t>(tail - sql_.data());
        return code;
    }

    // Neither an error nor a statement: SQLite stopped at a NUL.
    std::optional<ScriptFault> nothing_there() const {
        if (end_ > start_ && (end_ >= sql_.size() || sql_[end_] != '\0')) return std::nullopt;
        return ScriptFault{Code::nul_byte, "a NUL byte in the script", "remove it",
                           std::max(start_, end_), 0};
    }

    ScriptFault prepare_fault(int code, StatementKind kind) {
        if (deadline_.has_passed()) return deadline_fault();
        const std::size_t offset = error_offset(db_, start_, sql_.size() - start_);
        ScriptFault fault{Code::upgrade_failed, sqlite_message(db_), "", offset,
                          sqlite3_extended_errcode(db_)};
        if (code == SQLITE_ERROR && fault.message == "incomplete input") {
            fault.code = Code::incomplete_statement;
            fault.sqlite_code = 0;
            fault.message = "the last statement is incomplete";
            fault.offset = start_;
            fault.hint = "complete it before the end of the section";
        } else if (code == SQLITE_ERROR && kind == StatementKind::other) {
            explain_double_quotes(fault);
        }
        return fault;
    }

    void explain_double_quotes(ScriptFault& fault) {
        const std::optional<SqlToken> token = double_quoted_token(fault);
        if (!token) return;
        strings_.set(1);
        sqlite3_stmt* raw = nullptr;
        std::size_t end = 0;
        const int code = prepare(&raw, end);
        // Another error than before: then the double quotes were the first one.
        const bool was_string = code == SQLITE_OK || sqlite_message(db_) != fault.message;
        sqlite3_finalize(raw);
        strings_.set(0);
        if (!was_string) return;
        if (token->kind != SqlToken::Kind::end) {
            fault = double_quotes_fault(*token);
            return;
        }
        fault.code = Code::double_quoted_string;
        fault.sqlite_code = 0;
        fault.message += ", a string in double quotes in a trigger or view that this uses";
        fault.hint = "write '…' in that trigger or view";
    }

    /// The double-quoted token that SQLite's message is about; the end if it is in no token of
    /// this statement, nothing if the message cannot be about one.
    std::optional<SqlToken> double_quoted_token(const ScriptFault& fault) const {
        constexpr std::string_view no_such_column = "no such column: ";
        if (fault.message.compare(0, no_such_column.size(), no_such_column) != 0) return {};
        const std::string_view about =
            std::string_view(fault.message).substr(no_such_column.size());
        SqlLexer lexer(sql_, SqlRules::sqlite, start_);
        StatementTracker tracker(SqlRules::sqlite);
        for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end;
             token = lexer.next()) {
            if (is_comment(token)) continue;
            const std::string_view text = lexer.text(token);
            tracker.feed(token, text);
            if (text == ";" && !tracker.in_body()) break;
            // Newer versions say: no such column: "x" - should this be a string literal …
            if (text.front() == '"' &&
                (token.offset == fault.offset || about == one_line(unquoted(text)) ||
                 about.substr(0, text.size()) == one_line(std::string(text)))) {
                return token;
            }
        }
        return SqlToken{};
    }

    // DEFAULT "…" is a string to SQLite however the connection is set.
    std::optional<ScriptFault> default_in_double_quotes() const {
        const char first = sql_[start_];
        if (first != 'C' && first != 'c' && first != 'A' && first != 'a') return std::nullopt;
        if (sql_.substr(start_, end_ - start_).find('"') == sql_.npos) return std::nullopt;
        SqlLexer lexer(sql_.substr(0, end_), SqlRules::sqlite, start_);
        bool behind_default = false;
        for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end;
             token = lexer.next()) {
            if (is_comment(token)) continue;
            const std::string_view text = lexer.text(token);
            if (behind_default && text.front() == '"') return double_quotes_fault(token);
            behind_default = equal_ignoring_case(text, "default");
        }
        return std::nullopt;
    }

    ScriptFault double_quotes_fault(const SqlToken& token) const {
        const std::string quoted(sql_.substr(token.offset, token.size));
        // A message is one line, and to write a text otherwise is no advice.
        if (quoted.size() > longest_shown || one_line(quoted) != quoted) {
            return {Code::double_quoted_string, "a string in double quotes",
                    "write it in single quotes, '…'; as a name, it is no column here", token.offset,
                    0};
        }
        std::string string = "'";
        for (const char c : unquoted(quoted)) string.append(c == '\'' ? 2 : 1, c);
        return {Code::double_quoted_string, "a string in double quotes: " + quoted,
                "write " + string + "'; as a name, " + quoted + " is no column here", token.offset,
                0};
    }

    ScriptFault deadline_fault() const {
        return {
            Code::statement_deadline,
            "the statement did not end within " + in_seconds(deadline_.limit()) + ", its deadline",
            "raise statement_deadline, or let the revision do less at once", start_,
            sqlite3_extended_errcode(db_)};
    }

    ScriptFault step_fault(int code) const {
        if (deadline_.has_passed()) return deadline_fault();
        // These roll back by themselves; so do ON CONFLICT ROLLBACK and RAISE(ROLLBACK), but that
        // is the script's doing.
        if ((code & 0xff) == SQLITE_CONSTRAINT && options_.in_transaction &&
            began_in_transaction_ && sqlite3_get_autocommit(db_) != 0) {
            return transaction_fault(": " + sqlite_message(db_));
        }
        ScriptFault fault{Code::upgrade_failed, sqlite::last_message(db_), "", start_,
                          sqlite::last_error(db_)};
        if (sqlite::reached_limit(db_)) fault.hint = raise_limit;
        if (fault.message.find("within a transaction") != std::string::npos) {
            fault.hint = "add no-transaction to the section's marker";
        }
        return fault;
    }

    ScriptFault transaction_fault(const std::string& cause) const {
        return {Code::transaction_ended, "the statement ended Kiln's transaction" + cause,
                "use ABORT in place of ROLLBACK in its conflict clause or trigger", start_, 0};
    }

    ScriptFault parameter_fault() const {
        SqlLexer lexer(sql_, SqlRules::sqlite, start_);
        SqlToken token = lexer.next();
        while (token.kind != SqlToken::Kind::end && token.kind != SqlToken::Kind::parameter) {
            token = lexer.next();
        }
        const std::size_t offset = token.kind == SqlToken::Kind::end ? start_ : token.offset;
        return {Code::unbound_parameter,
                "the parameter '" + std::string(lexer.text(token)) +
                    "' has no value in a revision, and SQLite would take NULL",
                "write the value itself", offset, 0};
    }

    /// A transaction of the script's own must not stay open.
    std::optional<ScriptFault> close(std::optional<ScriptFault> fault) {
        if (began_in_transaction_ || sqlite3_get_autocommit(db_) != 0) return fault;
        sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
        if (fault) return fault;
        return ScriptFault{Code::transaction_left_open,
                           "the section leaves its own transaction open", "add COMMIT at its end",
                           last_transaction_, 0};
    }

    sqlite3* db_;
    std::string_view sql_;
    const ScriptOptions& options_;
    DoubleQuotedStrings strings_;
    KeptPragmas pragmas_;
    StatementDeadline deadline_;
    std::unique_ptr<Setting> legacy_alter_;
    bool began_in_transaction_;
    std::size_t start_ = 0;             // of the statement that runs
    std::size_t end_ = 0;               // behind it
    std::size_t last_transaction_ = 0;  // BEGIN or SAVEPOINT of a no-transaction script
};

}  // namespace

std::optional<ScriptFault> run_script(sqlite3* db, std::string_view sql,
                                      const ScriptOptions& options) {
    return ScriptRun(db, sql, options).run();
}

std::string sqlite_message(sqlite3* db) { return one_line(sqlite3_errmsg(db)); }

}  // namespace kiln
