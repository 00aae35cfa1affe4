// What an application may ask of a run: a deadline, a backup, a log.

#include "src/database/sqlite/backup.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/stat.h>
#endif

namespace kiln::support {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class MigratorOptions : public testing::Test {
protected:
    Report upgrade(const std::string& target = "heads") {
        return Migrator(url_of(file), table, options).upgrade(target);
    }
    std::vector<std::string> names_in_folder() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder.path())) {
            names.push_back(entry.path().filename().string());
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    const TestTable table{"a; b < a",
                          {{"a", {.upgrade = "CREATE TABLE t (x); INSERT INTO t VALUES (1);"}},
                           {"b", {.upgrade = "UPDATE t SET x = x + 1;"}}}};
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    std::string copy = folder.file("x.bak");
    Options options;
};

constexpr auto endless =
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT "
    "max(i) FROM n;";

TEST_F(MigratorOptions, a_statement_beyond_its_deadline_is_stopped_and_nothing_changed) {
    const TestTable never("a",
                          {{"a", {.upgrade = std::string("CREATE TABLE t (x);\n") + endless}}});
    options.statement_deadline = milliseconds(50);
    const Caught error = caught([&] { Migrator(url_of(file), never, options).upgrade(); });
    EXPECT_EQ(error.code, "K419");
    EXPECT_EQ(
        error.message,
        "cannot upgrade to 'a': the statement did not end within 50 ms, its deadline; nothing "
        "was changed");
    EXPECT_EQ(error.diagnostics[0].location.line, 6u);
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM sqlite_master"), "0");
}

TEST_F(MigratorOptions, a_deadline_is_for_each_statement_and_not_for_all) {
    std::string script = "CREATE TABLE t (x);";
    for (int i = 0; i < 40; ++i) {
        script +=
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 100000) "
            "INSERT INTO t SELECT max(i) FROM n;";
    }
    const TestTable many("a", {{"a", {.upgrade = script}}});
    options.statement_deadline = milliseconds(10'000);
    Migrator(url_of(file), many, options).upgrade();
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM t"), "40");
}

TEST_F(MigratorOptions, a_backup_is_the_database_before_the_run) {
    upgrade("a");
    options.backup = copy;
    upgrade();
    EXPECT_EQ(run_sql(file, "SELECT x, version_num FROM t, alembic_version"), "2|b");
    EXPECT_EQ(run_sql(copy, "SELECT x, version_num FROM t, alembic_version"), "1|a");
    EXPECT_THAT(names_in_folder(), ElementsAre("x.bak", "x.db"));
}

TEST_F(MigratorOptions, a_run_with_nothing_to_do_leaves_an_older_backup_alone) {
    upgrade("a");
    options.backup = copy;
    upgrade();
    const std::string before = bytes_of(copy);
    upgrade();
    EXPECT_EQ(bytes_of(copy), before);
}

TEST_F(MigratorOptions, a_run_that_is_refused_leaves_an_older_backup_alone) {
    upgrade("a");
    std::ofstream(copy) << "an older copy";
    options.backup = copy;
    const TestTable changed("a; b < a", {{"a", {.checksum = "other a"}}});
    EXPECT_EQ(caught([&] { Migrator(url_of(file), changed, options).upgrade(); }).code, "K404");
    EXPECT_EQ(bytes_of(copy), "an older copy");
}

TEST_F(MigratorOptions, a_later_run_replaces_the_backup_and_a_killed_one_is_cleared_away) {
    options.backup = copy;
    upgrade("a");
    EXPECT_FALSE(fs::exists(copy)) << "of an empty database";
    std::ofstream(copy) << "an older copy";
    const std::string part = part_of_backup(copy, file);
    std::ofstream(part) << "half a copy";
    std::ofstream(part + "-journal") << "its journal";
    upgrade();
    EXPECT_EQ(run_sql(copy, "SELECT version_num FROM alembic_version"), "a");
    EXPECT_THAT(names_in_folder(), ElementsAre("x.bak", "x.db"));
}

