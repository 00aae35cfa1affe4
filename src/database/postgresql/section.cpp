#include "src/database/postgresql/section.hpp"

#include "src/database/outside_hint.hpp"
#include "src/database/postgresql/failure.hpp"
#include "src/database/postgresql/query.hpp"
#include "src/database/postgresql/rows.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>
#include <vector>

namespace kiln::postgresql {
namespace {

using Kind = Statement::Kind;

/// `INSERT 0 5`, `UPDATE 3`, `COPY 7`; 0 of what has no number.
std::int64_t rows_changed(std::string_view tag) {
    if (tag.starts_with("SELECT") || tag.starts_with("FETCH")) return 0;
    const std::size_t blank = tag.rfind(' ');
    std::int64_t rows = 0;
    if (blank != std::string_view::npos) {
        std::from_chars(tag.data() + blank + 1, tag.data() + tag.size(), rows);
    }
    return rows;
}

/// The names that a text says, as PostgreSQL folds them.
std::vector<std::string> names_in(std::string_view sql) {
    std::vector<std::string> names;
    SqlLexer lexer(sql, SqlRules::postgresql);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (token.kind == SqlToken::Kind::word) names.push_back(folded(lexer.text(token)));
        if (token.kind == SqlToken::Kind::quoted_identifier) {
            names.push_back(unquoted(lexer.text(token)));
        }
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

bool has_name(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::binary_search(names, name);
}

/// COPY … FROM stdin
bool copies_from_client(std::string_view sql) {
    constexpr std::string_view copy = "copy";
    return equal_ignoring_case(sql.substr(0, copy.size()), copy) &&
           has_name(names_in(sql), "stdin");
}

}  // namespace

void Section::set_for_session(const std::string& sql) {
    settings_ = SessionSettings::of(client_);
    client_.run(sql);
}

FirstStatement Section::run_first(std::string_view text, const std::function<void(Row)>& each_row) {
    const Statement statement = take_statement(splitter_, text);
    FirstStatement first;
    first.begin = statement.script.begin;
    first.end = statement.script.is_none() ? first.begin : statement.script.next;
    first.controls_transaction = statement.kind == Kind::transaction;
    if (statement.kind != Kind::none) first.fault = run(text, statement, first, each_row);
    return first;
}

std::optional<Fault> Section::run(std::string_view text, const Statement& statement,
                                  FirstStatement& first, const std::function<void(Row)>& each_row) {
    const std::size_t begin = statement.script.begin;
    if (rules_.stop.stop_requested()) return stopped_fault(begin);
    const std::string sent(text.substr(begin, statement.script.end - begin));
    if (auto fault = refuse(sent, statement)) return fault;
    Result result;
    const std::string_view data = statement.script.data.value_or(std::string_view());
    if (auto fault =
            carry_out(sent, statement, result, [&] { return client_.run(sent, watch_, data); })) {
        return fault;
    }
    hand_on(result, each_row);
    first.changes = rows_changed(result.tag());
    if (statement.is_concurrent && !rules_.in_transaction) return invalid_index(statement);
    return std::nullopt;
}

template <class Send>
std::optional<Fault> Section::carry_out(std::string_view sent, const Statement& statement,
                                        Result& result, Send send) {
    keep(statement);
    const bool was_in_transaction = client_.in_transaction();
    const auto start = std::chrono::steady_clock::now();
    result = send();
    if (log_) {
        for (const std::string& notice : client_.take_notices()) log_("PostgreSQL: " + notice);
    }
    if (!result || result.is_fault()) {
        waited_ = std::chrono::steady_clock::now() - start;
        Fault fault = fault_of(result, sent, statement);
        fault.offset += statement.script.begin;
        return fault;
    }
    if (rules_.in_transaction && was_in_transaction && !client_.in_transaction()) {
        return guard_fault(Code::transaction_ended, statement.script.begin,
                           "the statement ended Kiln's transaction", "let it leave that alone");
    }
    return std::nullopt;
}

/// Whatever the role has set: what a date looks like, what a blob, and how many digits tell one
/// number from the next.
void Section::prepare_for_code() {
    set_for_session(
        "SET datestyle = ISO; SET bytea_output = hex; SET extra_float_digits = 1; SET "
        "intervalstyle = postgres");
    settings_->remember_as_outer(outer_);
}

std::unique_ptr<Cursor> Section::query(std::string_view text, std::span<const detail::Value> values,
                                       std::optional<Fault>& fault) {
    if (rules_.stop.stop_requested()) {
        fault = stopped_fault(0);
        return nullptr;
    }
    const Statement statement = take_statement(splitter_, text);
    const Numbered sent = numbered(
        text.substr(statement.script.begin, statement.script.end - statement.script.begin));
    fault = refuse_query(text, statement, sent.count, values);
    if (fault) return nullptr;
    Result result;
    fault = carry_out(sent.sql, statement, result,
                      [&] { return client_.run(sent.sql, values, watch_); });
    if (fault) return nullptr;
    const std::int64_t changes = rows_changed(result.tag());
    return std::make_unique<Query>(std::move(result), changes);
}

std::optional<Fault> Section::refuse_query(std::string_view text, const Statement& statement,
                                           std::size_t wanted,
                                           std::span<const detail::Value> values) {
    if (statement.kind == Kind::none) return no_statement();
    if (auto fault = refuse(text.substr(statement.script.begin), statement)) return fault;
    if (copies_from_client(text.substr(statement.script.begin))) {
        return wrong_value("COPY … FROM stdin has no rows here",
                           "insert them by values, or copy them by op.postgresql()");
    }
    if (!splitter_.first(text.substr(statement.script.next)).is_none()) return several_statements();
    if (wanted != values.size()) return wrong_count(wanted, values.size());
    for (const detail::Value& value : values) {
        if (value.kind == detail::ValueKind::text &&
            std::string_view(value.data, value.size).find('\0') != std::string_view::npos) {
            return wrong_value("PostgreSQL has no text with a NUL in it", "give it as a blob");
        }
    }
    return std::nullopt;
}

std::optional<Fault> Section::refuse(std::string_view sent, const Statement& statement) const {
    const std::string_view word = sent.substr(0, sent.find_first_of(" \t\r\n"));
    if (statement.kind == Kind::transaction && rules_.in_transaction) {
        return guard_fault(
            Code::script_controls_transaction, statement.script.begin,
            upper_case(word) + " in a section that Kiln runs in a transaction of its own",
            outside_hint(rules_.is_code));
    }
    if (statement.is_discard_all) {
        return guard_fault(Code::releases_lock, statement.script.begin,
                           "DISCARD ALL lets go of the lock that keeps other runs out",
                           "say what it is for: DISCARD TEMP, DISCARD SEQUENCES, DEALLOCATE ALL; "
                           "what a section SETs ends with it anyway");
    }
    if (!rules_.in_transaction && has_name(names_in(sent), "pg_advisory_unlock_all")) {
        return guard_fault(Code::releases_lock, statement.script.begin,
                           "pg_advisory_unlock_all() lets go of the lock that keeps other runs out",
                           "release by number what the section has locked: pg_advisory_unlock()");
    }
    if (statement.kind == Kind::psql) {
        return guard_fault(Code::client_command, statement.script.begin,
                           quote(word) + " is a command of psql, and no SQL", "remove it");
    }
    return std::nullopt;
}

void Section::keep(const Statement& statement) {
    if (client_.has_failed_transaction()) return;
    if (statement.kind == Kind::setting && !settings_) {
        settings_ = SessionSettings::of(client_);
        settings_->remember_as_outer(outer_);
    }
    if (statement.is_temporary && !temporary_) temporary_ = temporary_names(client_);
    if (statement.is_named && !named_) named_ = session_names(client_);
}

void Section::end() noexcept {
    if (!client_.is_open() || client_.is_lost() || client_.has_failed_transaction()) return;
    if (temporary_) drop_temporary(client_, *temporary_);
    if (named_) drop_session_names(client_, *named_);
    if (settings_) settings_->restore(client_);
}

Fault Section::fault_of(const Result& result, std::string_view sent, const Statement& statement) {
    if (watch_.ended() == Watch::Ended::stopped && !client_.is_lost()) return stopped_fault(0);
    if (watch_.ended() == Watch::Ended::deadline && !client_.is_lost()) {
        return guard_fault(
            Code::statement_deadline, 0,
            "the statement did not end within " + in_seconds(watch_.limit()) + ", its deadline",
            "raise statement_deadline, or let the revision do less at once");
    }
    Fault fault = postgresql::fault_of(client_, result, sent);
    if (fault.reason == Reason::busy && state_of(result) == "55P03") {
        fault.message += lock_holder(sent);
        fault.code = Code::script_failed;  // a table of the script's, not what Kiln itself locks
        if (fault.hint.empty()) {
            fault.hint = "let the other session end its transaction, or raise lock_wait";
        }
    }
    if (statement.is_concurrent && !rules_.in_transaction && !client_.is_lost()) {
        if (const auto invalid = invalid_index(statement)) {
            fault.message = full_message(fault) + "; " + invalid->message;
            fault.detail.clear();
            fault.hint = invalid->hint;
        }
    }
    return fault;
}

/// What a failed CREATE INDEX CONCURRENTLY left; IF NOT EXISTS then says that all is well. Those
/// that others build by now are none of ours.
std::optional<Fault> Section::invalid_index(const Statement& statement) {
    if (client_.in_transaction()) return std::nullopt;
    const Result found = client_.run(
        "SELECT i.relname, t.relname, pg_catalog.quote_ident(n.nspname) || '.' || "
        "pg_catalog.quote_ident(i.relname) FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i "
        "ON i.oid = x.indexrelid JOIN pg_catalog.pg_class t ON t.oid = x.indrelid JOIN "
        "pg_catalog.pg_namespace n ON n.oid = i.relnamespace WHERE NOT x.indisvalid AND i.relkind "
        "= 'i' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE "
        "p.index_relid = i.oid) ORDER BY 3");
    const std::vector<std::string> names = names_in(sql_);
    for (int row = 0; row < found.rows(); ++row) {
        if (!has_name(names, found.text(row, 0)) && !has_name(names, found.text(row, 1))) continue;
        return guard_fault(Code::invalid_index, statement.script.begin,
                           "the index " + quote(found.text(row, 0)) + " of " +
                               quote(found.text(row, 1)) +
                               " is invalid: the server keeps it up and never uses it",
                           "run DROP INDEX CONCURRENTLY " + std::string(found.text(row, 2)) +
                               "; and then this again");
    }
    return std::nullopt;
}

/// Which of the tables that the statement names another session holds. The transaction has failed
/// and will be rolled back in any case: so it is, since nothing can be asked in it.
std::string Section::lock_holder(std::string_view sent) {
    if (client_.in_transaction() && !rules_.in_transaction) return "";
    if (client_.in_transaction()) client_.run("ROLLBACK");
    const Result found = client_.run(
        "SELECT c.relname, l.pid, l.mode, coalesce(a.application_name, '') FROM "
        "pg_catalog.pg_locks "
        "l JOIN pg_catalog.pg_class c ON c.oid = l.relation LEFT JOIN pg_catalog.pg_stat_activity "
        "a "
        "ON a.pid = l.pid WHERE l.granted AND l.pid <> pg_catalog.pg_backend_pid() AND l.database "
        "= "
        "(SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) "
        "ORDER BY l.pid, c.relname");
    const std::vector<std::string> names = names_in(sent);
    for (int row = 0; row < found.rows(); ++row) {
        if (!has_name(names, found.text(row, 0))) continue;
        const std::string application(found.text(row, 3));
        return ": the table " + quote(found.text(row, 0)) + " is locked by process " +
               std::string(found.text(row, 1)) +
               (application.empty() ? "" : " (" + quote(application) + ")") + ", " +
               std::string(found.text(row, 2));
    }
    return ": a lock that the statement needs is held by another session";
}

}  // namespace kiln::postgresql
