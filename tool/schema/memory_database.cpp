#include "tool/schema/memory_database.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

#include <utility>

namespace kiln::tool {
namespace {

ApplicationObjects& objects_in_memory() {
    static ApplicationObjects objects;
    return objects;
}

}  // namespace

void have_in_memory(ApplicationObjects objects) { objects_in_memory() = std::move(objects); }

const ApplicationObjects& had_in_memory() { return objects_in_memory(); }

sqlite::Connection open_in_memory(const char* file_system) {
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    sqlite::Connection connection;
    if (connection.open(":memory:", flags, file_system) != SQLITE_OK ||
        !connection.set(SQLITE_DBCONFIG_ENABLE_FKEY, false)) {
        throw memory_database_failure(connection.get());
    }
    load_extensions(connection.get(), objects_in_memory().extensions);
    add_stand_ins(connection.get(), objects_in_memory());
    return connection;
}

void copy_database(sqlite3* from, sqlite3* to) {
    sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup) throw memory_database_failure(to);
    sqlite3_backup_step(backup, -1);
    if (sqlite3_backup_finish(backup) != SQLITE_OK) throw memory_database_failure(to);
}

Error memory_database_failure(sqlite3* db) {
    return Error(diagnose(Code::database_damaged,
                          "the database in memory fails: " + sqlite::message_of(db)));
}

}  // namespace kiln::tool
