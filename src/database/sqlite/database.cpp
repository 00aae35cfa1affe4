#include "src/database/sqlite/database.hpp"

#include "src/database/sqlite/backup.hpp"
#include "src/database/sqlite/failure.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <cstddef>

namespace kiln {
namespace {

/// Off during a run. With foreign keys on, rebuilding a table empties its children without an
/// error. Renames follow the rules that the build's replay used. run_script() switches strings in
/// double quotes off itself; once a run is cheaper than once a script.
constexpr std::array settings_off {
    SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE,
#if defined(SQLITE_DBCONFIG_DQS_DDL)
        SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML,
#endif
};

}  // namespace

SqliteDatabase::SqliteDatabase(std::string file, const Options& options)
    : kind_(file.empty() ? Kind::memory : Kind::file),
      file_(std::move(file)),
      options_(options),
      version_table_(sqlite::identifier(options.version_table)) {}

SqliteDatabase::SqliteDatabase(sqlite3* connection, const Options& options)
    : kind_(Kind::borrowed),
      options_(options),
      version_table_(sqlite::identifier(options.version_table)),
      connection_(sqlite::Connection::borrow(connection)) {
    const char* file = sqlite3_db_filename(connection, "main");
    if (file != nullptr) file_ = file;
}

SqliteDatabase::~SqliteDatabase() { end_run(); }

std::string SqliteDatabase::name() const {
    return file_.empty() ? "the database in memory" : "the database " + quote(file_);
}

void SqliteDatabase::fail(std::string_view doing) const {
    throw sqlite_failure(connection_.get(), doing, name(), wait_.waited());
}

void SqliteDatabase::require(int result, std::string_view doing) const {
    if (result != SQLITE_OK) fail(doing);
}

void SqliteDatabase::begin_call(bool writes) {
    if (in_call_) {
        throw make_error(Code::connection_in_transaction,
                         "a callback has called the Migrator that it was called from",
                         "let callbacks only tell what happens");
    }
    wait_.start(options_.lock_wait, [this] {
        if (options_.log) options_.log("Waiting for " + name() + ", which others hold");
    });
    in_doubt_ = false;
    if (writes && kind_ == Kind::borrowed && connection_.in_transaction()) {
        throw make_error(Code::connection_in_transaction,
                         "the connection to " + name() + " is in a transaction",
                         "commit it or roll it back before the call: migrations bring their own");
    }
    // Its transaction is SQLite's own, and a rollback would take it back.
    if (writes && kind_ == Kind::borrowed && is_writing()) {
        throw make_error(Code::connection_in_transaction,
                         "a statement that writes to " + name() + " is not finished",
                         "step it to its end or reset it before the call");
    }
    in_call_ = true;
}

bool SqliteDatabase::is_writing() const {
    sqlite3_stmt* statement = sqlite3_next_stmt(connection_.get(), nullptr);
    while (statement != nullptr &&
           (sqlite3_stmt_busy(statement) == 0 || sqlite3_stmt_readonly(statement) != 0)) {
        statement = sqlite3_next_stmt(connection_.get(), statement);
    }
    return statement != nullptr;
}

void SqliteDatabase::end_call() noexcept {
    in_call_ = false;
    end_run();
    if (kind_ == Kind::file) connection_.close();
}

bool SqliteDatabase::open_for_reading() {
    if (connection_.is_open()) return true;
    if (kind_ == Kind::memory) {
        open_for_writing();
        return true;
    }
    // A file that may not be written is opened read-only by SQLite itself.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    for (int tries = 0;; ++tries) {
        sqlite::Connection opened;
        if (opened.open(sqlite::plain_file_name(file_), flags) == SQLITE_OK) {
            connection_ = std::move(opened);
            return true;
        }
        if (is_missing(file_)) return false;
        // Another program may have created it between the two looks.
        if (tries == 2) throw sqlite_open_failure(opened.get(), file_);
    }
}

void SqliteDatabase::open_for_writing() {
    if (connection_.is_open()) return;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const std::string file = kind_ == Kind::memory ? ":memory:" : sqlite::plain_file_name(file_);
    sqlite::Connection opened;
    if (opened.open(file, flags) != SQLITE_OK) throw sqlite_open_failure(opened.get(), file_);
    connection_ = std::move(opened);
}

void SqliteDatabase::begin_run() {
    open_for_writing();
    const auto is_read_only = [this] {
        return sqlite3_db_readonly(connection_.get(), "main") == 1;
    };
    if (is_read_only() && kind_ == Kind::file) {
        // SQLite also opens a file so that another program creates while it opens it.
        connection_.close();
        open_for_writing();
    }
    if (is_read_only()) {
        throw make_error(Code::read_only, name() + " is read-only, and there is work to do",
                         "let this user write the file and its folder");
    }
    for (std::size_t i = 0; i < settings_off.size(); ++i) {
        settings_[i] = connection_.setting(settings_off[i]);
    }
    in_run_ = true;
    set_up();
}

void SqliteDatabase::set_up() {
    for (const int setting : settings_off) connection_.set(setting, false);
    if (!connection_.setting(SQLITE_DBCONFIG_ENABLE_FKEY)) return;
    throw make_error(Code::database_damaged, "cannot switch off foreign keys for " + name(),
                     "build SQLite with support for foreign keys");
}