TEST_F(MigratorOptions, what_a_killed_program_left_beside_an_older_backup_is_not_played_into_it) {
    upgrade("a");
    options.backup = copy;
    upgrade();
    for (const char* const mode : {"delete", "wal"}) {
        Migrator(url_of(file), table, options).downgrade("a");
        {
            // Whoever opens the backup is killed there: its journal or WAL stays.
            const TestConnection other(copy);
            other.run(std::string("PRAGMA journal_mode = ") + mode +
                      "; PRAGMA cache_size = 1; PRAGMA cache_spill = 1; CREATE TABLE big (x)");
            other.run(
                "BEGIN; WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT "
                "200) INSERT INTO big SELECT zeroblob(900) FROM n");
            for (const char* const suffix : {"-journal", "-wal"}) {
                if (fs::exists(copy + suffix)) fs::copy(copy + suffix, copy + suffix + "-kept");
            }
        }
        for (const char* const suffix : {"-journal", "-wal"}) {
            if (!fs::exists(copy + suffix + "-kept")) continue;
            fs::rename(copy + suffix + "-kept", copy + suffix);
            EXPECT_GT(fs::file_size(copy + suffix), 0u);
        }
        upgrade();
        EXPECT_EQ(run_sql(copy, "PRAGMA integrity_check; SELECT version_num FROM alembic_version"),
                  "ok a");
        EXPECT_EQ(run_sql(copy, "SELECT name FROM sqlite_master WHERE name = 'big'"), "");
        EXPECT_THAT(names_in_folder(), ElementsAre("x.bak", "x.db"));
    }
}

TEST_F(MigratorOptions, a_backup_has_rows_that_break_a_constraint_and_what_others_defined) {
    const TestConnection application(file);
    sqlite3_create_collation(application.get(), "mine", SQLITE_UTF8, nullptr,
                             [](void*, int, const void*, int, const void*) { return 0; });
    application.run(
        "CREATE TABLE broken (x CHECK (x > 0)); PRAGMA ignore_check_constraints = ON;"
        "INSERT INTO broken VALUES (-1); PRAGMA ignore_check_constraints = OFF");
    options.backup = copy;
    EXPECT_EQ(Migrator(application.get(), table, options).upgrade("a").steps.size(), 1u);
    EXPECT_EQ(run_sql(copy, "SELECT x FROM broken"), "-1");
    application.run(
        "CREATE TABLE sorted (x COLLATE mine); CREATE INDEX ix ON sorted (x);"
        "INSERT INTO sorted VALUES ('y')");
    EXPECT_EQ(Migrator(application.get(), table, options).upgrade().steps.size(), 1u);
    EXPECT_EQ(run_sql(copy, "SELECT x FROM sorted"), "y");
}

TEST_F(MigratorOptions, a_link_to_a_backup_leads_to_it) {
    upgrade("a");
    std::ofstream(folder.file("real")) << "an older copy";
    fs::create_symlink("real", copy);
    options.backup = copy;
    upgrade();
    EXPECT_TRUE(fs::is_symlink(copy));
    EXPECT_EQ(run_sql(folder.file("real"), "SELECT version_num FROM alembic_version"), "a");
}

TEST_F(MigratorOptions, a_database_in_wal_mode_is_backed_up_with_what_its_wal_holds) {
    const TestConnection application(file);
    application.run("PRAGMA journal_mode = WAL");
    upgrade("a");
    options.backup = copy;
    upgrade();
    EXPECT_EQ(run_sql(copy, "SELECT x, version_num FROM t, alembic_version"), "1|a");
}

TEST_F(MigratorOptions, an_applications_own_connection_is_backed_up_too) {
    upgrade("a");
    const TestConnection application(file);
    options.backup = copy;
    Migrator(application.get(), table, options).upgrade();
    EXPECT_EQ(run_sql(copy, "SELECT version_num FROM alembic_version"), "a");
}

TEST_F(MigratorOptions, a_database_in_memory_has_no_backup) {
    options.backup = copy;
    Migrator("sqlite://", table, options).upgrade();
    EXPECT_FALSE(fs::exists(copy));
}

TEST_F(MigratorOptions, a_backup_is_readable_to_those_who_can_read_the_database_and_no_others) {
    upgrade("a");
    options.backup = copy;
    constexpr fs::perms owners = fs::perms::owner_read | fs::perms::owner_write;
    for (const fs::perms permissions : {owners, owners | fs::perms::others_read}) {
        fs::permissions(file, permissions);
        upgrade();
        EXPECT_EQ(fs::status(copy).permissions(), permissions);
        Migrator(url_of(file), table).downgrade("a");
    }
}

