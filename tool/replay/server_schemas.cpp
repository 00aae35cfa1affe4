#include "tool/replay/server_schemas.hpp"

#include "src/database/open.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/script_text.hpp"
#include "src/run/version.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"
#include "tool/command_line/workspace.hpp"
#include "tool/replay/described_mysql.hpp"
#include "tool/replay/described_postgresql.hpp"
#include "tool/replay/mysql_catalog.hpp"
#include "tool/replay/postgresql_catalog.hpp"
#include "tool/replay/server_faults.hpp"
#include "tool/schema/name_pattern.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>
#include <kiln/migrator.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// What a statement answers, column by column.
std::vector<std::string> cells_of(Connection& connection, const std::string& sql) {
    std::vector<std::string> cells;
    const FirstStatement done = connection.run_first(sql, {}, [&](Row row) {
        for (const Cell& cell : row) cells.emplace_back(cell.text);
    });
    if (done.fault) throw database_error(*done.fault, Doing::read, connection.name());
    return cells;
}

/// A person's database: what is read of it at once.
struct LiveDatabase {
    Catalog catalog;
    /// What makes a trial database like it, as far as revisions do not.
    std::vector<std::string> setup;
    /// The same of a session, where another server has it.
    std::vector<std::string> session;
    std::string version;
    std::string name;
    bool has_other_set = false;
    bool folds_names = false;  ///< all that is a table has its name in small letters
};

/// What is asked of a kind of servers.
struct ServerWords {
    std::string_view name;
    Catalog (*read)(Connection& connection, const std::string& version_table);
    const char* version;
    const char* database;
    /// Tables that have a version table's one column, and are not this one.
    std::string (*other_sets)(const std::string& version_table);
    std::vector<std::string> (*setup)(Connection& live, const Options& options);
    std::vector<std::string> (*session)(Connection& live);
};

std::string other_sets_on_postgresql(const std::string& version_table) {
    return "SELECT 1 FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = "
           "a.attrelid WHERE c.relkind = 'r' AND c.relnatts = 1 AND a.attname = 'version_num' AND "
           "a.attnum = 1 AND (c.relname <> " +
           string_in_sql(version_table) +
           " OR c.relnamespace <> (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = "
           "pg_catalog.to_regclass(" +
           string_in_sql(quoted_name(version_table)) + "))) LIMIT 1";
}

/// The schemas where revisions make what they do not qualify.
std::vector<std::string> setup_on_postgresql(Connection& live, const Options& options) {
    std::vector<std::string> path = {options.schema};
    if (options.schema.empty()) {
        path = cells_of(live, "SELECT pg_catalog.unnest(pg_catalog.current_schemas(false))");
    }
    std::vector<std::string> setup;
    std::string names;
    for (const std::string& schema : path) {
        setup.push_back("CREATE SCHEMA IF NOT EXISTS " + quoted_name(schema));
        names += (names.empty() ? "" : ", ") + quoted_name(schema);
    }
    if (!names.empty()) setup.push_back("SET search_path = " + names);
    return setup;
}

/// What times in a revision mean.
std::vector<std::string> session_on_postgresql(Connection& live) {
    std::vector<std::string> session;
    for (const char* name : {"TimeZone", "DateStyle", "IntervalStyle"}) {
        session.push_back("SET " + std::string(name) + " = " +
                          string_in_sql(cells_of(live, "SHOW " + std::string(name)).at(0)));
    }
    return session;
}

constexpr ServerWords postgresql_words{
    "PostgreSQL",
    read_postgresql_catalog,
    "SELECT pg_catalog.current_setting('server_version_num')::integer / 10000",
    "SELECT pg_catalog.current_database()",
    other_sets_on_postgresql,
    setup_on_postgresql,
    session_on_postgresql};

std::string other_sets_on_mysql(const std::string& version_table) {
    return "SELECT TABLE_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() "
           "GROUP "
           "BY TABLE_NAME HAVING COUNT(*) = 1 AND MAX(COLUMN_NAME) = 'version_num' AND "
           "LOWER(TABLE_NAME) <> LOWER(" +
           string_in_sql(version_table) + ")";
}

/// What tables have that say nothing of it.
std::vector<std::string> setup_on_mysql(Connection& live, const Options&) {
    const std::vector<std::string> cells =
        cells_of(live,
                 "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM "
                 "information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()");
    return {"ALTER DATABASE CHARACTER SET " + cells.at(0) + " COLLATE " + cells.at(1)};
}

