#include "src/database/sqlite/connection.hpp"

#include "src/database/patience.hpp"
#include "src/database/sqlite/backup.hpp"
#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/step_watch.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <cstddef>
#include <utility>

namespace kiln {
namespace {

/// Off during a run. With foreign keys on, rebuilding a table empties its children without an
/// error. Renames follow the rules that the build's replay used.
constexpr std::array settings_off{SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE};

std::string name_of(const std::string& file) {
    return file.empty() ? "the database in memory" : "the database " + quote(file);
}

std::string file_of(sqlite3* connection) {
    const char* file = sqlite3_db_filename(connection, "main");
    return file == nullptr ? "" : file;
}

Connection::Traits traits_of(const std::string& file) {
    return {Dialect::sqlite, name_of(file), "main."};
}

Cell::Kind cell_kind(int type) {
    if (type == SQLITE_TEXT) return Cell::Kind::text;
    return type == SQLITE_NULL ? Cell::Kind::null : Cell::Kind::other;
}

}  // namespace

SqliteConnection::SqliteConnection(std::string file, const Options& options)
    : Connection(traits_of(file)),
      kind_(file.empty() ? Kind::memory : Kind::file),
      file_(std::move(file)),
      options_(options) {}

SqliteConnection::SqliteConnection(sqlite3* connection, const Options& options)
    : Connection(traits_of(file_of(connection))),
      kind_(Kind::borrowed),
      file_(file_of(connection)),
      options_(options),
      connection_(sqlite::Connection::borrow(connection)) {}

SqliteConnection::~SqliteConnection() { unlock(); }

void SqliteConnection::fail(Doing doing) const {
    throw database_error(last_fault(), doing, name());
}

Fault SqliteConnection::last_fault() const {
    if (is_stopped(sqlite3_errcode(connection_.get()))) return stopped_fault(0);
    return sqlite::fault_of(connection_.get(), wait_.waited());
}

/// Whether it was the stop that ended a wait, or an interrupt that came with it.
bool SqliteConnection::is_stopped(int result) const {
    return (sqlite::is_busy(result) || (result & 0xff) == SQLITE_INTERRUPT) &&
           options_.stop.stop_requested();
}

void SqliteConnection::enter(bool writes) {
    start_waiting(wait_, options_, *this);
    in_doubt_ = false;
    if (writes && kind_ == Kind::borrowed) refuse_unfinished();
    if (connection_.is_open()) wait_ourselves();
}

void SqliteConnection::wait_ourselves() {
    if (options_.stop.stop_possible()) busy_timeout_.emplace(connection_.get());
}

void SqliteConnection::refuse_unfinished() const {
    if (connection_.in_transaction()) {
        throw in_transaction_error(name());
    }
    // Its transaction is SQLite's own, and a rollback would take it back.
    if (is_writing()) {
        throw make_error(Code::connection_in_transaction,
                         "a statement that writes to " + name() + " is not finished",
                         "step it to its end or reset it before the call");
    }
}

bool SqliteConnection::is_writing() const {
    sqlite3_stmt* statement = sqlite3_next_stmt(connection_.get(), nullptr);
    while (statement != nullptr &&
           (sqlite3_stmt_busy(statement) == 0 || sqlite3_stmt_readonly(statement) != 0)) {
        statement = sqlite3_next_stmt(connection_.get(), statement);
    }
    return statement != nullptr;
}

void SqliteConnection::leave() noexcept {
    unlock();
    busy_timeout_.reset();
    if (kind_ == Kind::file) connection_.close();
}

bool SqliteConnection::open_for_reading() {
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
            take(std::move(opened));
            return true;
        }
        if (sqlite::is_missing(file_)) return false;
        // Another program may have created it between the two looks.
        if (tries == 2) throw sqlite::open_failure(opened.get(), file_);
    }
}

void SqliteConnection::open_for_writing() {
    if (connection_.is_open()) return;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const std::string file = kind_ == Kind::memory ? ":memory:" : sqlite::plain_file_name(file_);
    sqlite::Connection opened;
    if (opened.open(file, flags) != SQLITE_OK) throw sqlite::open_failure(opened.get(), file_);
    take(std::move(opened));
}

void SqliteConnection::take(sqlite::Connection opened) {
    if (options_.connect) options_.connect(opened.get());
    connection_ = std::move(opened);
    wait_ourselves();
}

