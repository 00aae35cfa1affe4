#include "tool/schema/live_schema.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/database/url.hpp"
#include "src/plan/version_rows.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/error.hpp>
#include <kiln/migrator.hpp>

namespace kiln::tool {
namespace {

sqlite::Connection open_database(const std::string& file) {
    if (file.empty()) return open_in_memory();
    sqlite::Connection connection;
    if (connection.open(sqlite::plain_file_name(file),
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX) != SQLITE_OK) {
        throw sqlite::open_failure(connection.get(), file);
    }
    return connection;
}

}  // namespace

Schema schema_of_revisions(const MigrationTable& table, const std::string& version_table,
                           const std::vector<std::string>& rows) {
    const sqlite::Connection memory = open_in_memory();
    Options options;
    options.version_table = version_table;
    // One run to all of them: each would look at the rows of all before it.
    const std::vector<std::uint32_t> positions = locate_rows(table, rows);
    MigrationTable up_to_rows = table;
    up_to_rows.real_heads = {positions.data(), positions.size()};
    Migrator(memory.get(), up_to_rows, options).upgrade("heads");
    return read_schema(memory.get());
}

Schema live_schema(const std::string& url, std::chrono::milliseconds lock_wait) {
    const sqlite::Connection connection = open_database(parse_url(url).database);
    sqlite3_busy_timeout(connection.get(), static_cast<int>(lock_wait.count()));
    return read_schema(connection.get());
}

}  // namespace kiln::tool
