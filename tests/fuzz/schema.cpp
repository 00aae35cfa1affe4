// Schemas that SQLite takes: what Kiln writes leads from an empty database to the schema, and back.

#include "tool/schema/schema.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/migration_sql.hpp"

#include <kiln/error.hpp>

#include <sqlite3.h>

#include <string>

namespace kiln::fuzz {
namespace {

int only_schemas(void*, int action, const char* first, const char*, const char*, const char*) {
    if (action == SQLITE_ATTACH || action == SQLITE_DETACH || action == SQLITE_CREATE_VTABLE ||
        action == SQLITE_CREATE_TEMP_TABLE || action == SQLITE_CREATE_TEMP_INDEX ||
        action == SQLITE_CREATE_TEMP_VIEW || action == SQLITE_CREATE_TEMP_TRIGGER) {
        return SQLITE_DENY;
    }
    return action == SQLITE_PRAGMA && first != nullptr ? SQLITE_DENY : SQLITE_OK;
}

class Memory {
public:
    Memory() {
        sqlite3_open(":memory:", &handle_);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory() { sqlite3_close_v2(handle_); }
    sqlite3* get() const { return handle_; }
    int run(const std::string& sql) const {
        return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    }

private:
    sqlite3* handle_ = nullptr;
};

}  // namespace

void run(std::string_view input) {
    const Memory memory;
    sqlite3_set_authorizer(memory.get(), &only_schemas, nullptr);
    sqlite3_limit(memory.get(), SQLITE_LIMIT_LENGTH, 100'000);
    sqlite3_progress_handler(
        memory.get(), 20'000, [](void*) { return 1; }, nullptr);
    memory.run(std::string(input.substr(0, input.find('\0'))));
    sqlite3_set_authorizer(memory.get(), nullptr, nullptr);
    sqlite3_progress_handler(memory.get(), 0, nullptr, nullptr);
    if (sqlite3_get_autocommit(memory.get()) == 0) memory.run("ROLLBACK");

    const Schema schema = tool::read_schema(memory.get());
    const tool::MigrationSql sql = tool::write_migration({}, schema);
    const Memory other;
    if (other.run(sql.upgrade) != SQLITE_OK) {
        fail(std::string("SQLite takes what Kiln writes: ") + sqlite3_errmsg(other.get()) + "\n" +
             sql.upgrade);
    }
    const auto found = tool::differences(schema, tool::read_schema(other.get()));
    require(found.empty(), "what Kiln writes makes the schema");
    if (other.run(sql.downgrade) != SQLITE_OK) fail("and takes it back:\n" + sql.downgrade);
    require(tool::read_schema(other.get()).groups.empty(), "without a rest");
}

}  // namespace kiln::fuzz