/// In which mode a revision is read, and what it need not say of a table. Not each server has all.
std::vector<std::string> session_on_mysql(Connection& live) {
    std::vector<std::string> session;
    for (const char* name :
         {"sql_mode", "old_mode", "default_storage_engine", "explicit_defaults_for_timestamp"}) {
        live.run_first("SELECT @@SESSION." + std::string(name) + " LIMIT 1", {}, [&](Row row) {
            const bool is_text = row[0].kind == Cell::Kind::text;
            session.push_back("SET SESSION " + std::string(name) + " = " +
                              (is_text ? string_in_sql(row[0].text) : std::string(row[0].text)));
        });
    }
    return session;
}

constexpr ServerWords mysql_words{
    "a server of version",
    [](Connection& connection, const std::string& version_table) {
        return MysqlCatalog(connection, version_table).read();
    },
    "SELECT REGEXP_REPLACE(VERSION(), '^([0-9]+[.][0-9]+).*$', '\\1')",
    "SELECT DATABASE()",
    other_sets_on_mysql,
    setup_on_mysql,
    session_on_mysql};

const ServerWords& server_words(Dialect dialect) {
    return dialect == Dialect::mysql ? mysql_words : postgresql_words;
}

/// A connection for one call that reads.
class OpenDatabase {
public:
    OpenDatabase(const std::string& url, const MigrationTable& table, const Options& options)
        : connection_(open_connection(url, table, options)) {
        connection_->enter(false);
    }
    OpenDatabase(const OpenDatabase&) = delete;
    OpenDatabase& operator=(const OpenDatabase&) = delete;
    ~OpenDatabase() { connection_->leave(); }

    Connection& connection() const { return *connection_; }

private:
    std::unique_ptr<Connection> connection_;
};

LiveDatabase read_live(const Workspace& workspace) {
    const ServerWords& words = server_words(workspace.dialect());
    const std::string& version_table = workspace.options.version_table;
    const OpenDatabase database(workspace.url(), workspace.table(), workspace.options);
    Connection& connection = database.connection();
    LiveDatabase live;
    live.session = words.session(connection);
    std::optional<MysqlReading> reading;
    if (connection.dialect() == Dialect::mysql) {
        reading.emplace(connection);
        live.folds_names = cells_of(connection, "SELECT @@lower_case_table_names").front() == "1";
    }
    live.catalog = words.read(connection, version_table);
    live.setup = words.setup(connection, workspace.options);
    live.version = cells_of(connection, words.version).front();
    live.name = cells_of(connection, words.database).front();
    live.has_other_set = !cells_of(connection, words.other_sets(version_table)).empty();
    return live;
}

/// A database that is not there yet.
LiveDatabase new_database(const Options& options) {
    LiveDatabase database;
    if (!options.schema.empty()) {
        database.setup = {"CREATE SCHEMA IF NOT EXISTS " + quoted_name(options.schema),
                          "SET search_path = " + quoted_name(options.schema)};
    }
    return database;
}

/// All revisions of a table on a database of the trial server, as a program runs them.
class TrialRun {
public:
    TrialRun(const MigrationTable& table, const Options& options, const TrialServer& server,
             const LiveDatabase& live)
        : table_(table), options_(options), makes_roles_(server.is_private()), database_(server) {
        if (dialect() == Dialect::mysql) {
            mysql_.emplace(connection(), options.version_table, live.name);
        } else {
            postgresql_.emplace(connection(), options.version_table);
        }
        for (const std::string& sql : live.setup) run(sql);
        for (const std::string& sql : live.session) connection().run_first(sql);
        for (const Migration& migration : table_.migrations) {
            if (!postgresql_) break;
            const std::string upgrade = upgrade_of(migration);
            postgresql_->expect(upgrade);
            database_.expect_roles_of(upgrade);
        }
    }
    TrialRun(const Workspace& workspace, const TrialServer& server, const LiveDatabase& live)
        : TrialRun(workspace.table(), workspace.options, server, live) {}

    Connection& connection() const { return database_.connection(); }
    Catalog read() { return mysql_ ? mysql_->read() : postgresql_->read(); }
    DescribedSchema describe() const {
        return mysql_ ? describe_mysql(connection(), options_.version_table)
                      : describe_postgresql(connection(), options_.version_table);
    }
    std::string version() const {
        return cells_of(connection(), server_words(dialect()).version).front();
    }

