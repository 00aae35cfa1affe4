#include "src/database/postgresql/connection.hpp"

#include "src/database/patience.hpp"
#include "src/database/postgresql/failure.hpp"
#include "src/database/postgresql/keywords.hpp"
#include "src/database/postgresql/rows.hpp"
#include "src/database/postgresql/statement.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace kiln {
namespace {

using postgresql::Result;

/// Not shorter: 32 starters ask so often together.
constexpr std::chrono::milliseconds longest_nap_for_locks(100);

constexpr const char* unnamed_postgresql = "the PostgreSQL database of this user";

std::string name_of(PGconn* connection) {
    const char* const host = PQhost(connection);
    return server_database(unnamed_postgresql, PQdb(connection), host == nullptr ? "" : host);
}

Connection::Traits traits_of(std::string name, const Options& options) {
    return {.dialect = Dialect::postgresql,
            .name = std::move(name),
            .qualifier = options.schema.empty() ? "" : quoted_name(options.schema) + ".",
            .fault_ends_transaction = true};
}

std::string quoted_text(std::string_view text) {
    std::string sql = " E'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') sql += c;
        sql += c;
    }
    return sql += '\'';
}

/// Where the version table is, or would be made; and the number of the lock of its runs, which all
/// who mean the same table find alike.
std::string location_sql(const char* lock, std::string_view version_table,
                         const std::string& plain_name) {
    return "SELECT place, relkind, pg_catalog." + std::string(lock) +
           "(number), pg_catalog.pg_is_in_recovery() OR "
           "pg_catalog.current_setting('transaction_read_only') = 'on', "
           "pg_catalog.pg_backend_pid(), number FROM (SELECT coalesce(n.nspname, "
           "pg_catalog.current_schema()) AS place, c.relkind FROM (SELECT pg_catalog.to_regclass(" +
           quoted_text(version_table) +
           ") AS id) AS found LEFT JOIN pg_catalog.pg_class c ON c.oid = found.id LEFT JOIN "
           "pg_catalog.pg_namespace n ON n.oid = c.relnamespace) AS located, LATERAL (SELECT "
           "pg_catalog.hashtextextended('kiln:' || place || '.' ||" +
           quoted_text(plain_name) + ", 0) AS number) AS hashed";
}

