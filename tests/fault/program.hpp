#pragma once

#include <sqlite3.h>
#include <kiln/migrator.hpp>

#include <array>
#include <memory>
#include <string>

namespace kiln::fault {

/// An application that migrates its database: by URL, or on its own connection, which has foreign
/// keys on and a page cache so small that a transaction spills into the file before it ends.
class Program {
public:
    Program(const std::string& file, const MigrationTable& table, bool own_connection,
            bool transaction_per_migration);

    Migrator& migrator() { return *migrator_; }
    /// Null if it goes by URL.
    sqlite3* connection() const { return connection_.get(); }
    /// What the last call left behind on the application's connection; empty if nothing.
    std::string left_behind() const;

private:
    static constexpr std::array settings_{SQLITE_DBCONFIG_ENABLE_FKEY,
                                          SQLITE_DBCONFIG_LEGACY_ALTER_TABLE,
                                          SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML};

    std::unique_ptr<sqlite3, decltype(&sqlite3_close)> connection_{nullptr, &sqlite3_close};
    std::unique_ptr<Migrator> migrator_;
};

}  // namespace kiln::fault