TEST_F(MigratorOptions, stamp_downgrade_and_repair_are_backed_up) {
    upgrade("a");
    options.backup = copy;
    Migrator(url_of(file), table, options).stamp("b");
    EXPECT_EQ(run_sql(copy, "SELECT version_num FROM alembic_version"), "a");
    Migrator(url_of(file), table, options).downgrade("a");
    EXPECT_EQ(run_sql(copy, "SELECT version_num FROM alembic_version"), "b");
    run_sql(file, "DELETE FROM kiln_history WHERE revision = 'a'");
    EXPECT_EQ(Migrator(url_of(file), table, options).repair().size(), 1u);
    EXPECT_EQ(run_sql(copy, "SELECT count(*) FROM kiln_history WHERE revision = 'a'"), "0");
}

TEST_F(MigratorOptions, without_a_backup_nothing_is_changed) {
    upgrade("a");
    const std::string before = bytes_of(file);
    const auto message_for = [&](const std::string& target) {
        options.backup = target;
        const Caught error = caught([&] { upgrade(); });
        EXPECT_EQ(error.code, "K420");
        EXPECT_EQ(bytes_of(file), before);
        return error.message;
    };
    const std::string begin = "cannot back up the database '" + file + "' to '";
    EXPECT_EQ(message_for(file),
              begin + file + "': that is the database itself; nothing was changed");
    EXPECT_EQ(message_for(folder.path().string()),
              begin + folder.path().string() + "': that is a folder; nothing was changed");
    EXPECT_THAT(message_for(folder.file("no/x.bak")),
                HasSubstr("': cannot create a file beside it"));
    for (const char* const suffix : {"-journal", "-wal", "-shm"}) {
        EXPECT_THAT(message_for(file + suffix), HasSubstr("': SQLite keeps its own there; "));
    }
    EXPECT_THAT(names_in_folder(), ElementsAre("x.db"));
#if defined(__unix__) || defined(__APPLE__)
    ASSERT_EQ(mkfifo(copy.c_str(), 0600), 0);
    EXPECT_THAT(message_for(copy), HasSubstr("': that is no plain file; "));
    EXPECT_TRUE(fs::is_fifo(copy));
#endif
}

TEST_F(MigratorOptions, a_database_with_the_name_of_a_backups_journal_is_not_cleared_away) {
    options.backup = folder.file("diary");
    for (const char* const suffix : {"-journal", "-wal", "-shm"}) {
        file = options.backup + suffix;
        options.backup.clear();
        upgrade("a");
        const std::string before = bytes_of(file);
        options.backup = folder.file("diary");
        const Caught error = caught([&] { upgrade(); });
        EXPECT_EQ(error.code, "K420");
        EXPECT_THAT(error.message,
                    HasSubstr("': the database has a name that SQLite gives to what "));
        EXPECT_EQ(bytes_of(file), before);
        fs::remove(file);
    }
}

TEST_F(MigratorOptions, a_damaged_database_gives_no_sound_copy) {
    upgrade("a");
    run_sql(file,
            "CREATE TABLE big (x); CREATE INDEX ix ON big (x);"
            "INSERT INTO big VALUES (1), (2), (3)");
    run_sql(file,
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT "
            "rootpage FROM sqlite_master WHERE name = 'big') WHERE name = 'ix'");
    std::ofstream(copy) << "an older copy";
    options.backup = copy;
    const Caught error = caught([&] { upgrade(); });
    EXPECT_EQ(error.code, "K420");
    EXPECT_THAT(error.message, HasSubstr("nothing was changed"));
    EXPECT_EQ(error.hint, "the database itself is damaged: restore an older copy of it");
    EXPECT_EQ(bytes_of(copy), "an older copy");
    EXPECT_THAT(names_in_folder(), ElementsAre("x.bak", "x.db"));
}

TEST_F(MigratorOptions, damage_is_found_beside_what_the_application_alone_can_check) {
    const TestConnection application(file);
    sqlite3_create_collation(application.get(), "mine", SQLITE_UTF8, nullptr,
                             [](void*, int, const void*, int, const void*) { return 0; });
    application.run(
        "CREATE TABLE a (x COLLATE mine); CREATE INDEX ia ON a (x); INSERT INTO a VALUES ('y');"
        "CREATE TABLE big (x); CREATE INDEX ix ON big (x) WHERE x > 1; INSERT INTO big VALUES (1);"
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE INDEX ix ON big (x)' "
        "WHERE name = 'ix'; PRAGMA writable_schema = RESET");
    options.backup = copy;
    const Caught error = caught([&] { Migrator(application.get(), table, options).upgrade("a"); });
    EXPECT_EQ(error.code, "K420");
    EXPECT_EQ(error.hint, "the database itself is damaged: restore an older copy of it");
    EXPECT_FALSE(fs::exists(copy));
}