    /// `behind` is told each revision's position, within the run.
    void upgrade(const std::vector<std::uint32_t>& rows,
                 const std::function<void(std::uint32_t)>& behind = {}) {
        MigrationTable table = table_;
        table.real_heads = {rows.data(), rows.size()};
        Options options;
        options.version_table = options_.version_table;
        options.transaction_per_migration = options_.transaction_per_migration;
        options.progress = [&](const Progress& progress) {
            if (behind && progress.event == Progress::Event::finished) {
                behind(progress.step.position);
            }
        };
        Migrator migrator = make_migrator(table, options);
        // Each role that is missing is told alone.
        for (int roles = 0;; ++roles) {
            try {
                migrator.upgrade("heads");
                return;
            } catch (const Error& error) {
                const std::string& message = error.message();
                if (is_of_missing_extension(error)) {
                    throw make_error(Code::missing_extension, message, missing_extension_hint);
                }
                const auto role = makes_roles_ ? missing_role(message) : std::nullopt;
                if (!role || roles == 1000) throw;
                database_.add_role(*role);
            }
        }
    }

    /// The same of all revisions, with what of the catalog may have changed since the last.
    void watch(const std::function<void(std::uint32_t, const Catalog&)>& behind) {
        Catalog catalog = read();
        const auto& heads = table_.real_heads;
        upgrade({heads.begin(), heads.end()}, [&](std::uint32_t position) {
            catalog = read_on(std::move(catalog), position);
            behind(position, catalog);
        });
    }

private:
    Dialect dialect() const { return connection().dialect(); }

    std::string upgrade_of(const Migration& migration) const {
        if (migration.is_code) return "";
        return std::string(ScriptText(scripts_of(migration, dialect()).upgrade.pieces).view());
    }

    /// The error stands at the statement.
    bool is_of_missing_extension(const Error& error) const {
        if (dialect() != Dialect::postgresql || error.code() != Code::script_failed) return false;
        const Location& at = error.diagnostics().front().location;
        for (const Migration& migration : table_.migrations) {
            if (migration.file != at.file) continue;
            const std::string upgrade = upgrade_of(migration);
            std::string_view sql = upgrade;
            for (std::uint32_t line = scripts_of(migration, dialect()).upgrade.line; line < at.line;
                 ++line) {
                sql.remove_prefix(std::min(sql.find('\n'), sql.size() - 1) + 1);
            }
            sql.remove_prefix(std::min<std::size_t>(std::max(at.column, 1U) - 1, sql.size()));
            return lacks_extension(connection(), sql);
        }
        return false;
    }

    Migrator make_migrator(const MigrationTable& table, const Options& options) const {
        void* const handle = connection().handle();
        if (dialect() == Dialect::mysql) return {static_cast<st_mysql*>(handle), table, options};
        return {static_cast<pg_conn*>(handle), table, options};
    }

    Catalog read_on(Catalog last, std::uint32_t position) {
        if (postgresql_) return postgresql_->read(std::move(last));
        const Migration& migration = table_.migrations[position];
        if (migration.is_code) return mysql_->read();
        return mysql_->read(std::move(last), sql_words(upgrade_of(migration)));
    }

    void run(const std::string& sql) const {
        const FirstStatement done = connection().run_first(sql);
        if (done.fault) throw database_error(*done.fault, Doing::write, connection().name());
    }

    const MigrationTable& table_;
    const Options& options_;
    bool makes_roles_;
    TrialDatabaseOnServer database_;
    std::optional<PostgresqlCatalog> postgresql_;
    std::optional<MysqlCatalog> mysql_;
};

const std::string& root_of(const std::string& key, const std::string& owner) {
    return owner.empty() ? key : owner;
}

/// Of what stands in no schema, such as an extension, a database has what its people put there.
bool stands_in_schema(std::string_view root) {
    static constexpr std::string_view kinds[] = {
        "table ",    "view ",     "materialized view ", "foreign table ",
        "sequence ", "function ", "procedure ",         "aggregate ",
        "type ",     "domain ",   "statistics "};
    return std::ranges::any_of(kinds,
                               [&](std::string_view kind) { return root.starts_with(kind); });
}

/// By its name, with its schema or without.
bool is_left_alone(const std::string& root, const std::vector<std::string>& patterns) {
    if (patterns.empty()) return false;
    const std::size_t space = root.starts_with("materialized") || root.starts_with("foreign table")
                                  ? root.find(' ', root.find(' ') + 1)
                                  : root.find(' ');
    const std::string name = root.substr(space + 1);
    const std::size_t dot = name.rfind('.', name.find('('));
    return is_like_any(unquoted(name), patterns) ||
           (dot != std::string::npos && is_like_any(unquoted(name.substr(dot + 1)), patterns));
}

