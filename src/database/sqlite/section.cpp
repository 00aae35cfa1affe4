#include "src/database/sqlite/section.hpp"

#include "src/database/sqlite/double_quotes.hpp"
#include "src/database/sqlite/existing.hpp"
#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/guard.hpp"
#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <utility>

namespace kiln::sqlite {
namespace {

using Prepared = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

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

Fault transaction_fault(std::size_t offset, const std::string& cause) {
    return guard_fault(Code::transaction_ended, offset,
                       "the statement ended Kiln's transaction" + cause,
                       "use ABORT in place of ROLLBACK in its conflict clause or trigger");
}

}  // namespace

Section::Section(sqlite3* db, const SectionRules& rules, Wait wait)
    : db_(db),
      rules_(rules),
      wait_(std::move(wait)),
      pragmas_(db),
      watch_(db, rules_.stop, rules.statement_deadline, rules.running),
      began_in_transaction_(sqlite3_get_autocommit(db) == 0) {
    if (rules.object_to_double_quotes) strings_.emplace(db, true);
}

FirstStatement Section::run_first(std::string_view text) {
    sql_ = text;
    start_ = end_ = next_statement(text, 0);
    FirstStatement first;
    if (start_ < text.size()) first.fault = run_statement(first);
    first.begin = start_;
    first.end = end_;
    return first;
}

std::optional<Fault> Section::run_statement(FirstStatement& first) {
    // A short one comes to its end before the watch looks.
    if (rules_.stop.stop_requested()) return stopped_fault(start_);
    const StatementKind kind = statement_kind(sql_, start_);
    if (kind != StatementKind::other) {
        auto fault = refuse_statement(db_, sql_, start_, kind, rules_.in_transaction);
        if (fault) return fault;
        first.controls_transaction = kind == StatementKind::transaction;
        if (kind == StatementKind::pragma) keep(pragma_at(sql_, start_));
    }
    sqlite3_stmt* raw = nullptr;
    const int prepared = patiently([&] {
        watch_.start();
        return prepare(&raw, end_);
    });
    const Prepared statement(raw, &sqlite3_finalize);
    watch_.throw_on();
    if (prepared != SQLITE_OK) return prepare_fault(prepared);
    if (end_ <= start_ || !raw) return nothing_there();
    if (sqlite3_bind_parameter_count(raw) > 0) return parameter_fault();
    const bool objects = rules_.object_to_double_quotes && kind == StatementKind::other;
    if (objects) first.objections = double_quoted_strings(db_, sql_, start_, end_);

    const int stepped = patiently([&] {
        watch_.start();
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW) code = sqlite3_step(raw);
        return code == SQLITE_DONE ? code : sqlite3_reset(raw);
    });
    watch_.throw_on();
    if (stepped != SQLITE_DONE) return step_fault(stepped, kind);
    if (lost_transaction()) return transaction_lost();
    first.changes = sqlite3_changes(db_);
    if (objects) add_strings_of_new_column(db_, sql_, start_, end_, first.objections);
    return std::nullopt;
}

template <class Attempt>
int Section::patiently(Attempt attempt) const {
    return wait_ ? wait_(attempt) : attempt();
}

bool Section::lost_transaction() const {
    return rules_.in_transaction && began_in_transaction_ && sqlite3_get_autocommit(db_) != 0;
}

Fault Section::transaction_lost() const { return transaction_fault(start_, ""); }

/// Before a PRAGMA that may set it.
void Section::keep(const std::string& pragma) {
    pragmas_.keep(pragma);
    if (!equal_ignoring_case(pragma, "legacy_alter_table") || legacy_alter_) return;
    legacy_alter_.emplace(db_, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE);
}

int Section::prepare(sqlite3_stmt** statement, std::size_t& end) {
    const char* tail = nullptr;
    // With the terminating NUL in the length SQLite reads in place instead of copying.
    const std::size_t size = std::min<std::size_t>(sql_.size() - start_ + 1, INT_MAX);
    const int code =
        sqlite3_prepare_v3(db_, sql_.data() + start_, static_cast<int>(size), 0, statement, &tail);
    if (tail) end = static_cast<std::size_t>(tail - sql_.data());
    return code;
}

// Neither an error nor a statement: SQLite stopped at a NUL.
std::optional<Fault> Section::nothing_there() const {
    if (end_ > start_ && (end_ >= sql_.size() || sql_[end_] != '\0')) return std::nullopt;
    return guard_fault(Code::nul_byte, std::max(start_, end_), "a NUL byte in the script",
                       "remove it");
}

Fault Section::prepare_fault(int code) const {
    if (auto ended = ended_by_watch(code)) return *std::move(ended);
    Fault fault = fault_of(db_, Whose::script);
    fault.offset = error_offset(db_, start_, sql_.size() - start_);
    if (code != SQLITE_ERROR) return fault;
    if (fault.message == "incomplete input") {
        return guard_fault(Code::incomplete_statement, start_, "the last statement is incomplete",
                           "complete it before the end of the section");
    }
    if (fault.reason == Reason::sql && makes_what_exists(db_, sql_, start_, fault.offset)) {
        fault.reason = Reason::exists;
    }
    return fault;
}

/// Nothing where it is the statement's own fault. The application may call sqlite3_interrupt() too
/// when it asks to stop.
std::optional<Fault> Section::ended_by_watch(int code) const {
    const int primary = code & 0xff;
    const bool may_be_stopped = primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY;
    if (watch_.was_stopped() || (may_be_stopped && rules_.stop.stop_requested())) {
        return stopped_fault(start_);
    }
    if (!watch_.has_passed()) return std::nullopt;
    return guard_fault(
        Code::statement_deadline, start_,
        "the statement did not end within " + in_seconds(watch_.limit()) + ", its deadline",
        "raise statement_deadline, or let the revision do less at once");
}

Fault Section::step_fault(int code, StatementKind kind) const {
    if (auto ended = ended_by_watch(code)) return *std::move(ended);
    // These roll back by themselves; so do ON CONFLICT ROLLBACK and RAISE(ROLLBACK), but that is
    // the script's doing.
    if ((code & 0xff) == SQLITE_CONSTRAINT && lost_transaction()) {
        return transaction_fault(start_, ": " + message_of(db_));
    }
    Fault fault = fault_of(db_, Whose::script);
    fault.offset = start_;
    const bool may_need_none = kind == StatementKind::vacuum || kind == StatementKind::pragma;
    if (fault.reason == Reason::sql && may_need_none && sqlite3_get_autocommit(db_) == 0) {
        fault.reason = Reason::transaction;
        fault.hint = "add no-transaction to the section's marker";
    }
    return fault;
}

Fault Section::parameter_fault() const {
    SqlLexer lexer(sql_, SqlRules::sqlite, start_);
    SqlToken token = lexer.next();
    while (token.kind != SqlToken::Kind::end && token.kind != SqlToken::Kind::parameter) {
        token = lexer.next();
    }
    const std::size_t offset = token.kind == SqlToken::Kind::end ? start_ : token.offset;
    return guard_fault(Code::unbound_parameter, offset,
                       "the parameter '" + std::string(lexer.text(token)) +
                           "' has no value in a revision, and SQLite would take NULL",
                       "write the value itself");
}

}  // namespace kiln::sqlite