/// For a time limit of the server's; zero would be without end.
std::string milliseconds(std::chrono::milliseconds time) {
    return std::to_string(std::clamp<std::int64_t>(time.count(), 1, 2'147'483'647));
}

/// Its columns.
struct Located {
    enum Column : int { place, kind, has_lock, read_only, backend, number };
};

}  // namespace

PostgresqlConnection::PostgresqlConnection(const DatabaseUrl& url, const Options& options)
    : Connection(traits_of(server_database(unnamed_postgresql, url), options)),
      options_(options),
      keywords_(postgresql::keywords_of(url)),
      wait_(longest_nap_for_locks) {}

PostgresqlConnection::PostgresqlConnection(PGconn* connection, const Options& options)
    : Connection(traits_of(name_of(connection), options)),
      options_(options),
      is_borrowed_(true),
      wait_(longest_nap_for_locks) {
    client_.borrow(connection);
}

PostgresqlConnection::~PostgresqlConnection() { unlock(); }

void PostgresqlConnection::enter(bool writes) {
    start_waiting(wait_, options_, *this);
    in_doubt_ = has_schema_ = false;
    qualify(traits_of("", options_).qualifier);
    if (writes && is_borrowed_ && client_.in_transaction()) {
        throw in_transaction_error(name());
    }
}

void PostgresqlConnection::leave() noexcept {
    unlock();
    if (!is_borrowed_) client_.close();
}

void PostgresqlConnection::connect() {
    if (!client_.is_open()) open();
    if (options_.schema.empty() || std::exchange(has_schema_, true)) return;
    const postgresql::Result found = ask("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1",
                                         std::array{Value(options_.schema)});
    if (!found || found.is_fault()) fail(found, Doing::read);
    if (found.rows() == 0) refuse_schema();
}

void PostgresqlConnection::refuse_schema() const {
    throw make_error(Code::missing_schema,
                     options_.schema.empty()
                         ? "no schema of the search_path of " + name() + " exists"
                         : name() + " has no schema " + quote(options_.schema),
                     "CREATE SCHEMA makes one");
}

void PostgresqlConnection::open() {
    Watch watch = watch_for_answers(options_.stop);
    if (client_.open(keywords_, watch)) return;
    if (watch.ended() != Watch::Ended::no) {
        client_.close();
        throw stopped_error(name());
    }
    const std::string why = client_.last_message();
    client_.close();
    throw make_error(Code::cannot_open, "cannot connect to " + name() + ": " + why,
                     "look whether the server runs there, has the database (createdb makes it) "
                     "and lets this user in");
}

/// Waits no longer than there is patience for a table that others hold.
postgresql::Result PostgresqlConnection::ask(const std::string& sql,
                                             std::span<const Value> values) {
    Watch watch = watch_for_answers(options_.stop, wait_.left());
    postgresql::Result result =
        values.empty() ? client_.run(sql, watch) : client_.run(sql, values, watch);
    ended_ = watch.ended();
    return result;
}

Fault PostgresqlConnection::last_fault(const postgresql::Result& result) {
    return ended_by(ended_, postgresql::fault_of(client_, result));
}

void PostgresqlConnection::fail(const postgresql::Result& result, Doing doing) {
    throw database_error(last_fault(result), doing, name());
}

std::string PostgresqlConnection::version_table() const {
    std::string table = quoted_name(options_.version_table);
    return options_.schema.empty() ? table : quoted_name(options_.schema) + "." + table;
}

FirstStatement PostgresqlConnection::run_first(std::string_view text, std::span<const Value> values,
                                               const std::function<void(Row)>& each_row) {
    if (section_) return section_->run_first(text, each_row);
    FirstStatement first;
    first.end = text.size();
    connect();
    const postgresql::Result result =
        ask(values.empty() ? std::string(text) : postgresql::numbered(text).sql, values);
    if (!result || result.is_fault()) {
        first.fault = last_fault(result);
        return first;
    }
    const char* const changed = PQcmdTuples(result.get());
    if (result.columns() == 0) first.changes = std::strtoll(changed, nullptr, 10);
    postgresql::hand_on(result, each_row);
    return first;
}

void PostgresqlConnection::locate(const postgresql::Result& found) {
    const std::string_view relation = found.text(0, Located::kind);
    if (!relation.empty() && relation != "r" && relation != "p") {
        throw no_table_error(options_.version_table, name());
    }
    qualify(quoted_name(found.text(0, Located::place)) + ".");
}

void PostgresqlConnection::refuse_unwritable(const postgresql::Result& found) const {
    // Without a place there is no lock of it.
    if (found.is_null(0, Located::place)) refuse_schema();
    if (!found.is_true(0, Located::read_only)) return;
    throw make_error(Code::read_only, name() + " is read-only, and there is work to do",
                     "connect to the primary, with ?target_session_attrs=read-write where the URL "
                     "names several hosts, or let the role write");
}

void PostgresqlConnection::lock(bool is_split) {
    connect();
    is_locked_ = true;
    outer_ =
        is_borrowed_ ? postgresql::SessionSettings::of(client_) : postgresql::SessionSettings();
    if (!is_split) return;
    const auto attempt = [&] {
        const postgresql::Result found =
            ask(location_sql("pg_try_advisory_lock", version_table(), options_.version_table));
        if (!found || found.is_fault()) fail(found, Doing::write);
        is_split_ = found.is_true(0, Located::has_lock);
        backend_ = found.text(0, Located::backend);
        number_ = found.text(0, Located::number);
        refuse_unwritable(found);
        return is_split_;
    };
    wait_until(wait_, attempt, options_, name());
}

void PostgresqlConnection::unlock() noexcept {
    if (!is_locked_) return;
    is_locked_ = false;
    roll_back();
    if (std::exchange(is_split_, false) && !client_.is_lost()) {
        // Of a pooler's sessions it may be another that has it.
        for (int tries = 0; tries < 20; ++tries) {
            const postgresql::Result freed =
                client_.run("SELECT pg_catalog.pg_advisory_unlock(" + number_ +
                            ") WHERE pg_catalog.pg_backend_pid() = " + backend_);
            if (freed.rows() > 0 || freed.is_fault()) break;
        }
    }
}

/// What the run needs of its transaction, whatever the role has.
void PostgresqlConnection::set_up() {
    std::string sql =
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL standard_conforming_strings = on; "
        "SET LOCAL client_encoding = 'UTF8'; SET LOCAL "
        "statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";
    if (!options_.schema.empty())
        sql += "; SET LOCAL search_path = " + quoted_name(options_.schema);
    if (is_borrowed_) sql += "; SELECT pg_catalog.txid_current()";
    const postgresql::Result result = ask(sql);
    if (!result || result.is_fault()) fail(result, Doing::write);
    transaction_ = is_borrowed_ ? std::string(result.text(0, 0)) : "";
}

void PostgresqlConnection::begin() {
    refuse_pooler();
    const auto attempt = [&] {
        if (try_to_begin()) return true;
        roll_back();
        return false;
    };
    wait_until(wait_, attempt, options_, name());
}

bool PostgresqlConnection::try_to_begin() {
    set_up();
    const postgresql::Result found =
        ask(location_sql("pg_try_advisory_xact_lock", version_table(), options_.version_table));
    if (!found || found.is_fault()) fail(found, Doing::write);
    refuse_unwritable(found);
    if (!found.is_true(0, Located::has_lock)) return false;
    locate(found);
    const bool has_limit = options_.lock_timeout.count() > 0;
    const postgresql::Result limited =
        ask("SET LOCAL lock_timeout = " +
            milliseconds(has_limit ? std::min(wait_.left(), options_.lock_timeout) : wait_.left()));
    if (!limited || limited.is_fault()) fail(limited, Doing::write);
    if (found.is_null(0, Located::kind))
        return !is_made_by_now(std::string(found.text(0, Located::place)));
    postgresql::Watch watch(options_.stop, {});
    const postgresql::Result locked =
        client_.run("LOCK TABLE " + traits().qualifier + quoted_name(options_.version_table) +
                        " IN SHARE ROW EXCLUSIVE MODE",
                    watch);
    if (locked && !locked.is_fault()) return true;
    if (watch.ended() != postgresql::Watch::Ended::no) throw stopped_error(name());
    if (last_fault(locked).reason == Reason::busy) return false;
    fail(locked, Doing::write);
}

/// Whoever had the lock may have made the table between the look for it and this lock, in which
/// case only a transaction that begins now is sure to find it.
bool PostgresqlConnection::is_made_by_now(const std::string& schema) {
    const postgresql::Result made =
        ask("SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
            "c.relnamespace WHERE n.nspname = " +
            quoted_text(schema) + " AND c.relname = " + quoted_text(options_.version_table));
    if (!made || made.is_fault()) fail(made, Doing::write);
    return made.rows() > 0;
}

/// With a session lock: a pooler that gives each transaction another session of the server's would
/// let others in, and leave the lock with a session that nobody asks for it.
void PostgresqlConnection::refuse_pooler() {
    if (!is_split_) return;
    const postgresql::Result same = ask("SELECT pg_catalog.pg_backend_pid()");
    if (!same || same.is_fault()) fail(same, Doing::write);
    if (same.text(0, 0) == backend_) return;
    throw make_error(Code::pooled_session,
                     "a pooler gives each transaction on " + name() +
                         " another session of the server, and a revision that runs outside of a "
                         "transaction needs one of its own",
                     "give the server's own address, or a pool in session mode");
}

void PostgresqlConnection::commit() {
    const postgresql::Result result = client_.run("COMMIT");
    if (result && !result.is_fault() && result.tag() == "COMMIT") return;
    const bool is_rolled_back = result && !result.is_fault();
    in_doubt_ = client_.is_lost();
    throw make_error(Code::commit_failed,
                     "the commit on " + name() + " failed: " +
                         (is_rolled_back ? "a statement before it had failed"
                                         : postgresql::fault_of(client_, result).message),
                     in_doubt_
                         ? "look whether the server runs, and run again: a run goes on from where "
                           "the database is"
                         : "mend the cause and run again");
}

void PostgresqlConnection::roll_back() noexcept {
    // A cancel that came too late for its statement stops a ROLLBACK too.
    for (int tries = 0; tries < 10 && client_.is_open() && client_.in_transaction(); ++tries) {
        client_.run("ROLLBACK");
    }
}

TransactionState PostgresqlConnection::state() const {
    if (!client_.is_open()) return {.is_in_doubt = in_doubt_};
    const bool is_open = client_.in_transaction();
    return {.is_open = is_open,
            .was_committed_by_others = !is_open && was_committed(),
            .is_in_doubt = in_doubt_};
}

/// Only an application has a way to do that.
bool PostgresqlConnection::was_committed() const {
    if (transaction_.empty() || client_.is_lost()) return false;
    const postgresql::Result status =
        client_.run("SELECT pg_catalog.txid_status(" + transaction_ + ")");
    return status.rows() == 1 && status.text(0, 0) == "committed";
}

bool PostgresqlConnection::wait_for_others() {
    if (client_.is_lost()) return false;
    return wait_.pause();
}

void PostgresqlConnection::begin_section(std::string_view sql, const SectionRules& rules) {
    client_.take_notices();
    section_.emplace(client_, sql, rules, outer_, options_.log);
    if (!rules.in_transaction && is_locked_) section_->set_for_session(session_settings());
}

/// What a section without a transaction has, until it says otherwise: it may wait as long as a run.
std::string PostgresqlConnection::session_settings() {
    std::string sql = "SET lock_timeout = " + milliseconds(wait_.left()) +
                      "; SET statement_timeout = 0; SET standard_conforming_strings = on; SET "
                      "client_encoding = 'UTF8'";
    if (!options_.schema.empty()) sql += "; SET search_path = " + quoted_name(options_.schema);
    return sql;
}

void PostgresqlConnection::end_section() noexcept {
    if (!section_) return;
    section_->end();
    wait_.add(section_->waited());
    section_.reset();
}

std::vector<TemporaryObject> PostgresqlConnection::temporary_objects() {
    if (!is_borrowed_) return {};
    const postgresql::Result found = ask(
        "SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE "
        "'table' END, EXISTS (SELECT 1 FROM pg_catalog.pg_class o JOIN pg_catalog.pg_namespace n "
        "ON "
        "n.oid = o.relnamespace WHERE o.relname = c.relname AND n.nspname = ANY "
        "(pg_catalog.current_schemas(false))) FROM pg_catalog.pg_class c WHERE c.relnamespace = "
        "pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'p', 'v', 'S') ORDER BY 1");
    if (!found || found.is_fault()) fail(found, Doing::read);
    std::vector<TemporaryObject> objects;
    objects.reserve(static_cast<std::size_t>(found.rows()));
    for (int row = 0; row < found.rows(); ++row) {
        objects.push_back({std::string(found.text(row, 1)), std::string(found.text(row, 0)),
                           found.is_true(row, 2)});
    }
    return objects;
}

bool PostgresqlConnection::back_up(const std::string&) {
    throw make_error(Code::backup_failed,
                     "cannot back up " + name() + ": Kiln copies SQLite's files alone",
                     "run pg_dump before the call, and leave the backup out");
}

}  // namespace kiln
