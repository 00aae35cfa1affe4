#include "tool/schema/live_schema.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/database/url.hpp"
#include "src/plan/planner.hpp"

#include <kiln/error.hpp>

namespace kiln::tool {
namespace {

sqlite::Connection open_sqlite(const std::string& file) {
    sqlite::Connection connection;
    const bool in_memory = file.empty();
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (in_memory ? SQLITE_OPEN_CREATE : 0);
    if (connection.open(in_memory ? ":memory:" : sqlite::plain_file_name(file), flags) !=
        SQLITE_OK) {
        throw sqlite_open_failure(connection.get(), file);
    }
    return connection;
}

}  // namespace

Schema schema_of_revisions(const MigrationTable& table, const std::string& version_table,
                           const std::vector<std::string>& rows) {
    const sqlite::Connection memory = open_sqlite("");
    Options options;
    options.version_table = version_table;
    // One run to all of them: each would look at the rows of all before it.
    const std::vector<std::uint32_t> positions = locate_rows(table, rows);
    MigrationTable up_to_rows = table;
    up_to_rows.real_heads = {positions.data(), positions.size()};
    Migrator(memory.get(), up_to_rows, options).upgrade("heads");
    return read_schema(memory.get());
}

Schema live_schema(const Workspace& workspace) {
    const sqlite::Connection connection = open_sqlite(parse_url(workspace.url()).database);
    sqlite3_busy_timeout(connection.get(), static_cast<int>(workspace.options.lock_wait.count()));
    return read_schema(connection.get());
}

}  // namespace kiln::tool
