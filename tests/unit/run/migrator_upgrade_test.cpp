// What a run does to a database when all goes well.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace kiln::support {
namespace {

using Names = std::vector<std::string>;

/// Three revisions in a row, each with a table of its own.
TestTable three_tables() {
    return TestTable("a; b < a; c < b",
                     {{"a", {.upgrade = "CREATE TABLE ta (x);", .downgrade = "DROP TABLE ta;"}},
                      {"b", {.upgrade = "CREATE TABLE tb (x);", .downgrade = "DROP TABLE tb;"}},
                      {"c", {.upgrade = "CREATE TABLE tc (x);", .downgrade = "DROP TABLE tc;"}}});
}

std::string user_tables(const std::string& file) {
    return run_sql(file, "SELECT name FROM sqlite_master WHERE name LIKE 't_' ORDER BY name");
}

Names revisions_of(const Report& report) {
    Names names;
    for (const ReportStep& step : report.steps) names.push_back(step.revision);
    return names;
}

class MigratorUpgrade : public ::testing::TestWithParam<bool> {
protected:
    Options options() const {
        Options options;
        options.transaction_per_migration = GetParam();
        return options;
    }
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    std::string url = url_of(file);
};
INSTANTIATE_TEST_SUITE_P(transactions, MigratorUpgrade, ::testing::Bool(), [](const auto& mode) {
    return std::string(mode.param ? "one_a_revision" : "one_a_run");
});

TEST_P(MigratorUpgrade, upgrade_leads_to_the_heads_and_downgrade_back_to_the_base) {
    const TestTable table = three_tables();
    Migrator migrator(url, table, options());

    const Report up = migrator.upgrade();
    EXPECT_EQ(revisions_of(up), (Names{"a", "b", "c"}));
    EXPECT_EQ(up.heads, Names{"c"});
    EXPECT_EQ(user_tables(file), "ta tb tc");
    EXPECT_EQ(run_sql(file, "SELECT * FROM alembic_version"), "c");

    const Report down = migrator.downgrade("base");
    EXPECT_EQ(revisions_of(down), (Names{"c", "b", "a"}));
    EXPECT_EQ(down.heads, Names{});
    EXPECT_EQ(user_tables(file), "");
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM alembic_version"), "0");
}

TEST_P(MigratorUpgrade, the_log_tells_what_ran_in_order) {
    const TestTable table = three_tables();
    Options with_name = options();
    with_name.applied_by = "clinic 1.2";
    Migrator migrator(url, table, with_name);
    migrator.upgrade("b");
    migrator.downgrade("-1");
    EXPECT_EQ(run_sql(file,
                      "SELECT sequence, revision, direction, checksum, applied_by FROM "
                      "kiln_history ORDER BY sequence"),
              "1|a|upgrade|t1:checksum of a|clinic 1.2 2|b|upgrade|t1:checksum of b|clinic 1.2 "
              "3|b|downgrade|t1:checksum of b|clinic 1.2");
    EXPECT_EQ(run_sql(file,
                      "SELECT count(*) FROM kiln_history WHERE applied_at GLOB "
                      "'20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z' AND "
                      "typeof(duration_ms) = 'integer' AND abs(strftime('%s', applied_at) - "
                      "strftime('%s', 'now')) < 100"),
              "3");
}

TEST_P(MigratorUpgrade, branches_and_merges_keep_alembics_rows) {
    const TestTable table("a; b < a; c < a; m < b c");
    Migrator migrator(url, table, options());
    EXPECT_EQ(migrator.upgrade("b").heads, Names{"b"});
    EXPECT_EQ(migrator.upgrade("c").heads, (Names{"b", "c"}));
    EXPECT_EQ(migrator.upgrade().heads, Names{"m"});
    EXPECT_EQ(run_sql(file, "SELECT * FROM alembic_version"), "m");
    EXPECT_EQ(migrator.downgrade("b").heads, (Names{"b", "c"}));
    EXPECT_EQ(run_sql(file, "SELECT * FROM alembic_version ORDER BY 1"), "b c");
    EXPECT_EQ(migrator.downgrade("base").heads, Names{});
}

TEST_P(MigratorUpgrade, a_script_without_transaction_splits_the_run) {
    const TestTable table(
        "a; b < a; c < b",
        {{"a", {.upgrade = "CREATE TABLE ta (x);", .downgrade = "DROP TABLE ta;"}},
         {"b", {.upgrade = "VACUUM;", .downgrade = "", .no_transaction = true}},
         {"c", {.upgrade = "CREATE TABLE tc (x);", .downgrade = "DROP TABLE tc;"}}});
    Migrator migrator(url, table, options());
    EXPECT_EQ(revisions_of(migrator.upgrade()), (Names{"a", "b", "c"}));
    EXPECT_EQ(user_tables(file), "ta tc");
    EXPECT_EQ(run_sql(file, "SELECT revision FROM kiln_history"), "a b c");
    EXPECT_EQ(migrator.current(), Names{"c"});
    EXPECT_EQ(revisions_of(migrator.downgrade("base")), (Names{"c", "b", "a"}));
    EXPECT_EQ(migrator.current(), Names{});
}

TEST_P(MigratorUpgrade, a_first_script_without_transaction_works_on_a_new_file) {
    const TestTable table(
        "a",
        {{"a",
          {.upgrade = "PRAGMA journal_mode = WAL;", .downgrade = "", .no_transaction = true}}});
    Migrator migrator(url, table, options());
    EXPECT_EQ(migrator.upgrade().heads, Names{"a"});
    EXPECT_EQ(run_sql(file, "PRAGMA journal_mode"), "wal");
}

TEST_P(MigratorUpgrade, rebuilding_a_parent_table_keeps_the_children) {
    run_sql(file,
            "CREATE TABLE parent (id INTEGER PRIMARY KEY, name);"
            "CREATE TABLE child (p REFERENCES parent ON DELETE CASCADE);"
            "INSERT INTO parent VALUES (1, 'x'), (2, 'y'); INSERT INTO child VALUES (1), (2);");
    const TestTable table("a", {{"a",
                                 {.upgrade = "CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT "
                                             "NOT NULL);INSERT INTO new SELECT * FROM parent;DROP "
                                             "TABLE parent;ALTER TABLE new RENAME TO parent;"}}});
    TestConnection connection(file);
    connection.run("PRAGMA foreign_keys = ON");
    Migrator(connection.get(), table, options()).upgrade();
    EXPECT_EQ(connection.run("SELECT p FROM child"), "1 2");
    EXPECT_EQ(connection.run("PRAGMA foreign_keys"), "1");
}

TEST_P(MigratorUpgrade, a_script_that_switches_foreign_keys_on_costs_the_next_one_no_children) {
    run_sql(file,
            "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
            "CREATE TABLE child (p REFERENCES parent ON DELETE CASCADE);"
            "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);");
    const TestTable table(
        "a; b < a", {{"a", {.upgrade = "PRAGMA foreign_keys = ON;", .no_transaction = true}},
                     {"b",
                      {.upgrade = "CREATE TABLE new (id INTEGER PRIMARY KEY); INSERT INTO new "
                                  "SELECT id FROM parent; DROP TABLE parent; ALTER TABLE new "
                                  "RENAME TO parent;"}}});
    Migrator(url, table, options()).upgrade();
    EXPECT_EQ(run_sql(file, "SELECT p FROM child"), "1");
}

TEST_P(MigratorUpgrade, progress_tells_each_step_before_and_behind) {
    const TestTable table = three_tables();
    std::string told;
    Options with_progress = options();
    with_progress.progress = [&](const Progress& progress) {
        told += (progress.event == Progress::Event::started ? "+" : "-") + progress.step.revision +
                std::to_string(progress.index) + "/" + std::to_string(progress.count) + " ";
    };
    Migrator(url, table, with_progress).upgrade();
    EXPECT_EQ(told, "+a0/3 -a0/3 +b1/3 -b1/3 +c2/3 -c2/3 ");
}

TEST_P(MigratorUpgrade, progress_tells_the_rows_behind_each_step) {
    const TestTable table("a; b < a; c < a; d",
                          {{"b", {.upgrade = "SELECT 1;", .no_transaction = true}}});
    std::string told;
    Options with_progress = options();
    with_progress.progress = [&](const Progress& progress) {
        told += progress.event == Progress::Event::started ? "+" : "-";
        for (const std::string& row : progress.step.heads_after) told += row;
    };
    Migrator migrator(url, table, with_progress);
    migrator.upgrade();
    EXPECT_EQ(told, "+a-a+b-b+bc-bc+bcd-bcd");
    told.clear();
    migrator.downgrade("base");
    EXPECT_EQ(told, "+bc-bc+b-b+a-a+-");
}

TEST_P(MigratorUpgrade, an_exception_of_the_progress_callback_rolls_back_and_comes_through) {
    const TestTable table = three_tables();
    TestConnection connection(file);
    connection.run("PRAGMA foreign_keys = ON");
    Options with_progress = options();
    with_progress.progress = [&](const Progress& progress) {
        if (progress.index == 1) throw std::range_error("stop");
    };
    Migrator migrator(connection.get(), table, with_progress);
    EXPECT_THROW(migrator.upgrade(), std::range_error);
    EXPECT_EQ(migrator.current(), GetParam() ? Names{"a"} : Names{});
    EXPECT_EQ(user_tables(file), GetParam() ? "ta" : "");
    EXPECT_EQ(connection.run("PRAGMA foreign_keys"), "1");

    with_progress.progress = [](const Progress&) {
        throw Error(Diagnostic{Severity::error, Code{999}, {}, "mine", {}, {}, {}});
    };
    EXPECT_EQ(caught([&] { Migrator(connection.get(), table, with_progress).upgrade(); }).message,
              "mine");
}

TEST_P(MigratorUpgrade, long_scripts_may_come_in_pieces) {
    const Text pieces[] = {"CREATE TABLE t1 (x);CREATE TA", "BLE t2 (y);"};
    const DialectScripts scripts[] = {{Dialect::sqlite, true, {pieces, 1, false}, {}, "sum"}};
    Migration migration;
    migration.revision = "a";
    migration.file = "a.sql";
    migration.scripts = scripts;
    const std::uint32_t heads[] = {0};
    const Dialect dialects[] = {Dialect::sqlite};
    const MigrationTable table{{&migration, 1}, dialects, heads, heads, support::sqlite_drivers};
    Migrator(url, table, options()).upgrade();
    EXPECT_EQ(user_tables(file), "t1 t2");
}

TEST_P(MigratorUpgrade, an_empty_table_has_nothing_to_do) {
    MigrationTable table;
    table.drivers = support::sqlite_drivers;
    Migrator migrator(url, table, options());
    EXPECT_TRUE(migrator.upgrade().empty());
    EXPECT_FALSE(std::filesystem::exists(file));
    migrator.check();
}

TEST_P(MigratorUpgrade, two_version_tables_share_one_database) {
    const TestTable ours = three_tables();
    const TestTable theirs("z");
    Options others = options();
    others.version_table = "Their \"versions\"";
    Migrator(url, ours, options()).upgrade();
    Migrator migrator(url, theirs, others);
    EXPECT_EQ(migrator.upgrade().heads, Names{"z"});
    EXPECT_EQ(run_sql(file, "SELECT * FROM \"Their \"\"versions\"\"\""), "z");
    EXPECT_EQ(migrator.downgrade("base").heads, Names{});
    EXPECT_EQ(Migrator(url, ours).current(), Names{"c"});
}

TEST(migrator, the_version_table_is_alembics_to_the_byte) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    const TestTable table("a");
    Migrator(url_of(file), table).upgrade();
    EXPECT_EQ(run_sql(file, "SELECT sql FROM sqlite_master WHERE name = 'alembic_version'"),
              "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT "
              "alembic_version_pkc PRIMARY KEY (version_num)\n)");
}

