#pragma once
// SQLite's handles as values that clean up behind themselves. Result codes stay codes here: what
// an error means, the caller knows.

#include <sqlite3.h>

// Before 3.29 SQLite has no such settings, and answers so where it is asked for one.
#if !defined(SQLITE_DBCONFIG_DQS_DDL)
#define SQLITE_DBCONFIG_LEGACY_ALTER_TABLE 1012
#define SQLITE_DBCONFIG_DQS_DML 1013
#define SQLITE_DBCONFIG_DQS_DDL 1014
#endif

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace kiln::sqlite {

/// A connection of our own, or a borrowed one that is never closed.
class Connection {
public:
    Connection() = default;
    static Connection borrow(sqlite3* handle) {
        Connection connection;
        connection.handle_ = handle;
        return connection;
    }
    Connection(Connection&& other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)),
          owned_(std::exchange(other.owned_, false)) {}
    Connection& operator=(Connection&& other) noexcept {
        std::swap(handle_, other.handle_);
        std::swap(owned_, other.owned_);
        return *this;
    }
    ~Connection() { close(); }

    /// A result code; the handle is there for its message whatever the result.
    /// `file_system` is the name of a VFS, SQLite's default where it is null.
    int open(const std::string& file, int flags, const char* file_system = nullptr);
    void close() noexcept;

    sqlite3* get() const { return handle_; }
    bool is_open() const { return handle_ != nullptr; }
    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

    /// Runs SQL that answers nothing.
    int execute(const char* sql) const;

    /// One of SQLITE_DBCONFIG_…, read or set without a statement, so it also works where a PRAGMA
    /// has no effect or an interrupt is pending.
    bool setting(int option) const;
    bool set(int option, bool on) const;

private:
    sqlite3* handle_ = nullptr;
    bool owned_ = false;
};

class Statement {
public:
    Statement() = default;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement() { finalize(); }

    int prepare(const Connection& connection, std::string_view sql);
    bool is_prepared() const { return handle_ != nullptr; }
    sqlite3_stmt* get() const { return handle_; }
    void finalize() noexcept;

    /// `text` must stay where it is until the statement has been stepped.
    void bind(int index, std::string_view text);
    void bind(int index, std::int64_t number);
    int step() { return sqlite3_step(handle_); }
    /// Steps a statement that answers nothing, and makes it ready for the next time.
    int run();

    /// The result of the last step again, if it was an error.
    int reset() { return sqlite3_reset(handle_); }

    int columns() const { return sqlite3_column_count(handle_); }
    int type(int column) const { return sqlite3_column_type(handle_, column); }
    /// Valid until the next step.
    std::string_view text(int column) const;
    std::int64_t number(int column) const { return sqlite3_column_int64(handle_, column); }
    double real(int column) const { return sqlite3_column_double(handle_, column); }
    /// Its bytes, valid until the next step.
    std::string_view blob(int column) const;

private:
    sqlite3_stmt* handle_ = nullptr;
};

/// The extended result code of the last error. To SQLite the system's other ways to say that no
/// more may be written (EFBIG, EDQUOT) are I/O errors: here they are SQLITE_FULL.
int last_error(sqlite3* db);

/// Whether that is the last error.
bool reached_limit(sqlite3* db);

/// What last_error() means, in one line.
std::string last_message(sqlite3* db);

/// Someone else holds the database now; later it may work.
bool is_busy(int result);

/// SQLite takes `file:` for a URI in builds that enable those, and keeps `:` for names to come.
std::string plain_file_name(const std::string& file);

}  // namespace kiln::sqlite
