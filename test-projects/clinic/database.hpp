#pragma once
// Just enough of SQLite for this program: a connection and a prepared statement.

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace clinic {

class Connection {
public:
    explicit Connection(const std::string& path) {
        sqlite3* handle = nullptr;
        const int result = sqlite3_open(path.c_str(), &handle);
        handle_.reset(handle);
        if (result != SQLITE_OK) throw std::runtime_error(path + ": " + sqlite3_errmsg(handle));
        sqlite3_busy_timeout(handle, 5'000);
        sqlite3_exec(handle, "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr);
    }

    sqlite3* get() const { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close(handle); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

class Statement {
public:
    Statement(const Connection& connection, const char* sql) : connection_(connection.get()) {
        sqlite3_stmt* handle = nullptr;
        check(sqlite3_prepare_v2(connection_, sql, -1, &handle, nullptr));
        handle_.reset(handle);
    }

    Statement& bind(int index, const std::string& value) {
        check(sqlite3_bind_text(handle_.get(), index, value.data(), static_cast<int>(value.size()),
                                SQLITE_TRANSIENT));
        return *this;
    }
    Statement& bind(int index, sqlite3_int64 value) {
        check(sqlite3_bind_int64(handle_.get(), index, value));
        return *this;
    }

    /// True while there is a row.
    bool step() {
        const int result = sqlite3_step(handle_.get());
        if (result != SQLITE_ROW && result != SQLITE_DONE) check(result);
        return result == SQLITE_ROW;
    }

    std::string text(int column) const {
        const unsigned char* value = sqlite3_column_text(handle_.get(), column);
        return value == nullptr ? "" : reinterpret_cast<const char*>(value);
    }
    sqlite3_int64 integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };

    void check(int result) const {
        if (result != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(connection_));
    }

    sqlite3* connection_;
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace clinic