/// What is compared between two servers.
Catalog comparable(Catalog catalog, const Workspace& workspace) {
    std::erase_if(catalog, [&](const auto& each) {
        const auto& [key, entry] = each;
        return key.starts_with("default privileges ") ||
               is_left_alone(root_of(key, entry.owner), workspace.leave_alone);
    });
    for (auto& [key, entry] : catalog) entry.deployed.clear();
    return catalog;
}

/// What the revisions ever make. What is still to come need not run here; then it has made nothing.
std::set<std::string> all_made(TrialRun& run) {
    std::set<std::string> made;
    try {
        run.watch([&](std::uint32_t, const Catalog& catalog) {
            for (const auto& [key, entry] : catalog) made.insert(root_of(key, entry.owner));
        });
    } catch (const Error&) {
    }
    return made;
}

std::map<std::string, Fingerprint> fingerprints_of(const Catalog& catalog) {
    std::map<std::string, std::string> texts;
    for (const auto& [key, entry] : catalog) {
        const std::string& root = root_of(key, entry.owner);
        if (!stands_in_schema(root)) continue;
        texts[root] += key + '\0' + entry.text + '\0';
    }
    std::map<std::string, Fingerprint> out;
    for (const auto& [root, text] : texts) {
        out[root] = static_cast<Fingerprint>(std::hash<std::string>{}(text)) | 1U;
    }
    return out;
}

/// How many letters of a key are the kind of thing.
std::size_t size_of_kind(std::string_view key) {
    static constexpr std::string_view of_two_words[] = {
        "materialized view ", "foreign table ", "event trigger ",
        "foreign server ",    "primary key ",   "default privileges "};
    for (const std::string_view kind : of_two_words) {
        if (key.starts_with(kind)) return kind.size() - 1;
    }
    return std::min(key.find(' '), key.size());
}

std::string behind_kind(std::string_view key) {
    return std::string(key.substr(std::min(size_of_kind(key) + 1, key.size())));
}

ServerSchemas::Change change_of(const CatalogDifference& difference) {
    ServerSchemas::Change change;
    change.verb = difference.kind == CatalogDifference::Kind::missing     ? "drop"
                  : difference.kind == CatalogDifference::Kind::left_over ? "add"
                                                                          : "change";
    change.kind = difference.key.substr(0, size_of_kind(difference.key));
    change.name = behind_kind(difference.key);
    change.was = difference.was;
    change.is = difference.is;
    if (difference.owner.empty()) return change;
    change.table = behind_kind(difference.owner);
    const std::string prefix = change.table + ".";
    const std::string suffix = " of " + change.table;
    if (change.name.starts_with(prefix)) {
        change.name.erase(0, prefix.size());
    } else if (change.name.ends_with(suffix)) {
        change.name.resize(change.name.size() - suffix.size());
    } else if (change.kind == "primary key" || change.kind == "period") {
        change.name.clear();
    }
    return change;
}

class TrialSchemas : public ServerSchemas {
public:
    Comparison compare(const Workspace& workspace,
                       const std::vector<std::string>& rows) const override {
        const std::vector<std::uint32_t> positions = locate_rows(workspace.table(), rows);
        // Before a server of ours is there: that hides the variables of clients.
        const LiveDatabase live = read_live(workspace);
        const ServerWords& words = server_words(workspace.dialect());
        Comparison comparison;
        const auto server = find_server(workspace, comparison.missing, live.folds_names);
        if (!server) return comparison;
        Catalog was;
        {
            TrialRun run(workspace, *server, live);
            run.upgrade(positions);
            was = comparable(run.read(), workspace);
            if (const std::string version = run.version(); version != live.version) {
                comparison.note = "compared on " + std::string(words.name) + " " + version +
                                  ", and the database is of " + live.version +
                                  ", which may say the same otherwise";
            }
        }
        const Catalog is = comparable(live.catalog, workspace);
        std::optional<std::set<std::string>> made;
        for (const CatalogDifference& each : compare_catalogs(was, is)) {
            const std::string& root = root_of(each.key, each.owner);
            Difference difference{kind_of(each.kind), tool::describe(each), false};
            if (each.kind == CatalogDifference::Kind::left_over && !was.contains(root)) {
                if (!stands_in_schema(root)) continue;
                if (!made) {
                    TrialRun run(workspace, *server, live);
                    made = all_made(run);
                }
                difference.may_be_others = !made->contains(root);
                if (difference.may_be_others && live.has_other_set) continue;
            }
            comparison.differences.push_back(std::move(difference));
        }
        return comparison;
    }

