#pragma once
// Settings of a connection that are put back when a scope ends.

#include "src/database/sqlite/handles.hpp"

namespace kiln::sqlite {

/// One of SQLITE_DBCONFIG_…, a boolean.
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

/// SQLite's own wait for others is off while it lives. A busy handler of the application's stays.
class BusyTimeoutOff {
public:
    explicit BusyTimeoutOff(sqlite3* db) : db_(db) {
        Statement timeout;
        if (timeout.prepare(Connection::borrow(db), "PRAGMA busy_timeout") != SQLITE_OK) return;
        if (timeout.step() == SQLITE_ROW) former_ = static_cast<int>(timeout.number(0));
        if (former_ > 0) sqlite3_busy_timeout(db_, 0);
    }
    BusyTimeoutOff(const BusyTimeoutOff&) = delete;
    BusyTimeoutOff& operator=(const BusyTimeoutOff&) = delete;
    ~BusyTimeoutOff() {
        if (former_ > 0) sqlite3_busy_timeout(db_, former_);
    }

private:
    sqlite3* db_;
    int former_ = 0;
};

/// Strings in double quotes are on or off while it lives; SQLite's own usual setting is on.
class DoubleQuotedStrings {
public:
    DoubleQuotedStrings(sqlite3* db, bool on)
        : ddl_(db, SQLITE_DBCONFIG_DQS_DDL), dml_(db, SQLITE_DBCONFIG_DQS_DML) {
        ddl_.set(on ? 1 : 0);
        dml_.set(on ? 1 : 0);
    }

private:
    Setting ddl_;
    Setting dml_;
};

}  // namespace kiln::sqlite