TEST(migrator, the_longest_id_fits) {
    const std::string id(32, 'x');
    const TestTable longest(id);
    const TemporaryFolder folder;
    Migrator migrator(url_of(folder.file("x.db")), longest);
    migrator.upgrade();
    EXPECT_EQ(migrator.current(), Names{id});
}

TEST(migrator, a_database_of_alembics_needs_no_log) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    run_sql(file,
            "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT "
            "alembic_version_pkc PRIMARY KEY (version_num)\n);INSERT INTO alembic_version VALUES "
            "('b'); CREATE TABLE ta (x); CREATE TABLE tb (x);");
    const TestTable table = three_tables();
    Migrator migrator(url_of(file), table);
    EXPECT_EQ(migrator.current(), Names{"b"});
    EXPECT_EQ(migrator.pending(), Names{"c"});
    EXPECT_EQ(revisions_of(migrator.upgrade()), Names{"c"});
    EXPECT_EQ(run_sql(file, "SELECT revision FROM kiln_history"), "c");
    migrator.check();
    EXPECT_EQ(migrator.downgrade("base").heads, Names{});
}

TEST(migrator, at_head_one_select_is_all_that_runs) {
    const TestTable table = three_tables();
    TestConnection connection(":memory:");
    Migrator migrator(connection.get(), table);
    migrator.upgrade();
    Names statements;
    sqlite3_trace_v2(
        connection.get(), SQLITE_TRACE_STMT,
        [](unsigned, void* out, void*, void* text) {
            static_cast<Names*>(out)->emplace_back(static_cast<const char*>(text));
            return 0;
        },
        &statements);
    EXPECT_TRUE(migrator.upgrade().empty());
    EXPECT_EQ(statements, Names{"SELECT version_num FROM main.alembic_version"});
}

