#pragma once
// An SQLite database in memory, for tests that look at what SQL makes of it.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

namespace kiln::test {

class MemoryDatabase {
public:
    explicit MemoryDatabase(const std::vector<std::string>& statements = {}) {
        EXPECT_EQ(sqlite3_open(":memory:", &db_), SQLITE_OK);
        run("PRAGMA foreign_keys = ON");
        for (const std::string& sql : statements) run(sql);
    }
    MemoryDatabase(const MemoryDatabase&) = delete;
    MemoryDatabase& operator=(const MemoryDatabase&) = delete;
    ~MemoryDatabase() { sqlite3_close(db_); }

    void run(const std::string& sql) { EXPECT_EQ(error(sql), "") << sql; }

    /// What SQLite says against the statement; empty if it ran.
    std::string error(const std::string& sql) {
        if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return "";
        return sqlite3_errmsg(db_);
    }

    /// The rows of a query, with | between the values.
    std::vector<std::string> rows(const std::string& sql) {
        std::vector<std::string> result;
        const auto add = [](void* rows, int count, char** values, char**) {
            std::string row;
            for (int i = 0; i < count; ++i) {
                if (i > 0) row += '|';
                row += values[i] == nullptr ? "NULL" : values[i];
            }
            static_cast<std::vector<std::string>*>(rows)->push_back(row);
            return 0;
        };
        EXPECT_EQ(sqlite3_exec(db_, sql.c_str(), add, &result, nullptr), SQLITE_OK)
            << sql << ": " << sqlite3_errmsg(db_);
        return result;
    }

private:
    sqlite3* db_ = nullptr;
};

}  // namespace kiln::test
