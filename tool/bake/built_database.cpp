#include "tool/bake/built_database.hpp"

#include "src/database/sqlite/connection.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/lineage.hpp"
#include "src/run/record.hpp"
#include "src/run/script_text.hpp"
#include "src/run/version.hpp"
#include "src/text/diagnose.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/write_if_changed.hpp"
#include "tool/replay/trial_clock.hpp"
#include "tool/schema/describe_schema.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/codes.hpp>

#include <cstddef>
#include <filesystem>
#include <limits>
#include <system_error>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

Error cannot_write(const std::string& file, const std::string& why) {
    return Error(diagnose_at({file}, Code::cannot_write, "cannot write the file: " + why));
}

void require(const sqlite::Connection& database, int result) {
    if (result != SQLITE_OK) throw memory_database_failure(database.get());
}

void run(const sqlite::Connection& database, const Script& script) {
    if (script.no_transaction && database.in_transaction()) {
        require(database, database.execute("COMMIT"));
    } else if (!script.no_transaction && !database.in_transaction()) {
        require(database, database.execute("BEGIN"));
    }
    ScriptOptions options;
    options.in_transaction = !script.no_transaction;
    const ScriptText text(script.pieces);
    if (run_script(database.get(), text.view(), options)) {
        throw memory_database_failure(database.get());
    }
}

}  // namespace

sqlite::Connection build_database(const MigrationTable& table, const std::string& version_table) {
    sqlite::Connection database = open_in_memory(trial_file_system());
    const TrialClock clock(0);
    for (const Migration& migration : table.migrations) {
        run(database, scripts_of(migration, Dialect::sqlite).upgrade);
    }
    if (!database.in_transaction()) require(database, database.execute("BEGIN"));
    Options options;
    options.version_table = version_table;
    SqliteConnection connection(database.get(), options);
    VersionStore store(connection, options);
    RunState state;
    record(store, table, {}, sorted_ids(table, {table.real_heads.data(), table.real_heads.size()}),
           {}, state);
    require(database, database.execute("COMMIT"));
    return database;
}

std::string built_schema(const sqlite::Connection& database, const std::string& version_table) {
    return schema_sql(describe_schema(database.get(), own_tables(version_table)));
}

void write_database(const sqlite::Connection& database, const std::string& file) {
    const std::string aside = file + ".building";
    std::error_code error;
    fs::create_directories(fs::path(file).parent_path(), error);
    fs::remove(aside, error);
    {
        sqlite::Connection written;
        constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        if (written.open(sqlite::plain_file_name(aside), flags) != SQLITE_OK) {
            throw cannot_write(file, sqlite::last_message(written.get()));
        }
        copy_database(database.get(), written.get());
    }
    FileReader reader(std::numeric_limits<std::size_t>::max());
    const FileBytes bytes = reader.read(aside);
    const bool is_read = bytes.outcome == FileBytes::Outcome::read;
    if (is_read) write_if_changed(file, bytes.bytes);
    fs::remove(aside, error);
    if (!is_read) throw cannot_write(file, bytes.error.message());
}

}  // namespace kiln::tool