TEST(migrator, reading_creates_no_file) {
    const TemporaryFolder folder;
    const TestTable table = three_tables();
    for (const std::string& file : {folder.file("x.db"), folder.file("none/x.db")}) {
        Migrator migrator(url_of(file), table);
        EXPECT_EQ(migrator.current(), Names{});
        EXPECT_EQ(migrator.pending(), (Names{"a", "b", "c"}));
        EXPECT_EQ(migrator.plan_upgrade("+1").to, Names{"a"});
        EXPECT_TRUE(migrator.plan_downgrade("base").empty());
        EXPECT_TRUE(migrator.downgrade("base").empty());
        EXPECT_EQ(caught([&] { migrator.check(); }).code, "K417");
        EXPECT_EQ(caught([&] { migrator.upgrade("nonsense"); }).code, "K501");
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(migrator, an_empty_file_is_an_empty_database) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    std::fclose(std::fopen(file.c_str(), "w"));
    const TestTable table = three_tables();
    EXPECT_EQ(Migrator(url_of(file), table).upgrade().heads, Names{"c"});
}

TEST(migrator, a_database_in_memory_lives_as_long_as_the_migrator) {
    const TestTable table = three_tables();
    Migrator migrator("sqlite://", table);
    EXPECT_EQ(migrator.pending(), (Names{"a", "b", "c"}));
    migrator.upgrade();
    Migrator moved = std::move(migrator);
    EXPECT_EQ(moved.current(), Names{"c"});
    EXPECT_TRUE(moved.upgrade().empty());
    EXPECT_EQ(Migrator("sqlite://", table).current(), Names{});
}

TEST(migrator, a_file_with_an_odd_name_is_that_file) {
    const TemporaryFolder folder;
    const TestTable table = three_tables();
    const auto former = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    for (const std::string name : {"file:x.db", "ä ü.db", "100%25.db", ":x"}) {
        Migrator(url_of(name), table).upgrade();
        EXPECT_TRUE(std::filesystem::exists(name)) << name;
    }
    std::filesystem::current_path(former);
}

TEST(migrator, the_version_table_may_have_any_name_that_needs_quotes) {
    const TemporaryFolder folder;
    const TestTable table = three_tables();
    for (const std::string name : {"2024", "order", "a \"b\" c", "Ä", "main.x"}) {
        Options options;
        options.version_table = name;
        const std::string file = folder.file("x.db");
        std::filesystem::remove(file);
        Migrator migrator(url_of(file), table, options);
        EXPECT_EQ(migrator.upgrade().heads, Names{"c"}) << name;
        EXPECT_EQ(migrator.downgrade("base").heads, Names{}) << name;
    }
}

TEST(migrator, between_calls_a_file_is_not_open) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    const TestTable table = three_tables();
    Migrator migrator(url_of(file), table);
    migrator.upgrade();
    std::filesystem::remove(file);
    EXPECT_EQ(migrator.current(), Names{});
}

