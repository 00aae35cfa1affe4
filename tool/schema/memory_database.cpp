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

std::optional<std::set<std::string>> functions_of_extensions(sqlite3* db) {
    std::set<std::string> names;
    if (had_in_memory().extensions.empty()) return names;
    sqlite::Statement rows;
    if (rows.prepare(sqlite::Connection::borrow(db),
                     "SELECT lower(name) FROM pragma_function_list WHERE builtin = 0") !=
        SQLITE_OK) {
        return std::nullopt;
    }
    while (rows.step() == SQLITE_ROW) names.emplace(rows.text(0));
    return names;
}

Error memory_database_failure(sqlite3* db) {
    return Error(diagnose(Code::database_damaged,
                          "the database in memory fails: " + sqlite::message_of(db)));
}

}  // namespace kiln::tool
