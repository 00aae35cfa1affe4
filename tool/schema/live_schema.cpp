#include "tool/schema/live_schema.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/database/url.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/version_rows.hpp"
#include "src/schema/definition.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/schema/memory_database.hpp"
#include "tool/schema/plain_strings.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>
#include <kiln/migrator.hpp>

#include <algorithm>
#include <utility>

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

/// For what the revisions make, as the database has its connections prepared.
sqlite::Connection open_trial_of(const Options& options) {
    sqlite::Connection memory = open_in_memory();
    if (options.connect) options.connect(memory.get());
    return memory;
}

Options version_table_of(const Options& options) {
    Options own;
    own.version_table = options.version_table;
    return own;
}

void require_sqlite(const MigrationTable& table) {
    if (std::ranges::find(table.dialects, Dialect::sqlite) != table.dialects.end()) return;
    throw make_error(Code::schema_needs_sqlite,
                     "the schema is known of SQLite's sections alone, and these are for others",
                     "ask the database itself, or name sqlite among the dialects");
}

/// In one run to all of the rows: each run would look at the rows of all before it.
void go_on_to(const std::vector<std::uint32_t>& rows, const sqlite::Connection& memory,
              const MigrationTable& table, const Options& options) {
    MigrationTable up_to_rows = table;
    up_to_rows.real_heads = {rows.data(), rows.size()};
    Migrator(memory.get(), up_to_rows, version_table_of(options)).upgrade("heads");
}

void add_names(sqlite3* db, std::set<std::string>& names) {
    sqlite::Statement rows;
    const char* const sql = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')";
    if (rows.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) return;
    while (rows.step() == SQLITE_ROW) names.insert(folded(rows.text(0)));
}

}  // namespace

sqlite::Connection database_at(const MigrationTable& table, const Options& options,
                               const std::vector<std::uint32_t>& rows) {
    require_sqlite(table);
    sqlite::Connection memory = open_trial_of(options);
    go_on_to(rows, memory, table, options);
    return memory;
}

Schema application_schema(const sqlite::Connection& database, const Options& options) {
    Schema schema = without_shadow_tables(read_schema(database.get()));
    for (const std::string& own : own_tables(options.version_table)) schema.groups.erase(own);
    return schema;
}

Schema schema_of_revisions(const MigrationTable& table, const Options& options,
                           const std::vector<std::string>& rows) {
    return read_schema(database_at(table, options, locate_rows(table, rows)).get());
}

SchemaStep SchemaSteps::of(std::uint32_t revision) {
    const std::vector<bool> behind = applied_set(table_, {&revision, 1});
    std::vector<bool> below = behind;
    below[revision] = false;
    const std::vector<std::uint32_t> rows = rows_of(table_, below);
    // Behind a failure it is not known what a database is.
    std::optional<sqlite::Connection> database = std::exchange(database_, std::nullopt);
    const auto needs = [](bool is_needed, bool is_applied) { return is_needed || !is_applied; };
    if (database && std::ranges::equal(below, applied_, needs)) {
        go_on_to(rows, *database, table_, options_);
    } else {
        database = database_at(table_, options_, rows);
    }
    SchemaStep step{application_schema(*database, options_), {}};
    go_on_to(rows_of(table_, behind), *database, table_, options_);
    step.is = application_schema(*database, options_);
    database_ = std::move(database);
    applied_ = behind;
    return step;
}

std::set<std::string> own_tables(const std::string& version_table) {
    return {folded(version_table), std::string(history_table), std::string(compatible_table)};
}

std::vector<TableHistory> tables_of_revisions(const MigrationTable& table, const Options& given) {
    const sqlite::Connection memory = open_trial_of(given);
    Options options = version_table_of(given);
    SchemaHistory history;
    Schema before;
    options.progress = [&](const Progress& progress) {
        if (progress.event != Progress::Event::finished) return;
        Schema now = read_schema(memory.get());
        std::set<std::string> changed = different_groups(before, now);
        changed.erase(folded(given.version_table));
        history.add(progress.step.position, now, changed);
        before = std::move(now);
    };
    Migrator(memory.get(), table, options).upgrade("heads");
    return history.tables();
}

Schema live_schema_as_written(const std::string& url, const Options& options) {
    const sqlite::Connection connection = open_database(parse_url(url).database);
    if (options.connect) options.connect(connection.get());
    sqlite3_busy_timeout(connection.get(), static_cast<int>(options.lock_wait.count()));
    return read_schema(connection.get());
}

Schema live_schema(const std::string& url, const Options& options) {
    const sqlite::Connection memory = open_trial_of(options);
    return with_plain_strings(live_schema_as_written(url, options), memory.get());
}

std::set<std::string> made_by_others(const Schema& live, const MigrationTable& table,
                                     const Options& given) {
    const sqlite::Connection memory = open_trial_of(given);
    std::set<std::string> made = own_tables(given.version_table);
    Options options = version_table_of(given);
    options.progress = [&](const Progress& progress) {
        if (progress.event == Progress::Event::finished) add_names(memory.get(), made);
    };
    try {
        Migrator(memory.get(), table, options).upgrade("heads");
    } catch (const Error&) {
        // What is still to come need not run here; then it has made nothing either.
    }
    std::set<std::string> others;
    for (const auto& [name, objects] : live.groups) {
        if (made.count(name) == 0) others.insert(name);
    }
    return others;
}

bool has_other_set(const Schema& live, const std::string& version_table) {
    return std::ranges::any_of(live.groups, [&](const auto& group) {
        const SchemaObject& first = group.second.front();
        if (first.kind != SchemaObject::Kind::table || group.first == folded(version_table)) {
            return false;
        }
        const TableDefinition definition = parse_table(first.sql);
        return definition.columns.size() == 1 &&
               folded(definition.columns[0].name) == "version_num";
    });
}

}  // namespace kiln::tool