// As other programs made it before it was stamped. SQLite looks at every object when it alters one.
TEST_P(MigratorUpgrade, an_old_database_may_be_full_of_strings_in_double_quotes) {
    run_sql(file,
            "CREATE TABLE book(id INTEGER PRIMARY KEY, title TEXT, state TEXT CHECK (state <> "
            "\"none\") DEFAULT \"new\");"
            "CREATE TABLE shelf(name TEXT, floor INT, room INT);"
            "CREATE TABLE seen(what TEXT);"
            "CREATE INDEX draft ON book(title) WHERE state = \"draft\";"
            "CREATE INDEX kind ON shelf(name) WHERE name <> \"kind\";"
            "CREATE VIEW drafts AS SELECT title FROM book WHERE state = \"draft\";"
            "CREATE TRIGGER note AFTER INSERT ON book WHEN new.state <> \"hidden\" "
            "BEGIN INSERT INTO seen VALUES (\"a book\"); END;"
            "CREATE TRIGGER gone AFTER DELETE ON book BEGIN UPDATE seen SET what = \"gone\"; END;"
            "INSERT INTO book(title, state) VALUES ('Emma', 'draft')");
    const TestTable table(
        "a; b < a; c < b; d < c",
        {{"a", {.upgrade = "SELECT 1;", .downgrade = "SELECT 1;"}},
         {"b",
          {.upgrade =
               "ALTER TABLE shelf DROP COLUMN room; ALTER TABLE shelf RENAME COLUMN floor TO "
               "storey; ALTER TABLE shelf RENAME TO rack;",
           .downgrade =
               "ALTER TABLE rack RENAME TO shelf; ALTER TABLE shelf RENAME COLUMN storey TO "
               "floor; ALTER TABLE shelf ADD COLUMN room INT;"}},
         {"c",
          {.upgrade = "INSERT INTO book(title, state) VALUES ('Ulysses', 'new'); DELETE FROM book "
                      "WHERE title = 'Emma'; INSERT INTO seen SELECT title FROM drafts;",
           .downgrade = "INSERT INTO book(title) VALUES ('Emma');"}},
         {"d",
          {.upgrade =
               "ALTER TABLE book ADD COLUMN done INT NOT NULL DEFAULT 0 CHECK (done IN (0, "
               "1)); ALTER TABLE book RENAME COLUMN title TO name; ALTER TABLE book RENAME TO "
               "volume;",
           .downgrade = "ALTER TABLE volume RENAME TO book; ALTER TABLE book RENAME COLUMN name TO "
                        "title; ALTER TABLE book DROP COLUMN done;"}}});
    Migrator migrator(url, table, options());
    migrator.stamp("a");
    migrator.upgrade();
    EXPECT_EQ(run_sql(file, "SELECT name, state, done FROM volume"), "Ulysses|new|0");
    EXPECT_EQ(run_sql(file, "SELECT what FROM seen"), "gone gone");
    migrator.downgrade("a");
    EXPECT_EQ(run_sql(file, "SELECT title FROM book ORDER BY 1"), "Emma Ulysses");
}