void SqliteConnection::lock(bool) {
    open_for_writing();
    const auto is_read_only = [this] {
        return sqlite3_db_readonly(connection_.get(), "main") == 1;
    };
    if (is_read_only() && kind_ == Kind::file) {
        // SQLite also opens a file so that another program creates while it opens it.
        busy_timeout_.reset();
        connection_.close();
        open_for_writing();
    }
    if (is_read_only()) {
        throw make_error(Code::read_only, name() + " is read-only, and there is work to do",
                         kind_ == Kind::borrowed
                             ? "open the connection for writing, without immutable=1, and let this "
                               "user write the file and its folder"
                             : "let this user write the file and its folder");
    }
    refuse_query_only();
    for (std::size_t i = 0; i < settings_off.size(); ++i) {
        settings_[i] = connection_.setting(settings_off[i]);
    }
    is_locked_ = true;
    set_up();
}

void SqliteConnection::set_up() {
    for (const int setting : settings_off) connection_.set(setting, false);
    if (!connection_.setting(SQLITE_DBCONFIG_ENABLE_FKEY)) return;
    throw make_error(Code::database_damaged, "cannot switch off foreign keys for " + name(),
                     "build SQLite with support for foreign keys");
}

void SqliteConnection::refuse_query_only() const {
    sqlite::Statement query_only;
    if (query_only.prepare(connection_, "PRAGMA query_only") != SQLITE_OK ||
        query_only.step() != SQLITE_ROW) {
        fail(Doing::read);
    }
    if (query_only.number(0) == 0) return;
    throw make_error(Code::read_only,
                     "the connection to " + name() + " has query_only on, and there is work to do",
                     "run PRAGMA query_only = OFF on it before the call");
}

void SqliteConnection::unlock() noexcept {
    statement_.finalize();
    statement_text_.clear();
    if (!is_locked_) return;
    is_locked_ = false;
    roll_back();
    known_is_valid_ = false;
    committed_version_.reset();
    for (std::size_t i = 0; i < settings_off.size(); ++i) {
        connection_.set(settings_off[i], settings_[i]);
    }
}

void SqliteConnection::begin() {
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
    if (result != SQLITE_OK) fail(Doing::write);
    require_journal();
    begun_version_ = data_version();
    watch_violations();
}

/// Without one SQLite's rollback leaves a damaged file.
void SqliteConnection::require_journal() {
    sqlite::Statement mode;
    if (mode.prepare(connection_, "PRAGMA main.journal_mode") != SQLITE_OK ||
        mode.step() != SQLITE_ROW) {
        fail(Doing::read);
    }
    if (mode.text(0) != "off") return;
    throw make_error(
        Code::no_journal,
        "the connection to " + name() + " keeps no journal, so that nothing could be rolled back",
        "run PRAGMA journal_mode = DELETE on it, or WAL, before the call");
}

void SqliteConnection::commit() {
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
    if (sqlite::is_busy(result) || is_stopped(result) || (error & 0xff) == SQLITE_FULL)
        fail(Doing::write);
    // To SQLite an unlock or a sync that fails is such an error, and the commit may lie in the file
    // by then.
    in_doubt_ = (result & 0xff) == SQLITE_IOERR;
    throw make_error(
        Code::commit_failed,
        "the commit on " + name() + " failed: " + sqlite::last_message(connection_.get()),
        in_doubt_ ? "mend the cause and run again: a run goes on from where the database is"
                  : "mend the cause and run again");
}

void SqliteConnection::roll_back() noexcept {
    // An interrupt stops a ROLLBACK too, and it may come more than once.
    for (int tries = 0; tries < 100 && connection_.is_open() && connection_.in_transaction();
         ++tries) {
        connection_.execute("ROLLBACK");
    }
}

TransactionState SqliteConnection::state() const {
    if (!connection_.is_open()) return {.is_in_doubt = in_doubt_};
    return {.is_open = connection_.in_transaction(),
            .was_committed_by_others = begun_version_ != data_version(),
            .is_untouched = is_untouched(),
            .is_in_doubt = in_doubt_};
}

bool SqliteConnection::is_untouched() const {
    return committed_version_ && *committed_version_ == data_version();
}

/// Changes with each commit, of this connection and, once a lock has been taken, of others.
std::uint32_t SqliteConnection::data_version() const {
    std::uint32_t version = 0;
    sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_DATA_VERSION, &version);
    return version;
}

FirstStatement SqliteConnection::run_first(std::string_view text, std::span<const Value> values,
                                           const std::function<void(Row)>& each_row) {
    if (section_) return section_->run_first(text);
    FirstStatement first;
    first.end = text.size();
    if (!open_for_reading()) {
        first.fault = Fault{Reason::absent, "there is no " + name(), "", 0, {}};
        return first;
    }
    // Within a transaction nobody else is in the way for good.
    bool has_answered = false;
    const auto attempt = [&] {
        return step_all(text, values, [&](Row row) {
            has_answered = true;
            if (each_row) each_row(row);
        });
    };
    // A row that was handed on must not come again.
    const auto may_wait = [&](int code) { return !has_answered && sqlite::is_busy(code); };
    const int result = connection_.in_transaction() ? attempt() : wait_(attempt, may_wait);
    if (result != SQLITE_DONE) {
        first.fault = last_fault();
    }
    first.changes = sqlite3_changes(connection_.get());
    return first;
}

