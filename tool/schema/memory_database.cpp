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

sqlite::Connection open_in_memory() {
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    sqlite::Connection connection;
    if (connection.open(":memory:", flags) != SQLITE_OK ||
        !connection.set(SQLITE_DBCONFIG_ENABLE_FKEY, false)) {
        throw memory_database_failure(connection.get());
    }
    load_extensions(connection.get(), objects_in_memory().extensions);
    add_stand_ins(connection.get(), objects_in_memory());
    return connection;
}

Error memory_database_failure(sqlite3* db) {
    return Error(diagnose(Code::database_damaged,
                          "the database in memory fails: " + sqlite::message_of(db)));
}

}  // namespace kiln::tool