void SqliteDatabase::end_run() noexcept {
    if (!in_run_) return;
    in_run_ = false;
    roll_back();
    for (sqlite::Statement& statement : row_statements_) statement.finalize();
    insert_history_.finalize();
    known_is_valid_ = false;
    committed_version_.reset();
    for (std::size_t i = 0; i < settings_off.size(); ++i) {
        connection_.set(settings_off[i], settings_[i]);
    }
}

void SqliteDatabase::begin() {
    const auto is_outdated = [this] {
        return sqlite3_extended_errcode(connection_.get()) == SQLITE_BUSY_SNAPSHOT;
    };
    const int result = wait_([&] { return connection_.execute("BEGIN IMMEDIATE"); },
                             [&](int code) { return sqlite::is_busy(code) && !is_outdated(); });
    if (result != SQLITE_OK && is_outdated()) {
        throw make_error(Code::connection_in_transaction,
                         "a statement on the connection to " + name() +
                             " still reads what others have changed since",
                         "step it to its end or reset it before the call");
    }
    require(result, "write");
    require_journal();
    begun_version_ = data_version();
}

/// Without one SQLite's rollback leaves a damaged file.
void SqliteDatabase::require_journal() {
    sqlite::Statement mode;
    if (mode.prepare(connection_, "PRAGMA main.journal_mode") != SQLITE_OK ||
        mode.step() != SQLITE_ROW) {
        fail("read");
    }
    if (mode.text(0) != "off") return;
    throw make_error(
        Code::no_journal,
        "the connection to " + name() + " keeps no journal, so that nothing could be rolled back",
        "run PRAGMA journal_mode = DELETE on it, or WAL, before the call");
}

void SqliteDatabase::commit() {
    // A reader keeps a commit in rollback-journal mode waiting; the transaction survives that.
    const int result =
        wait_([&] { return connection_.execute("COMMIT"); },
              [&](int code) { return sqlite::is_busy(code) && connection_.in_transaction(); });
    // SQLite asks the application's progress handler once more behind a commit that is done.
    if (result == SQLITE_OK || (result == SQLITE_INTERRUPT && !connection_.in_transaction())) {
        committed_version_ = data_version();
        return;
    }
    const int error = sqlite::last_error(connection_.get());
    if (sqlite::is_busy(result) || (error & 0xff) == SQLITE_FULL) fail("write");
    in_doubt_ = (result & 0xff) == SQLITE_IOERR;
    throw make_error(
        Code::commit_failed,
        "the commit on " + name() + " failed: " + sqlite::last_message(connection_.get()),
        in_doubt_ ? "mend the cause and run again: a run goes on from where the database is"
                  : "mend the cause and run again");
}

void SqliteDatabase::roll_back() noexcept {
    // An interrupt stops a ROLLBACK too, and it may come more than once.
    for (int tries = 0; tries < 100 && connection_.is_open() && connection_.in_transaction();
         ++tries) {
        connection_.execute("ROLLBACK");
    }
}

bool SqliteDatabase::is_untouched() {
    return committed_version_ && *committed_version_ == data_version();
}

bool SqliteDatabase::back_up(const std::string& file) {
    return kiln::back_up(connection_, name(), file);
}

std::optional<ScriptFault> SqliteDatabase::run_script(std::string_view sql, bool in_transaction) {
    prepare_for(sql);
    ScriptOptions options;
    options.in_transaction = in_transaction;
    options.statement_deadline = options_.statement_deadline;
    if (!in_transaction) {
        options.wait = [this](const std::function<int()>& attempt) {
            return wait_(attempt, [](int code) { return (code & 0xff) == SQLITE_BUSY; });
        };
    }
    std::optional<ScriptFault> fault = kiln::run_script(connection_.get(), sql, options);
    if (!in_transaction) {
        // Its PRAGMAs are its own business, but not what the next script finds.
        set_up();
        committed_version_.reset();
    }
    return fault;
}

void SqliteDatabase::watch_foreign_keys() {
    // What the last transaction's check found still holds if nobody else has committed since.
    known_is_valid_ = known_is_valid_ && is_untouched();
    scripts_matter_ = false;
}

/// As late as may be, and not at all where the scripts cannot matter: it looks at every row.
void SqliteDatabase::prepare_for(std::string_view sql) {
    if (scripts_matter_ || !may_change_violations(sql)) return;
    scripts_matter_ = true;
    if (!known_is_valid_) known_ = check_foreign_keys();
}

std::vector<std::string> SqliteDatabase::new_violations() {
    if (!scripts_matter_) return {};
    Violations now = check_foreign_keys();
    std::vector<std::string> messages = describe_new(known_, now);
    known_ = std::move(now);
    known_is_valid_ = true;
    return messages;
}

Violations SqliteDatabase::check_foreign_keys() const {
    Violations found;
    require(find_violations(connection_, found), "read");
    return found;
}

/// Changes with each commit, of this connection and, once a lock has been taken, of others.
std::uint32_t SqliteDatabase::data_version() const {
    std::uint32_t version = 0;
    sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_DATA_VERSION, &version);
    return version;
}

}  // namespace kiln
