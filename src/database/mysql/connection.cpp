#include "src/database/mysql/connection.hpp"

#include "src/database/mysql/failure.hpp"
#include "src/database/mysql/statement.hpp"
#include "src/database/patience.hpp"
#include "src/database/store_words.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace kiln {
namespace {

using mysql::Answer;

constexpr const char* unnamed_mysql = "the MySQL database";

std::string mysql_name(MYSQL* connection) {
    const auto text = [](const char* value) { return std::string(value == nullptr ? "" : value); };
    return server_database(unnamed_mysql, text(connection->db), text(connection->host));
}

Connection::Traits mysql_traits(std::string name) {
    return {.dialect = Dialect::mysql, .name = std::move(name), .ddl_commits = true};
}

/// For the servers' limits; they count from one, and not beyond a year.
std::string whole_seconds(std::chrono::milliseconds time) {
    return std::to_string(std::clamp<std::int64_t>((time.count() + 999) / 1000, 1, 31'536'000));
}

}  // namespace

MysqlConnection::MysqlConnection(const DatabaseUrl& url, const Options& options)
    : Connection(mysql_traits(server_database(unnamed_mysql, url))),
      options_(options),
      address_(mysql::address_of(url)) {}

MysqlConnection::MysqlConnection(MYSQL* connection, const Options& options)
    : Connection(mysql_traits(mysql_name(connection))), options_(options), is_borrowed_(true) {
    client_.borrow(connection);
}

MysqlConnection::~MysqlConnection() { unlock(); }

void MysqlConnection::enter(bool writes) {
    start_waiting(wait_, options_, *this);
    in_doubt_ = false;
    found_transaction_ = is_borrowed_ && client_.in_transaction();
    if (writes && found_transaction_) throw in_transaction_error(name());
}

void MysqlConnection::leave() noexcept {
    unlock();
    if (!is_borrowed_) return client_.close();
    // Without autocommit a question has begun one, which would keep others from its tables.
    if (!found_transaction_ && !client_.is_lost() && client_.in_transaction()) {
        client_.run("ROLLBACK");
    }
}

void MysqlConnection::connect() {
    if (client_.is_open()) return;
    Watch watch = watch_for_answers(options_.stop);
    const Answer opened = client_.open(address_, watch);
    if (watch.ended() != Watch::Ended::no) throw stopped_error(name());
    if (opened.is_fault()) {
        throw make_error(Code::cannot_open, "cannot connect to " + name() + ": " + opened.message(),
                         "look whether the server runs there, has the database (CREATE DATABASE "
                         "makes it) and lets this user in");
    }
    // my.cnf may have named one.
    if (!address_.database.empty()) return;
    const Answer database = client_.run("SELECT DATABASE() LIMIT 1");
    if (database.rows() == 1 && !database.is_null(0, 0)) return;
    client_.close();
    throw make_error(Code::cannot_open, "the URL of " + name() + " names no database",
                     "write it behind the host: mysql://user@host/database");
}

/// Waits no longer than there is patience for a table that others hold.
Answer MysqlConnection::ask(const std::string& sql) {
    Watch watch = watch_for_answers(options_.stop, wait_.left());
    Answer answer = client_.run(sql, watch);
    // Another node of a cluster came first: then nothing of the statement was done.
    for (int tries = 0; answer.number() == mysql::deadlock && !is_open_ && tries < 10; ++tries) {
        answer = client_.run(sql, watch);
    }
    ended_ = watch.ended();
    return answer;
}

Fault MysqlConnection::last_fault(const Answer& answer) {
    return ended_by(ended_, mysql::fault_of(client_, answer));
}

void MysqlConnection::fail(const Answer& answer, Doing doing) {
    throw database_error(last_fault(answer), doing, name());
}

FirstStatement MysqlConnection::run_first(std::string_view text, std::span<const Value> values,
                                          const std::function<void(Row)>& each_row) {
    if (section_ && !is_paused_) return section_->run_first(text);
    FirstStatement first;
    first.end = text.size();
    connect();
    std::size_t next = 0;
    const Answer answer = ask(mysql::with_values(text, [&] {
        const Value& value = values[next++];
        return value.is_text() ? mysql::text_in_sql(value.text()) : std::to_string(value.number());
    }));
    if (answer.is_fault()) {
        first.fault = last_fault(answer);
        return first;
    }
    if (answer.columns() == 0) first.changes = answer.changes();
    std::vector<Cell> cells(answer.columns());
    for (std::size_t row = 0; row < answer.rows() && each_row; ++row) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            cells[i] = {};
            if (answer.is_null(row, i)) continue;
            cells[i] = {answer.is_text(i) ? Cell::Kind::text : Cell::Kind::other,
                        answer.text(row, i)};
        }
        each_row(cells);
    }
    return first;
}

/// Names of locks are the server's, of 64 characters at most, whatever their letter case; those of
/// tables have one as a rule.
std::string MysqlConnection::lock_name() const {
    return "CONCAT('kiln:', SHA1(CONCAT(DATABASE(), '.', IF(@@lower_case_table_names = 0, "
           "HEX(" +
           mysql::text_in_sql(options_.version_table) + "), HEX(LOWER(" +
           mysql::text_in_sql(options_.version_table) + "))))))";
}