TEST(migrator, strings_in_double_quotes_are_as_the_applications_connection_has_them) {
    const TestTable table("a", {{"a", {.upgrade = "CREATE TABLE t AS SELECT \"text\" AS x;"}}});
    TestConnection connection(":memory:");
    const auto set = [&](int on) {
        sqlite3_db_config(connection.get(), SQLITE_DBCONFIG_DQS_DDL, on, nullptr);
        sqlite3_db_config(connection.get(), SQLITE_DBCONFIG_DQS_DML, on, nullptr);
    };
    set(0);
    EXPECT_EQ(caught([&] { Migrator(connection.get(), table).upgrade(); }).code, "K411");
    set(1);
    Migrator(connection.get(), table).upgrade();
    EXPECT_EQ(connection.run("SELECT x FROM t"), "text");
}

TEST(migrator, an_applications_connection_stays_open_with_its_settings) {
    const TestTable table = three_tables();
    TestConnection connection(":memory:");
    connection.run("PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = ON");
    const auto setting = [&](int option) {
        int value = 0;
        sqlite3_db_config(connection.get(), option, -1, &value);
        return value;
    };
    sqlite3_db_config(connection.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(connection.get(), SQLITE_DBCONFIG_DQS_DDL, 1, nullptr);
    Migrator(connection.get(), table).upgrade();
    EXPECT_EQ(connection.run("PRAGMA foreign_keys"), "1");
    EXPECT_EQ(connection.run("PRAGMA legacy_alter_table"), "1");
    EXPECT_EQ(setting(SQLITE_DBCONFIG_DQS_DML), 0);
    EXPECT_EQ(setting(SQLITE_DBCONFIG_DQS_DDL), 1);
    EXPECT_EQ(sqlite3_get_autocommit(connection.get()), 1);

    connection.run("PRAGMA foreign_keys = OFF");
    Migrator(connection.get(), table).downgrade("base");
    EXPECT_EQ(connection.run("PRAGMA foreign_keys"), "0");
}

TEST(migrator, an_attached_database_of_the_application_is_not_looked_at) {
    const TestTable table = three_tables();
    TestConnection connection(":memory:");
    connection.run(
        "ATTACH ':memory:' AS other; CREATE TABLE other.alembic_version (version_num);"
        "INSERT INTO other.alembic_version VALUES ('zzz'); CREATE TABLE other.kiln_history (x)");
    EXPECT_EQ(Migrator(connection.get(), table).upgrade().heads, Names{"c"});
    EXPECT_EQ(connection.run("SELECT * FROM other.alembic_version"), "zzz");
}

TEST(migrator, a_wal_database_stays_one) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    run_sql(file, "PRAGMA journal_mode = WAL; CREATE TABLE mine (x)");
    const TestTable table = three_tables();
    Migrator(url_of(file), table).upgrade();
    EXPECT_EQ(run_sql(file, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(user_tables(file), "ta tb tc");
}

TEST(migrator, stamp_moves_the_rows_and_runs_nothing) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    const TestTable table("a; b < a; c < a; m < b c", {{"a", {.upgrade = "nonsense"}}});
    Migrator migrator(url_of(file), table);
    const Report report = migrator.stamp("heads");
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(report.heads, Names{"m"});
    EXPECT_EQ(migrator.current(), Names{"m"});
    EXPECT_EQ(migrator.stamp(Names{"b", "c"}).heads, (Names{"b", "c"}));
    EXPECT_EQ(migrator.current(), (Names{"b", "c"}));
    EXPECT_EQ(run_sql(file, "SELECT revision, direction, checksum FROM kiln_history"),
              "m|stamp|t1:checksum of m b|stamp|t1:checksum of b c|stamp|t1:checksum of c");
    EXPECT_EQ(caught([&] { migrator.stamp(Names{"a", "b"}); }).code, "K517");
    EXPECT_EQ(migrator.stamp("base").heads, Names{});
    EXPECT_EQ(migrator.current(), Names{});
}

TEST(migrator, a_stamp_to_what_the_log_knows_is_logged_too) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    const TestTable table = three_tables();
    Migrator migrator(url_of(file), table);
    migrator.upgrade("b");
    migrator.downgrade("a");
    migrator.stamp("b");
    EXPECT_EQ(run_sql(file, "SELECT revision, direction FROM kiln_history ORDER BY sequence"),
              "a|upgrade b|upgrade b|downgrade b|stamp");
}

TEST(migrator, stamping_what_stands_there_writes_nothing) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    const TestTable table = three_tables();
    Migrator migrator(url_of(file), table);
    migrator.upgrade();
    const std::string before = bytes_of(file);
    migrator.stamp("head");
    EXPECT_EQ(bytes_of(file), before);
}

TEST(migrator, purge_is_the_way_out_of_rows_that_nobody_knows) {
    const TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    const TestTable table = three_tables();
    Migrator migrator(url_of(file), table);
    migrator.upgrade();
    run_sql(file, "INSERT INTO alembic_version VALUES ('zzz'), ('')");
    EXPECT_EQ(caught([&] { migrator.stamp("b"); }).code, "K408");
    EXPECT_EQ(migrator.stamp(Names{"b"}, true).heads, Names{"b"});
    EXPECT_EQ(migrator.current(), Names{"b"});
    run_sql(file, "DROP TABLE alembic_version");
    EXPECT_EQ(migrator.stamp(Names{"c"}, true).heads, Names{"c"});
    EXPECT_EQ(migrator.current(), Names{"c"});
}

}  // namespace
}  // namespace kiln::support