    Tables tables(const Workspace& workspace) const override {
        const LiveDatabase live = read_live(workspace);
        Tables out;
        const auto server = find_server(workspace, out.missing, live.folds_names);
        if (!server) return out;
        TrialRun run(workspace, *server, live);
        std::map<std::string, Fingerprint> before =
            fingerprints_of(comparable(run.read(), workspace));
        std::map<std::string, TableHistory> histories;
        const auto add = [&](const std::string& name, std::uint32_t position, Fingerprint now) {
            TableHistory& history = histories[name];
            history.table = name;
            history.versions.push_back({position, now});
        };
        run.watch([&](std::uint32_t position, const Catalog& catalog) {
            std::map<std::string, Fingerprint> now =
                fingerprints_of(comparable(catalog, workspace));
            for (const auto& [name, fingerprint] : now) {
                const auto was = before.find(name);
                if (was == before.end() || was->second != fingerprint) {
                    add(name, position, fingerprint);
                }
            }
            for (const auto& [name, fingerprint] : before) {
                if (!now.contains(name)) add(name, position, no_table);
            }
            before = std::move(now);
        });
        for (auto& [name, history] : histories) out.made.push_back(std::move(history));
        return out;
    }

    std::map<std::string, Fingerprint> tables_of(Connection& connection,
                                                 const Workspace& workspace) const override {
        return fingerprints_of(comparable(
            server_words(workspace.dialect()).read(connection, workspace.options.version_table),
            workspace));
    }

    Description describe(const Workspace& workspace,
                         const std::vector<std::uint32_t>& rows) const override {
        Description out;
        const auto server = find_server(workspace, out.missing);
        if (server) {
            out.schema = describe_on_server(*server, workspace.table(), workspace.options, rows);
        }
        return out;
    }

    Changes changes(const Workspace& workspace, const std::vector<std::uint32_t>& was,
                    const std::vector<std::uint32_t>& is) const override {
        Changes out;
        const auto server = find_server(workspace, out.missing);
        if (!server) return out;
        const auto catalog_at = [&](const std::vector<std::uint32_t>& rows) {
            TrialRun run(workspace, *server, new_database(workspace.options));
            if (!rows.empty()) run.upgrade(rows);
            Catalog catalog = run.read();
            for (auto& [key, entry] : catalog) entry.deployed.clear();
            return catalog;
        };
        const Catalog before = catalog_at(was);
        for (const CatalogDifference& each : compare_catalogs(before, catalog_at(is))) {
            out.all.push_back(change_of(each));
        }
        return out;
    }

private:
    static std::unique_ptr<TrialServer> find_server(const Workspace& workspace,
                                                    std::string& missing,
                                                    bool folds_names = false) {
        const Dialect dialect = workspace.dialect();
        ServerChoice choice = server_choice(dialect, "");
        choice.folds_names = folds_names;
        return TrialServer::find(dialect, choice, missing);
    }

    static Difference::Kind kind_of(CatalogDifference::Kind kind) {
        switch (kind) {
            case CatalogDifference::Kind::missing:
                return Difference::Kind::missing;
            case CatalogDifference::Kind::left_over:
                return Difference::Kind::left_over;
            case CatalogDifference::Kind::changed:
                break;
        }
        return Difference::Kind::changed;
    }
};

}  // namespace

DescribedSchema describe_on_server(const TrialServer& server, const MigrationTable& table,
                                   const Options& options, const std::vector<std::uint32_t>& rows) {
    TrialRun run(table, options, server, new_database(options));
    if (!rows.empty()) run.upgrade(rows);
    return run.describe();
}

DescribedSchema describe_database(const std::string& url, const MigrationTable& table,
                                  const Options& options) {
    const OpenDatabase database(url, table, options);
    Connection& connection = database.connection();
    return connection.dialect() == Dialect::mysql
               ? describe_mysql(connection, options.version_table)
               : describe_postgresql(connection, options.version_table);
}

std::shared_ptr<const ServerSchemas> schemas_on_trial_servers() {
    return std::make_shared<TrialSchemas>();
}

}  // namespace kiln::tool