void MysqlConnection::lock(bool) {
    connect();
    is_locked_ = true;
    is_probed_ = false;
    is_one_of_many_.reset();
    if (is_borrowed_) found_ = mysql::SessionSettings::of(client_);
    set_up();
    const auto attempt = [&] {
        const Answer got = ask("SELECT GET_LOCK(" + lock_name() + ", 0)");
        if (got.is_fault()) fail(got, Doing::write);
        if (got.is_null(0, 0)) {
            // Without a database there is no name for a lock; each other question says so.
            const Answer tables = ask("SHOW TABLES");
            if (tables.is_fault()) fail(tables, Doing::write);
        }
        if (got.text(0, 0) != "1") return false;
        has_lock_ = true;
        return true;
    };
    wait_until(wait_, attempt, options_, name());
    refuse_view();
}

/// What a run needs of its session, whatever the user or the server has.
void MysqlConnection::set_up() {
    for (const std::string& sql :
         {std::string("SET NAMES utf8mb4"),
          std::string(mysql_session) + ", sql_select_limit = " + std::string(mysql_no_limit) +
              ", lock_wait_timeout = " + whole_seconds(wait_.left()) +
              ", innodb_lock_wait_timeout = " + whole_seconds(wait_.left()),
          std::string("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")}) {
        const Answer set = ask(sql);
        if (set.is_fault()) fail(set, Doing::write);
    }
}

void MysqlConnection::refuse_view() {
    const Answer found =
        ask("SELECT TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
            "TABLE_NAME = " +
            mysql::text_in_sql(options_.version_table));
    if (found.is_fault()) fail(found, Doing::read);
    if (found.rows() == 0 || found.text(0, 0) != "VIEW") return;
    throw no_table_error(options_.version_table, name());
}

void MysqlConnection::unlock() noexcept {
    if (!is_locked_) return;
    is_locked_ = false;
    roll_back();
    const bool had_lock = std::exchange(has_lock_, false);
    if (!client_.is_open() || client_.is_lost()) return;
    if (had_lock) client_.run("SELECT RELEASE_LOCK(" + lock_name() + ")");
    if (found_) found_->restore(client_);
    found_.reset();
}

void MysqlConnection::begin() {
    const auto attempt = [&] {
        const Answer begun = ask("START TRANSACTION READ WRITE");
        if (begun.is_fault()) fail(begun, Doing::write);
        is_open_ = true;
        if (is_probed_) return true;
        const Answer locked =
            ask("SELECT version_num FROM " +
                store_words(Dialect::mysql).name(options_.version_table) + " FOR UPDATE");
        if (!locked.is_fault()) {
            is_probed_ = true;
            return true;
        }
        const Fault fault = last_fault(locked);
        if (fault.reason == Reason::busy) {
            roll_back();
            return false;
        }
        // There is no such table, or none of ours: who reads it says so.
        if (fault.reason == Reason::sql) return true;
        throw database_error(fault, Doing::write, name());
    };
    wait_until(wait_, attempt, options_, name());
}

void MysqlConnection::commit() {
    const Answer committed = client_.run("COMMIT");
    is_open_ = false;
    if (!committed.is_fault()) return;
    in_doubt_ = client_.is_lost();
    const Fault fault = mysql::fault_of(client_, committed);
    if (fault.reason == Reason::busy) throw database_error(fault, Doing::write, name());
    throw make_error(Code::commit_failed, "the commit on " + name() + " failed: " + fault.message,
                     in_doubt_
                         ? "look whether the server runs, and run again: a run goes on from where "
                           "the database is"
                         : "mend the cause and run again");
}

void MysqlConnection::roll_back() noexcept {
    if (!std::exchange(is_open_, false) || !client_.is_open() || client_.is_lost()) return;
    client_.run("ROLLBACK");
}

TransactionState MysqlConnection::state() const {
    return {.is_open = is_open_, .is_in_doubt = in_doubt_};
}

bool MysqlConnection::wait_for_others() {
    if (client_.is_lost()) return false;
    return wait_.pause();
}

void MysqlConnection::begin_section(std::string_view sql, const SectionRules& rules) {
    connect();
    section_.emplace(client_, sql, rules, options_.log);
}

void MysqlConnection::end_section() noexcept {
    if (!section_) return;
    is_paused_ = false;
    section_->end();
    section_.reset();
}

void MysqlConnection::pause_section() {
    if (section_) section_->pause();
    is_paused_ = true;
}

void MysqlConnection::resume_section() {
    is_paused_ = false;
    if (section_) section_->resume();
}

/// Where it is a node of a Galera cluster.
bool MysqlConnection::is_one_of_many() {
    if (!is_one_of_many_) {
        const Answer ready = client_.run("SHOW GLOBAL STATUS LIKE 'wsrep_ready'");
        is_one_of_many_ = ready.rows() == 1 && ready.text(0, 1) == "ON";
    }
    return *is_one_of_many_;
}

/// Newer servers alone tell of TEMPORARY tables.
std::vector<TemporaryObject> MysqlConnection::temporary_objects() {
    if (!is_borrowed_) return {};
    const Answer found =
        ask("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
            "TABLE_TYPE = 'TEMPORARY' ORDER BY 1");
    if (found.is_fault()) fail(found, Doing::read);
    std::vector<TemporaryObject> objects;
    objects.reserve(found.rows());
    for (std::size_t row = 0; row < found.rows(); ++row) {
        objects.push_back({"table", found.text(row, 0), false});
    }
    return objects;
}

bool MysqlConnection::back_up(const std::string&) {
    throw make_error(Code::backup_failed,
                     "cannot back up " + name() + ": Kiln copies SQLite's files alone",
                     "run mysqldump before the call, and leave the backup out");
}

}  // namespace kiln