int SqliteConnection::prepare(std::string_view text) {
    if (statement_.is_prepared() && statement_text_ == text) return SQLITE_OK;
    statement_text_.clear();
    const int result = statement_.prepare(connection_, text);
    if (result == SQLITE_OK) statement_text_ = text;
    return result;
}

int SqliteConnection::step_all(std::string_view text, std::span<const Value> values,
                               const std::function<void(Row)>& each_row) {
    int result = prepare(text);
    if (result != SQLITE_OK) return result;
    int index = 0;
    for (const Value& value : values) {
        ++index;
        if (value.is_text()) {
            statement_.bind(index, value.text());
        } else {
            statement_.bind(index, value.number());
        }
    }
    std::vector<Cell> cells(static_cast<std::size_t>(statement_.columns()));
    try {
        while ((result = statement_.step()) == SQLITE_ROW) {
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const int column = static_cast<int>(i);
                cells[i] = {cell_kind(statement_.type(column)), statement_.text(column)};
            }
            each_row(cells);
        }
    } catch (...) {
        statement_.reset();
        throw;
    }
    const int reset = statement_.reset();
    return result == SQLITE_DONE ? result : reset;
}

void SqliteConnection::begin_section(std::string_view sql, const SectionRules& rules) {
    statement_.finalize();
    statement_text_.clear();
    if (!rules.in_transaction) watch_violations();
    keep_violations(sql, rules.is_code);
    sqlite::Section::Wait wait;
    if (!rules.in_transaction) {
        wait = [this](const std::function<int()>& attempt) {
            return wait_(attempt, [](int code) { return (code & 0xff) == SQLITE_BUSY; });
        };
    }
    section_has_transaction_ = rules.in_transaction;
    const bool was_open = connection_.in_transaction();
    temporary_.emplace(connection_.get(), sql, rules.is_code);
    if (was_open && !connection_.in_transaction()) {
        // Out of memory, which takes the transaction with it.
        temporary_.reset();
        fail(Doing::read);
    }
    section_.emplace(connection_.get(), rules, std::move(wait));
}

void SqliteConnection::end_section() noexcept {
    section_.reset();
    temporary_.reset();
    if (section_has_transaction_ || !is_locked_) return;
    // Its PRAGMAs are its own business, but not what the next section finds.
    for (const int setting : settings_off) connection_.set(setting, false);
    committed_version_.reset();
}

/// What the last transaction's check found still holds if nobody else has committed since.
void SqliteConnection::watch_violations() {
    known_is_valid_ = known_is_valid_ && is_untouched();
    sections_matter_ = false;
}

/// As late as may be, and not at all where the sections cannot matter: it looks at every row.
void SqliteConnection::keep_violations(std::string_view sql, bool is_code) {
    if (!is_locked_ || sections_matter_ || !(is_code || may_change_violations(sql))) return;
    if (!known_is_valid_) known_ = check_foreign_keys(options_.stop);
    sections_matter_ = true;
}

std::vector<NewViolation> SqliteConnection::new_violations() {
    if (!sections_matter_) return {};
    sections_matter_ = false;
    // What ran outside of a transaction stays, so it had better be recorded.
    Violations now = check_foreign_keys(section_has_transaction_ ? options_.stop : Stop());
    std::vector<NewViolation> found = describe_new(known_, now);
    known_ = std::move(now);
    known_is_valid_ = true;
    return found;
}

Violations SqliteConnection::check_foreign_keys(const Stop& stop) const {
    const sqlite::StepWatch watch(connection_.get(), stop);
    Violations found;
    const int result = find_violations(connection_, found);
    if (watch.was_stopped()) throw stopped_error(name());
    if (result != SQLITE_OK) fail(Doing::read);
    return found;
}

std::vector<TemporaryObject> SqliteConnection::temporary_objects() {
    std::vector<TemporaryObject> found;
    if (sqlite::find_temporary(connection_, found) != SQLITE_OK) fail(Doing::read);
    return found;
}

bool SqliteConnection::back_up(const std::string& file) {
    return kiln::back_up(connection_, name(), file, options_);
}

std::optional<Fault> run_script(sqlite3* db, std::string_view sql, const ScriptOptions& options) {
    static const Options plain;
    SqliteConnection connection(db, plain);
    ScriptOptions objecting = options;
    objecting.object_to_double_quotes = true;
    return run_script(connection, sql, objecting);
}

}  // namespace kiln
