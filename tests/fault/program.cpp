#include "tests/fault/program.hpp"

#include "tests/support/database_file.hpp"

#include <stdexcept>

namespace kiln::fault {

Program::Program(const std::string& file, const MigrationTable& table, bool own_connection,
                 bool transaction_per_migration) {
    const Options options{.version_table = "alembic_version",
                          .transaction_per_migration = transaction_per_migration,
                          .lock_wait = std::chrono::milliseconds(0),
                          .applied_by = "test",
                          .progress = {}};
    if (!own_connection) {
        migrator_ = std::make_unique<Migrator>(support::url_of(file), table, options);
        return;
    }
    sqlite3* opened = nullptr;
    const int result = sqlite3_open(file.c_str(), &opened);
    connection_.reset(opened);
    if (result != SQLITE_OK) throw std::runtime_error("cannot open " + file);
    sqlite3_exec(opened, "PRAGMA cache_size = 5", nullptr, nullptr, nullptr);
    for (const int setting : settings_) sqlite3_db_config(opened, setting, 1, nullptr);
    migrator_ = std::make_unique<Migrator>(opened, table, options);
}

std::string Program::left_behind() const {
    sqlite3* const connection = connection_.get();
    if (connection == nullptr) return "";
    if (sqlite3_get_autocommit(connection) == 0) return "an open transaction";
    if (sqlite3_next_stmt(connection, nullptr) != nullptr) return "an open statement";
    for (const int setting : settings_) {
        int value = 0;
        sqlite3_db_config(connection, setting, -1, &value);
        if (value != 1) return "setting " + std::to_string(setting) + " switched off";
    }
    return "";
}

}  // namespace kiln::fault