/// How often a database was opened by a file system of the application's own.
int opened = 0;
int (*open_of_default)(sqlite3_vfs*, const char*, sqlite3_file*, int, int*) = nullptr;

TEST_F(MigratorOptions, a_backup_reads_by_the_file_system_of_the_applications_connection) {
    sqlite3_vfs counting = *sqlite3_vfs_find(nullptr);
    open_of_default = counting.xOpen;
    counting.zName = "counting";
    counting.xOpen = [](sqlite3_vfs* vfs, const char* name, sqlite3_file* handle, int flags,
                        int* out) {
        if ((flags & SQLITE_OPEN_MAIN_DB) != 0) ++opened;
        return open_of_default(vfs, name, handle, flags, out);
    };
    ASSERT_EQ(sqlite3_vfs_register(&counting, 0), SQLITE_OK);
    upgrade("a");
    sqlite3* application = nullptr;
    ASSERT_EQ(sqlite3_open_v2(file.c_str(), &application, SQLITE_OPEN_READWRITE, "counting"),
              SQLITE_OK);
    options.backup = copy;
    Migrator(application, table, options).upgrade();
    EXPECT_EQ(opened, 2);
    sqlite3_close(application);
    sqlite3_vfs_unregister(&counting);
}

TEST_F(MigratorOptions, the_log_tells_what_happens_in_order) {
    std::vector<std::string> lines;
    upgrade("a");
    options.backup = copy;
    options.transaction_per_migration = true;
    options.log = [&](std::string_view line) { lines.emplace_back(line); };
    upgrade();
    EXPECT_THAT(lines, ElementsAre("Backed up the database '" + file + "' to '" + copy + "'",
                                   "Running upgrade a -> b, message of b",
                                   "Committed to the database '" + file + "'"));
    lines.clear();
    upgrade();
    EXPECT_THAT(lines, IsEmpty());
}

TEST_F(MigratorOptions, the_log_tells_of_a_wait_once) {
    std::vector<std::string> lines;
    upgrade("a");
    const TestConnection other(file);
    other.run("BEGIN IMMEDIATE");
    options.lock_wait = milliseconds(300);
    options.log = [&](std::string_view line) { lines.emplace_back(line); };
    EXPECT_EQ(caught([&] { upgrade(); }).code, "K405");
    EXPECT_THAT(lines, ElementsAre("Waiting for the database '" + file + "', which others hold"));
}

TEST_F(MigratorOptions, a_repair_touches_kilns_own_tables_alone_and_is_told_before) {
    upgrade();
    run_sql(file,
            "DELETE FROM kiln_history WHERE revision = 'a'; CREATE TRIGGER tr AFTER INSERT ON "
            "t BEGIN SELECT 1; END");
    const std::string schema = run_sql(file, "SELECT * FROM sqlite_master");
    const std::string before = bytes_of(file);
    Migrator migrator(url_of(file), table, options);
    const std::vector<Repair> found = migrator.find_repairs();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].kind, Repair::Kind::not_in_history);
    EXPECT_EQ(found[0].revision, "a");
    EXPECT_EQ(bytes_of(file), before);

    EXPECT_EQ(migrator.repair().size(), 1u);
    EXPECT_EQ(run_sql(file, "SELECT * FROM sqlite_master"), schema);
    EXPECT_EQ(run_sql(file, "SELECT x, version_num FROM t, alembic_version"), "2|b");
    EXPECT_THAT(migrator.find_repairs(), IsEmpty());
    const std::string after = bytes_of(file);
    EXPECT_THAT(migrator.repair(), IsEmpty());
    EXPECT_EQ(bytes_of(file), after);
}

TEST_F(MigratorOptions, a_repair_that_fails_changes_nothing) {
    upgrade();
    run_sql(file,
            "DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num);"
            "INSERT INTO alembic_version VALUES ('b'), ('b');"
            "CREATE TRIGGER tr BEFORE INSERT ON alembic_version BEGIN SELECT RAISE(FAIL, "
            "'no'); END");
    const std::string before = bytes_of(file);
    const Caught error = caught([&] { Migrator(url_of(file), table, options).repair(); });
    EXPECT_EQ(error.code, "K408");
    EXPECT_EQ(error.message, "cannot write the version table; nothing was changed");
    EXPECT_NE(error.hint.find("that refuses it (no), or rename"), std::string::npos);
    EXPECT_EQ(bytes_of(file), before);
}

}  // namespace
}  // namespace kiln::support
