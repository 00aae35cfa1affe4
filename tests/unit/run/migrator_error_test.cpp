// What a run says when it fails, and where the database then stands.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace kiln::support {
namespace {

using Names = std::vector<std::string>;
using std::chrono::milliseconds;

TestScripts creates(const std::string& table) {
    return {.upgrade = "CREATE TABLE " + table + " (x);", .downgrade = "DROP TABLE " + table + ";"};
}

class MigratorError : public ::testing::Test {
protected:
    std::string user_tables() const {
        return run_sql(file, "SELECT name FROM sqlite_master WHERE name LIKE 't_' ORDER BY name");
    }
    /// A database at `c`.
    void upgrade_all() { Migrator(url, table).upgrade(); }

    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    std::string url = url_of(file);
    TestTable table{"a; b < a; c < b",
                    {{"a", creates("ta")}, {"b", creates("tb")}, {"c", creates("tc")}}};
    TestTable broken{
        "a; b < a; c < b",
        {{"a", creates("ta")},
         {"b", creates("tb")},
         {"c", {.upgrade = "CREATE TABLE tc (x);\n  INSERT INTO tc (nope) VALUES (1);"}}}};
    Options each{.version_table = "alembic_version",
                 .transaction_per_migration = true,
                 .lock_wait = milliseconds(100),
                 .applied_by = {},
                 .progress = {}};
};

TEST_F(MigratorError, a_failing_third_revision_leaves_none) {
    const Caught error = caught([&] { Migrator(url, broken).upgrade(); });
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.message,
              "cannot upgrade to 'c': table tc has no column named nope; nothing was changed");
    EXPECT_EQ(error.hint, "mend the SQL in 'c_test.sql' and build again");
    EXPECT_EQ(user_tables(), "");
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM sqlite_master"), "0");
}

TEST_F(MigratorError, a_failing_third_revision_leaves_two_that_were_committed) {
    const Caught error = caught([&] { Migrator(url, broken, each).upgrade(); });
    EXPECT_EQ(error.message,
              "cannot upgrade to 'c': table tc has no column named nope; revisions 'a', 'b' stay "
              "applied, 'c' was rolled back");
    EXPECT_EQ(user_tables(), "ta tb");
    EXPECT_EQ(Migrator(url, table).current(), Names{"b"});
    EXPECT_EQ(run_sql(file, "SELECT revision FROM kiln_history"), "a b");
    EXPECT_EQ(Migrator(url, table).upgrade().heads, Names{"c"});
}

TEST_F(MigratorError, a_failing_script_is_located_in_its_file) {
    const Caught error = caught([&] { Migrator(url, broken).upgrade(); });
    ASSERT_EQ(error.diagnostics.size(), 1u);
    const Location& location = error.diagnostics[0].location;
    EXPECT_EQ(location.file, "c_test.sql");
    EXPECT_EQ(location.line, 6u);
    EXPECT_EQ(location.column, 3u);
    EXPECT_EQ(error.diagnostics[0].source_line, "  INSERT INTO tc (nope) VALUES (1);");
}

TEST_F(MigratorError, tables_that_were_there_before_kiln_lead_to_adopt) {
    run_sql(file, "CREATE TABLE ta (x)");
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(error.message, "cannot upgrade to 'a': table ta already exists; nothing was changed");
    EXPECT_EQ(error.hint,
              "if the database had it before Kiln came, run: kiln adopt; else mend the SQL in "
              "'a_test.sql' and build again");
}

TEST_F(MigratorError, the_guards_faults_keep_their_codes) {
    const TestTable commits("a", {{"a", {.upgrade = "CREATE TABLE ta (x); COMMIT;"}}});
    const Caught error = caught([&] { Migrator(url, commits).upgrade(); });
    EXPECT_EQ(error.code, "K306");
    EXPECT_NE(error.message.find("; nothing was changed"), std::string::npos);
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM sqlite_master"), "0");
}

TEST_F(MigratorError, a_script_that_rolls_back_by_conflict_leaves_nothing) {
    const TestTable conflict(
        "a; b < a", {{"a", creates("ta")},
                     {"b",
                      {.upgrade = "CREATE TABLE tb (x UNIQUE); INSERT INTO tb VALUES (1);"
                                  "INSERT OR ROLLBACK INTO tb VALUES (1); CREATE TABLE tc (x);"}}});
    EXPECT_EQ(caught([&] { Migrator(url, conflict).upgrade(); }).code, "K310");
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM sqlite_master"), "0");
}

TEST_F(MigratorError, what_a_failing_script_without_transaction_did_stays_and_is_told) {
    const TestTable alone(
        "a; b < a", {{"a", creates("ta")},
                     {"b", {.upgrade = "CREATE TABLE tb (x); nonsense;", .no_transaction = true}}});
    const Caught error = caught([&] { Migrator(url, alone).upgrade(); });
    EXPECT_EQ(error.code, "K411");
    EXPECT_NE(error.message.find("; revision 'a' stays applied, what 'b' did before the fault "
                                 "stays: it has no transaction"),
              std::string::npos)
        << error.message;
    EXPECT_EQ(user_tables(), "ta tb");
    EXPECT_EQ(Migrator(url, alone).current(), Names{"a"});
}

TEST_F(MigratorError, an_irreversible_revision_stops_a_downgrade_before_anything_runs) {
    const TestTable irreversible("a; b < a; c < b",
                                 {{"a", creates("ta")},
                                  {"b", {.upgrade = "CREATE TABLE tb (x);", .reversible = false}},
                                  {"c", creates("tc")}});
    Migrator(url, irreversible, each).upgrade();
    const std::string before = bytes_of(file);
    EXPECT_EQ(caught([&] { Migrator(url, irreversible, each).downgrade("base"); }).code, "K410");
    EXPECT_EQ(bytes_of(file), before);
    EXPECT_EQ(Migrator(url, irreversible).downgrade("b").heads, Names{"b"});
}

TEST_F(MigratorError, an_unknown_revision_in_the_database_changes_no_byte) {
    upgrade_all();
    run_sql(file, "UPDATE alembic_version SET version_num = 'fedcba987654'");
    const std::string before = bytes_of(file);
    Migrator migrator(url, table);
    const Caught error = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(error.code, "K403");
    EXPECT_NE(error.message.find("'fedcba987654'"), std::string::npos);
    EXPECT_NE(error.message.find("; nothing was changed"), std::string::npos);
    EXPECT_FALSE(error.hint.empty());
    EXPECT_EQ(caught([&] { migrator.downgrade("base"); }).code, "K403");
    EXPECT_EQ(caught([&] { migrator.stamp("head"); }).code, "K403");
    EXPECT_EQ(caught([&] { return migrator.pending(); }).code, "K403");
    EXPECT_EQ(caught([&] { migrator.check(); }).code, "K403");
    EXPECT_EQ(migrator.current(), Names{"fedcba987654"});
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(MigratorError, changed_checksums_stop_a_run_all_at_once) {
    Migrator(url, table).upgrade("b");
    const TestTable changed("a; b < a; c < b", {{"a",
                                                 {.upgrade = "CREATE TABLE ta (y);",
                                                  .downgrade = "DROP TABLE ta;",
                                                  .checksum = "other a"}},
                                                {"b", {.checksum = "other b"}},
                                                {"c", creates("tc")}});
    const std::string before = bytes_of(file);
    const Caught error = caught([&] { Migrator(url, changed).upgrade(); });
    ASSERT_EQ(error.diagnostics.size(), 2u);
    EXPECT_EQ(error.code, "K404");
    EXPECT_EQ(
        error.message,
        "the applied revision 'a' has changed since it ran: its checksum was 't1:checksum of a' "
        "and is 'other a'; nothing was changed");
    EXPECT_EQ(error.hint,
              "restore 'a_test.sql' as it was, and put the change in a new revision; or, if this "
              "database has all that the file does now, run: kiln repair");
    EXPECT_EQ(error.diagnostics[1].location.file, "b_test.sql");
    EXPECT_EQ(bytes_of(file), before);

    const Caught check = caught([&] { Migrator(url, changed).check(); });
    ASSERT_EQ(check.diagnostics.size(), 3u);
    EXPECT_EQ(check.code, "K417");
    EXPECT_EQ(check.diagnostics[1].code, 404);
}

TEST_F(MigratorError, a_checksum_of_0_1_0_is_accepted_and_a_repair_renews_it) {
    Migrator(url, table).upgrade("b");
    run_sql(file, "UPDATE kiln_history SET checksum = 'ed20f4e7' WHERE revision = 'a'");
    Migrator migrator(url, table);
    EXPECT_EQ(migrator.upgrade().heads, Names{"c"});
    EXPECT_EQ(caught([&] { migrator.check(); }).code, "nothing");

    const std::vector<Repair> repairs = migrator.repair();
    ASSERT_EQ(repairs.size(), 1u);
    EXPECT_EQ(repairs[0].kind, Repair::Kind::old_checksum);
    EXPECT_EQ(repairs[0].revision, "a");
    EXPECT_EQ(repairs[0].detail, "ed20f4e7");
    EXPECT_EQ(run_sql(file,
                      "SELECT revision, direction, checksum FROM kiln_history "
                      "ORDER BY sequence DESC LIMIT 1"),
              "a|repair|t1:checksum of a");
    EXPECT_TRUE(migrator.find_repairs().empty());

    // From now on an edit is seen.
    const TestTable changed("a; b < a; c < b", {{"a", {.checksum = "t1:other"}}});
    EXPECT_EQ(caught([&] { Migrator(url, changed).check(); }).code, "K404");
}

TEST_F(MigratorError, a_checksum_of_a_scheme_that_is_not_known_is_another_one) {
    upgrade_all();
    run_sql(file, "UPDATE kiln_history SET checksum = 't2:ed20f4e7' WHERE revision = 'a'");
    EXPECT_EQ(caught([&] { Migrator(url, table).check(); }).code, "K404");
}

TEST_F(MigratorError, only_the_latest_row_of_the_log_counts_and_a_stamp_is_one) {
    upgrade_all();
    const TestTable changed("a; b < a; c < b", {{"c", {.checksum = "other c"}}});
    EXPECT_EQ(caught([&] { Migrator(url, changed).check(); }).code, "K404");
    Migrator(url, changed).stamp("c");
    EXPECT_EQ(caught([&] { Migrator(url, changed).check(); }).code, "nothing");
}

TEST_F(MigratorError, what_was_taken_back_is_not_missed_beside_a_changed_checksum) {
    upgrade_all();
    Migrator(url, table).downgrade("b");
    Migrator(url, table).stamp("base");
    Migrator(url, table).stamp("b");
    const TestTable changed("a; b < a", {{"b", {.checksum = "other b"}}});
    EXPECT_EQ(caught([&] {
                  Migrator(url, changed).check();
              }).hint.find("restore 'b_test.sql' as it was, and put the change"),
              0u);
}

TEST_F(MigratorError, a_revision_that_was_taken_back_may_change) {
    Migrator(url, table).upgrade("b");
    Migrator(url, table).downgrade("a");
    const TestTable changed("a; b < a; c < b",
                            {{"a", creates("ta")}, {"b", {.checksum = "other b"}}});
    EXPECT_EQ(Migrator(url, changed).upgrade().heads, Names{"c"});
    EXPECT_EQ(caught([&] { Migrator(url, changed).check(); }).code, "nothing");
}

TEST_F(MigratorError, check_tells_each_thing_that_a_repair_would_mend) {
    upgrade_all();
    run_sql(file,
            "DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num);"
            "INSERT INTO alembic_version VALUES ('c'), ('c'), ('a')");
    const TestTable changed("a; b < a; c < b", {{"b", {.checksum = "other b"}}});
    Migrator migrator(url, changed);
    const Caught check = caught([&] { migrator.check(); });
    const std::vector<Repair> repairs = migrator.find_repairs();
    ASSERT_EQ(repairs.size(), 3u);
    ASSERT_EQ(check.diagnostics.size(), 3u);
    EXPECT_EQ(repairs[0].kind, Repair::Kind::repeated_row);
    EXPECT_EQ(check.message, "the version table has revision 'c' more than once");
    EXPECT_EQ(repairs[1].kind, Repair::Kind::implied_row);
    EXPECT_EQ(check.diagnostics[1].message, "the version table has both 'c' and its ancestor 'a'");
    EXPECT_EQ(repairs[2].kind, Repair::Kind::changed_checksum);
    EXPECT_EQ(check.diagnostics[2].code, 404);

    migrator.repair();
    EXPECT_EQ(caught([&] { migrator.check(); }).code, "nothing");
}

TEST_F(MigratorError, what_the_log_does_not_know_is_no_fault) {
    upgrade_all();
    run_sql(file, "DELETE FROM kiln_history WHERE revision = 'a'");
    Migrator migrator(url, table);
    EXPECT_EQ(migrator.find_repairs().size(), 1u);
    EXPECT_EQ(caught([&] { migrator.check(); }).code, "nothing");
}

TEST_F(MigratorError, a_null_connection_is_an_error) {
    sqlite3* const connection = nullptr;
    const Caught error = caught([&] { const Migrator migrator(connection, table); });
    EXPECT_EQ(error.code, "K401");
    EXPECT_EQ(error.message, "the connection given to the Migrator is null");
    EXPECT_EQ(error.hint, "look at what opened it before the Migrator is made");
}

TEST_F(MigratorError, check_names_what_is_pending) {
    Migrator(url, table).upgrade("a");
    const Caught error = caught([&] { Migrator(url, table).check(); });
    EXPECT_EQ(error.code, "K417");
    EXPECT_EQ(error.message, "the database is at 'a', not at the heads: pending are 'b', 'c'");
}

TEST_F(MigratorError, rows_that_are_no_revisions_are_errors) {
    const auto code_for = [&](const std::string& rows) {
        std::filesystem::remove(file);
        run_sql(file, "CREATE TABLE alembic_version (version_num); " + rows);
        return caught([&] { Migrator(url, table).upgrade(); }).code;
    };
    const std::string insert = "INSERT INTO alembic_version VALUES ";
    EXPECT_EQ(code_for(insert + "(NULL)"), "K408");
    EXPECT_EQ(code_for(insert + "('')"), "K408");
    EXPECT_EQ(code_for(insert + "(12)"), "K408");
    EXPECT_EQ(code_for(insert + "(x'61')"), "K408");
    EXPECT_EQ(code_for(insert + "('a'), ('a')"), "K408");
    EXPECT_EQ(code_for(insert + "('a'), ('b')"), "K408");
    EXPECT_EQ(code_for(insert + "(printf('%033d', 1))"), "K408");
    EXPECT_EQ(code_for(insert + "('c'), ('c')"), "K408");
    EXPECT_EQ(code_for("WITH r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r LIMIT 200000) "
                       "INSERT INTO alembic_version SELECT i || '' FROM r"),
              "K408");
}

TEST_F(MigratorError, foreign_text_is_escaped) {
    run_sql(file,
            "CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES "
            "('abcdefghijklmnopqrstuvwxyz0123456789' || char(27) || '[2J' || char(10))");
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_NE(error.message.find("\\x1b[2J\\x0a"), std::string::npos) << error.message;
}

TEST_F(MigratorError, a_table_that_is_no_version_table_is_an_error) {
    run_sql(file, "CREATE TABLE alembic_version (revision)");
    EXPECT_EQ(caught([&] { Migrator(url, table).upgrade(); }).code, "K408");
    EXPECT_EQ(caught([&] { return Migrator(url, table).current(); }).code, "K408");
    for (const char* const sql : {"CREATE TABLE Alembic_Version (revision)",
                                  "CREATE VIEW alembic_version AS SELECT 1 AS revision"}) {
        std::filesystem::remove(file);
        run_sql(file, sql);
        EXPECT_EQ(caught([&] { return Migrator(url, table).current(); }).code, "K408") << sql;
    }
}

TEST_F(MigratorError, a_table_that_is_no_log_is_an_error) {
    run_sql(file,
            "CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('a');"
            "CREATE TABLE kiln_history (mine)");
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(error.code, "K408");
    EXPECT_NE(error.message.find("no such column: revision"), std::string::npos);
}

TEST_F(MigratorError, a_log_without_a_version_table_is_a_damaged_database) {
    upgrade_all();
    run_sql(file, "DROP TABLE alembic_version");
    const std::string before = bytes_of(file);
    EXPECT_EQ(caught([&] { Migrator(url, table).upgrade(); }).code, "K407");
    EXPECT_EQ(caught([&] { return Migrator(url, table).current(); }).code, "K407");
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(MigratorError, a_log_of_ours_counts_for_a_version_table_by_any_name) {
    Options named;
    named.version_table = "versions";
    Migrator(url, table, named).upgrade();
    EXPECT_EQ(Migrator(url, table, named).upgrade().heads, Names{"c"});
    run_sql(file, "DROP TABLE versions");
    EXPECT_EQ(caught([&] { Migrator(url, table, named).upgrade(); }).code, "K407");
}

TEST_F(MigratorError, what_is_no_database_is_never_an_empty_one) {
    std::FILE* out = std::fopen(file.c_str(), "w");
    std::fputs(
        "this is a letter to my aunt, and long enough to be looked at as a database ..........",
        out);
    std::fclose(out);
    const std::string before = bytes_of(file);
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(error.code, "K406");
    EXPECT_NE(error.message.find("file is not a database; nothing was changed"), std::string::npos);
    EXPECT_EQ(caught([&] { return Migrator(url, table).current(); }).code, "K406");
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(MigratorError, a_truncated_database_is_never_an_empty_one) {
    run_sql(file, "CREATE TABLE big (x); INSERT INTO big VALUES (zeroblob(100000))");
    upgrade_all();
    std::filesystem::resize_file(file, 6000);
    EXPECT_EQ(caught([&] { Migrator(url, table).upgrade(); }).code, "K406");
}

TEST_F(MigratorError, a_missing_folder_is_named) {
    const Caught error =
        caught([&] { Migrator(url_of(folder.file("none/x.db")), table).upgrade(); });
    EXPECT_EQ(error.code, "K401");
    EXPECT_NE(error.message.find("there is no folder '" + folder.file("none") + "'"),
              std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(MigratorError, a_folder_is_no_database) {
    EXPECT_EQ(caught([&] { Migrator(url_of(folder.path().string()), table).upgrade(); }).code,
              "K401");
    EXPECT_EQ(
        caught([&] { return Migrator(url_of(folder.path().string()), table).current(); }).code,
        "K401");
}

TEST_F(MigratorError, databases_without_a_driver_are_told_and_their_passwords_are_not) {
    for (const char* other : {"postgresql://me:s3cret@h/d", "mysql://me:s3cret@h/d",
                              "mariadb+pymysql://me:s3cret@h/d"}) {
        const Caught error = caught([&] { Migrator(other, table).upgrade(); });
        EXPECT_EQ(error.code, "K402");
        EXPECT_EQ(error.message.find("s3cret"), std::string::npos);
    }
    EXPECT_EQ(caught([&] { Migrator("x.db", table).upgrade(); }).code, "K509");
}

TEST_F(MigratorError, a_name_that_no_table_may_have_is_refused) {
    for (const std::string& name :
         {std::string(), std::string("sqlite_version"), std::string("SQLite_x"),
          std::string("Kiln_History"), std::string("kiln_compatible"), std::string("a\0b", 3)}) {
        Options named;
        named.version_table = name;
        EXPECT_EQ(caught([&] { Migrator(url, table, named); }).code, "K515") << name;
    }
}

TEST_F(MigratorError, a_lock_is_waited_for_in_all_as_long_as_was_asked) {
    upgrade_all();
    const TestConnection other(file);
    other.run("BEGIN IMMEDIATE");
    const auto start = std::chrono::steady_clock::now();
    const Caught error = caught([&] { Migrator(url, table, each).downgrade("base"); });
    const auto waited = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(error.code, "K405");
    EXPECT_EQ(error.message, "cannot write the database '" + file +
                                 "': others have held it for the 0.1 s that were waited; nothing "
                                 "was changed");
    EXPECT_GE(waited, milliseconds(100));
    other.run("COMMIT");
    EXPECT_EQ(Migrator(url, table, each).downgrade("base").heads, Names{});
}

TEST_F(MigratorError, a_database_that_cannot_be_read_is_waited_for_too) {
    upgrade_all();
    const TestConnection other(file);
    other.run("BEGIN EXCLUSIVE");
    EXPECT_EQ(caught([&] { Migrator(url, table, each).upgrade(); }).code, "K405");
    EXPECT_EQ(caught([&] { return Migrator(url, table, each).current(); }).code, "K405");
}

TEST_F(MigratorError, a_lock_that_others_hold_does_not_matter_at_head) {
    upgrade_all();
    const TestConnection other(file);
    other.run("BEGIN IMMEDIATE");
    EXPECT_TRUE(Migrator(url, table, each).upgrade().empty());
    EXPECT_TRUE(Migrator(url, table, each).upgrade("c").empty());
}

TEST_F(MigratorError, a_reader_that_stays_keeps_the_commit_from_happening) {
    upgrade_all();
    const TestConnection reader(file);
    reader.run("BEGIN; SELECT * FROM ta; SELECT * FROM alembic_version");
    EXPECT_EQ(caught([&] { Migrator(url, table, each).downgrade("base"); }).code, "K405");
    reader.run("COMMIT");
    EXPECT_EQ(Migrator(url, table).current(), Names{"c"});
    EXPECT_EQ(user_tables(), "ta tb tc");
}

TEST_F(MigratorError, the_applications_busy_handler_stays) {
    upgrade_all();
    TestConnection mine(file);
    int calls = 0;
    sqlite3_busy_handler(
        mine.get(), [](void* count, int) { return ++*static_cast<int*>(count), 0; }, &calls);
    Migrator(mine.get(), table, each).downgrade("b");
    const TestConnection other(file);
    other.run("BEGIN IMMEDIATE");
    EXPECT_THROW(mine.run("BEGIN IMMEDIATE"), std::runtime_error);
    EXPECT_EQ(calls, 1);
}

TEST_F(MigratorError, a_connection_in_a_transaction_is_refused_and_left_in_it) {
    TestConnection mine(file);
    mine.run("BEGIN; CREATE TABLE mine (x)");
    Migrator migrator(mine.get(), table);
    const Caught error = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(error.code, "K415");
    EXPECT_EQ(error.message, "the connection to the database '" + file +
                                 "' is in a transaction; nothing was changed");
    EXPECT_EQ(error.hint, "commit it or roll it back before the call: migrations bring their own");
    EXPECT_EQ(caught([&] { migrator.stamp("a"); }).code, "K415");
    EXPECT_EQ(migrator.current(), Names{});
    EXPECT_EQ(sqlite3_get_autocommit(mine.get()), 0);
    mine.run("COMMIT");
    EXPECT_EQ(migrator.upgrade().heads, Names{"c"});
}

TEST_F(MigratorError, a_callback_may_not_call_the_migrator_that_calls_it) {
    // With it the run would have gone on without its transaction.
    run_sql(file,
            "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p REFERENCES parent "
            "ON DELETE CASCADE); INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1)");
    TestConnection mine(file);
    mine.run("PRAGMA foreign_keys = ON");
    const TestTable rebuilds(
        "a; b < a", {{"a", creates("ta")},
                     {"b",
                      {.upgrade = "CREATE TABLE new (id INTEGER PRIMARY KEY); INSERT INTO new "
                                  "SELECT id FROM parent; DROP TABLE parent; ALTER TABLE new "
                                  "RENAME TO parent;"}}});
    Migrator* self = nullptr;
    Options asking;
    asking.progress = [&](const Progress&) { return self->current(); };
    Migrator migrator(mine.get(), rebuilds, asking);
    self = &migrator;
    const Caught error = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(error.code, "K415");
    EXPECT_EQ(error.message, "a callback has called the Migrator that it was called from");
    EXPECT_EQ(user_tables(), "");
    EXPECT_EQ(mine.run("SELECT count(*) FROM child; PRAGMA foreign_keys"), "1 1");
    EXPECT_EQ(Migrator(mine.get(), rebuilds).upgrade().steps.size(), 2u);
    EXPECT_EQ(mine.run("SELECT count(*) FROM child"), "1");
}

TEST_F(MigratorError, a_statement_of_the_application_that_writes_is_not_taken_back) {
    TestConnection mine(file);
    mine.run("CREATE TABLE mine (x)");
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(mine.get(), "INSERT INTO mine VALUES (1), (2) RETURNING x", -1, &statement,
                       nullptr);
    ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
    Migrator migrator(mine.get(), table);
    const Caught error = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(error.code, "K415");
    EXPECT_EQ(error.message, "a statement that writes to the database '" + file +
                                 "' is not finished; nothing was changed");
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
    EXPECT_EQ(mine.run("SELECT count(*) FROM mine"), "2");
    EXPECT_EQ(migrator.upgrade().steps.size(), 3u);
}

TEST_F(MigratorError, a_statement_that_reads_what_others_have_changed_is_told_at_once) {
    run_sql(file, "PRAGMA journal_mode = WAL; CREATE TABLE mine (x); INSERT INTO mine VALUES (1)");
    TestConnection mine(file);
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(mine.get(), "SELECT x FROM mine", -1, &statement, nullptr);
    ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
    run_sql(file, "INSERT INTO mine VALUES (2)");
    const Caught error = caught([&] { Migrator(mine.get(), table).upgrade(); });
    EXPECT_EQ(error.code, "K415");
    EXPECT_EQ(error.message, "a statement on the connection to the database '" + file +
                                 "' still reads what others have changed since; nothing was "
                                 "changed");
    sqlite3_finalize(statement);
    EXPECT_EQ(Migrator(mine.get(), table).upgrade().steps.size(), 3u);
}

TEST_F(MigratorError, without_a_journal_nothing_is_run) {
    TestConnection mine(file);
    mine.run("CREATE TABLE mine (x); PRAGMA journal_mode = OFF");
    const std::string before = bytes_of(file);
    const Caught error = caught([&] { Migrator(mine.get(), table).upgrade(); });
    EXPECT_EQ(error.code, "K421");
    EXPECT_EQ(error.message, "the connection to the database '" + file +
                                 "' keeps no journal, so that nothing could be rolled back; "
                                 "nothing was changed");
    EXPECT_EQ(error.hint, "run PRAGMA journal_mode = DELETE on it, or WAL, before the call");
    EXPECT_EQ(bytes_of(file), before);
    mine.run("PRAGMA journal_mode = DELETE");
    EXPECT_EQ(Migrator(mine.get(), table).upgrade().steps.size(), 3u);
}

TEST_F(MigratorError, rows_that_break_a_constraint_are_to_be_mended) {
    run_sql(file, "CREATE TABLE t(x); INSERT INTO t VALUES (1), (1)");
    const TestTable one("a", {{"a", {.upgrade = "CREATE UNIQUE INDEX ix ON t(x);"}}});
    const Caught error = caught([&] { Migrator(url, one).upgrade(); });
    EXPECT_EQ(error.message,
              "cannot upgrade to 'a': UNIQUE constraint failed: t.x; nothing was changed");
    EXPECT_EQ(error.hint,
              "rows of this database are in its way: mend them first in 'a_test.sql', and build "
              "again");
}

TEST_F(MigratorError, what_an_authorizer_refuses_is_not_called_damage) {
    TestConnection mine(file);
    sqlite3_set_authorizer(
        mine.get(),
        [](void*, int action, const char*, const char*, const char*, const char*) {
            return action == SQLITE_CREATE_TABLE ? SQLITE_DENY : SQLITE_OK;
        },
        nullptr);
    const TestTable nothing("a", {{"a", {.upgrade = ""}}});
    const Caught error = caught([&] { Migrator(mine.get(), nothing).upgrade(); });
    EXPECT_EQ(error.code, "K412");
    EXPECT_EQ(error.message,
              "cannot write the database '" + file + "': not authorized; nothing was changed");
    EXPECT_EQ(error.hint, "let the authorizer of the connection allow it");
}

TEST_F(MigratorError, what_the_machine_refuses_a_script_is_not_called_its_fault) {
    for (const auto& [failure, code] :
         {std::pair(SQLITE_FULL, "K413"), std::pair(SQLITE_READONLY, "K412"),
          std::pair(SQLITE_CANTOPEN, "K412"), std::pair(SQLITE_IOERR, "K406"),
          std::pair(SQLITE_CORRUPT, "K406"), std::pair(SQLITE_NOTADB, "K406")}) {
        const TestConnection mine(file);
        int result = failure;
        sqlite3_create_function(
            mine.get(), "fail", 0, SQLITE_UTF8, &result,
            [](sqlite3_context* context, int, sqlite3_value**) {
                sqlite3_result_error_code(context, *static_cast<int*>(sqlite3_user_data(context)));
            },
            nullptr, nullptr);
        const TestTable failing("a", {{"a", {.upgrade = "SELECT fail();"}}});
        const Caught error = caught([&] { Migrator(mine.get(), failing).upgrade(); });
        EXPECT_EQ(error.code, code) << failure;
        EXPECT_EQ(error.hint.find("mend the SQL"), std::string::npos) << failure;
    }
}

TEST_F(MigratorError, an_interrupt_is_no_reason_to_restore_a_backup) {
    upgrade_all();
    const TestConnection mine(file);
    sqlite3_progress_handler(
        mine.get(), 1, [](void*) { return 1; }, nullptr);
    EXPECT_EQ(caught([&] { return Migrator(mine.get(), table).current(); }).hint, "run again");
}

TEST_F(MigratorError, a_half_run_revision_without_transaction_says_what_to_do_by_hand) {
    const TestTable alone("a", {{"a",
                                 {.upgrade = "CREATE TABLE ta (x); INSERT INTO nowhere VALUES (1);",
                                  .no_transaction = true}}});
    for (int i = 0; i < 2; ++i) {
        const Caught error = caught([&] { Migrator(url, alone).upgrade(); });
        EXPECT_EQ(error.code, "K411");
        EXPECT_EQ(error.hint,
                  "undo by hand what it did, mend the SQL and build again; or finish it by hand "
                  "and run: kiln stamp a");
    }
}

TEST_F(MigratorError, a_revision_without_transaction_that_is_not_recorded_says_how_to) {
    // The lock is not to be had when the script has run.
    TestConnection mine(file);
    TestConnection other(file);
    Options impatient;
    impatient.lock_wait = milliseconds(1);
    const TestTable locks(
        "a",
        {{"a", {.upgrade = "CREATE TABLE ta (x); SELECT lock_out();", .no_transaction = true}}});
    sqlite3_create_function(
        mine.get(), "lock_out", 0, SQLITE_UTF8, &other,
        [](sqlite3_context* context, int, sqlite3_value**) {
            static_cast<TestConnection*>(sqlite3_user_data(context))->run("BEGIN IMMEDIATE");
        },
        nullptr, nullptr);
    const Caught error = caught([&] { Migrator(mine.get(), locks, impatient).upgrade(); });
    EXPECT_EQ(error.code, "K405");
    EXPECT_NE(error.message.find("; revision 'a' ran outside of a transaction and is not recorded"),
              std::string::npos)
        << error.message;
    EXPECT_EQ(error.hint, "it ran to its end, so record it before the next run: kiln stamp a");
    other.run("ROLLBACK");
    Migrator(url, locks).stamp("a");
    EXPECT_TRUE(Migrator(url, locks).upgrade().empty());
}

TEST_F(MigratorError, of_a_downgrade_without_transaction_no_hint_says_that_it_is_applied) {
    TestConnection mine(file);
    TestConnection other(file);
    sqlite3_create_function(
        mine.get(), "lock_out", 0, SQLITE_UTF8, &other,
        [](sqlite3_context* context, int, sqlite3_value**) {
            static_cast<TestConnection*>(sqlite3_user_data(context))->run("BEGIN IMMEDIATE");
        },
        nullptr, nullptr);
    Options impatient;
    impatient.lock_wait = milliseconds(1);
    for (const auto& [sql, hint] :
         {std::pair("SELECT lock_out();",
                    "run again when the other program is done, or raise lock_wait"),
          std::pair("DROP TABLE nowhere;", "mend the SQL in 'a_test.sql' and build again")}) {
        const TestTable alone("a", {{"a", {.downgrade = sql, .no_transaction = true}}});
        Migrator(mine.get(), alone).stamp("a");
        EXPECT_EQ(caught([&] { Migrator(mine.get(), alone, impatient).downgrade("base"); }).hint,
                  hint);
        if (sqlite3_get_autocommit(other.get()) == 0) other.run("ROLLBACK");
    }
}

TEST_F(MigratorError, a_script_without_transaction_that_gets_no_lock_says_so) {
    const TestTable alone("a",
                          {{"a", {.upgrade = "CREATE TABLE ta (x);", .no_transaction = true}}});
    const TestConnection other(file);
    Options impatient;
    impatient.lock_wait = milliseconds(1);
    impatient.progress = [&](const Progress&) { other.run("BEGIN IMMEDIATE"); };
    const Caught error = caught([&] { Migrator(url, alone, impatient).upgrade(); });
    EXPECT_EQ(error.code, "K405");
    EXPECT_EQ(error.hint, "run again when the other program is done, or raise lock_wait");
}

TEST_F(MigratorError, what_was_committed_before_a_lock_was_not_had_is_not_told_as_rolled_back) {
    const TestConnection other(file);
    each.lock_wait = milliseconds(1);
    each.log = [&](std::string_view line) {
        if (line.starts_with("Committed")) other.run("BEGIN IMMEDIATE");
    };
    EXPECT_NE(caught([&] {
                  Migrator(url, table, each).upgrade();
              }).message.find("; revision 'a' stays applied, nothing else was changed"),
              std::string::npos);
}

TEST_F(MigratorError, a_failing_downgrade_tells_what_stays_taken_back) {
    upgrade_all();
    run_sql(file, "DROP TABLE tb");
    EXPECT_EQ(caught([&] { Migrator(url, table, each).downgrade("base"); }).message,
              "cannot downgrade 'b': no such table: tb; revision 'c' stays taken back, 'b' was "
              "rolled back");
}

TEST_F(MigratorError, a_recorded_revision_without_transaction_is_not_told_as_unrecorded) {
    const TestTable then_broken("a; b < a",
                                {{"a", {.upgrade = "CREATE TABLE ta (x);", .no_transaction = true}},
                                 {"b", {.upgrade = "INSERT INTO nowhere VALUES (1);"}}});
    const Caught error = caught([&] { Migrator(url, then_broken).upgrade(); });
    EXPECT_EQ(error.message,
              "cannot upgrade to 'b': no such table: nowhere; revision 'a' stays applied, 'b' was "
              "rolled back");
    EXPECT_EQ(error.hint, "mend the SQL in 'b_test.sql' and build again");
}

TEST_F(MigratorError, an_emptied_version_table_is_not_taken_for_the_base) {
    upgrade_all();
    run_sql(file, "DELETE FROM alembic_version");
    const std::string before = bytes_of(file);
    Migrator migrator(url, table);
    const Caught error = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(error.code, "K407");
    EXPECT_EQ(error.message, "the version table of the database '" + file +
                                 "' is empty, but its log ends with the upgrade to 'c'; nothing "
                                 "was changed");
    EXPECT_EQ(
        error.hint,
        "restore a backup, with its 'alembic_version'; or say where the database is: kiln "
        "stamp --purge c; or, if another program has taken all back: kiln stamp --purge base");
    EXPECT_EQ(caught([&] { return migrator.current(); }).code, "K407");
    EXPECT_EQ(bytes_of(file), before);
    migrator.stamp({"c"}, true);
    EXPECT_TRUE(migrator.upgrade().empty());

    migrator.downgrade("b");
    run_sql(file, "DELETE FROM alembic_version");
    EXPECT_NE(caught([&] { migrator.upgrade(); }).hint.find("kiln stamp --purge b;"),
              std::string::npos);
}

TEST_F(MigratorError, a_repair_does_not_say_where_an_emptied_database_was) {
    upgrade_all();
    run_sql(file, "DELETE FROM kiln_history WHERE revision = 'a'");
    EXPECT_EQ(Migrator(url, table).repair().size(), 1u);
    run_sql(file, "DELETE FROM alembic_version");
    EXPECT_NE(caught([&] { Migrator(url, table).upgrade(); }).hint.find("kiln stamp --purge c;"),
              std::string::npos);
}

TEST_F(MigratorError, of_branches_the_last_line_of_the_log_is_not_all) {
    const TestTable branches("a; b < a; c < a");
    Migrator(url, branches).upgrade();
    run_sql(file, "CREATE TABLE mine (x); DELETE FROM alembic_version");
    EXPECT_NE(caught([&] {
                  Migrator(url, branches).upgrade();
              }).hint.find("kiln stamp --purge <revision>;"),
              std::string::npos);
}

TEST_F(MigratorError, a_base_that_was_meant_is_one) {
    run_sql(file, "CREATE TABLE mine (x)");
    Migrator migrator(url, table);
    migrator.upgrade();
    migrator.downgrade("base");
    EXPECT_EQ(migrator.current(), Names{});
    migrator.upgrade();
    migrator.stamp("base");
    EXPECT_EQ(migrator.current(), Names{});
    migrator.stamp("c");
    // Alembic takes all back, and writes no log.
    run_sql(file, "DELETE FROM alembic_version; DROP TABLE ta; DROP TABLE tb; DROP TABLE tc");
    EXPECT_EQ(caught([&] { return migrator.current(); }).code, "K407");
    migrator.stamp({"base"}, true);
    EXPECT_EQ(migrator.upgrade().heads, Names{"c"});
    run_sql(file,
            "DELETE FROM alembic_version; DROP TABLE ta; DROP TABLE tb; DROP TABLE tc;"
            "DROP TABLE mine");
    EXPECT_EQ(migrator.upgrade().heads, Names{"c"}) << "with no table left";
}

/// Ends the run's transaction from the progress callback of step `index`.
class MigratorCallback : public MigratorError {
protected:
    Caught error_when(Progress::Event event, std::size_t index, const std::string& sql,
                      Options options = {}) {
        TestConnection mine(file);
        options.progress = [&, event, index](const Progress& progress) {
            if (progress.event == event && progress.index == index) mine.run(sql);
        };
        return caught([&] { Migrator(mine.get(), table, options).upgrade(); });
    }
    std::string ended = "the transaction on the database '" + file + "' was ended during the run; ";
};

TEST_F(MigratorCallback, a_rollback_is_told_and_nothing_behind_it_stays) {
    for (const auto event : {Progress::Event::started, Progress::Event::finished}) {
        for (std::size_t index = 0; index < 3; ++index) {
            const Caught error = error_when(event, index, "ROLLBACK");
            EXPECT_EQ(error.code, "K416");
            EXPECT_EQ(error.message, ended + "nothing was changed");
            EXPECT_EQ(error.hint, "let no callback or hook of the program end it, and run again");
            EXPECT_EQ(run_sql(file, "SELECT count(*) FROM sqlite_master"), "0");
        }
    }
    const Caught error = error_when(Progress::Event::finished, 1, "ROLLBACK", each);
    EXPECT_EQ(error.message, ended + "revision 'a' stays applied, 'b' was rolled back");
    EXPECT_EQ(run_sql(file, "SELECT version_num FROM alembic_version"), "a");
    EXPECT_EQ(user_tables(), "ta");
}

TEST_F(MigratorCallback, behind_a_rollback_a_stamp_writes_nothing_either) {
    Migrator(url, table).upgrade("a");
    const TestConnection mine(file);
    Options options;
    options.backup = folder.file("x.bak");
    options.log = [&](std::string_view line) {
        if (line.starts_with("Backed up")) mine.run("ROLLBACK");
    };
    const std::string before = bytes_of(file);
    EXPECT_EQ(caught([&] { Migrator(mine.get(), table, options).stamp("b"); }).message,
              ended + "nothing was changed");
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(MigratorCallback, a_commit_is_told_with_what_it_leaves_behind) {
    EXPECT_EQ(error_when(Progress::Event::started, 0, "COMMIT").message,
              ended + "nothing was changed");
    EXPECT_EQ(user_tables(), "");
    EXPECT_EQ(error_when(Progress::Event::started, 2, "COMMIT").message,
              ended + "what revisions 'a', 'b' did was committed without its record");
    EXPECT_EQ(user_tables(), "ta tb");
    run_sql(file, "DROP TABLE ta; DROP TABLE tb");
    const Caught error = error_when(Progress::Event::finished, 1, "COMMIT", each);
    EXPECT_EQ(error.code, "K416");
    EXPECT_EQ(error.message,
              ended +
                  "revision 'a' stays applied, what revision 'b' did was committed without its "
                  "record");
    EXPECT_EQ(error.hint, "restore a backup, and let no callback or hook of the program end it");
    EXPECT_EQ(run_sql(file, "SELECT version_num FROM alembic_version"), "a");
    EXPECT_EQ(run_sql(file, "SELECT revision FROM kiln_history"), "a");
    EXPECT_EQ(user_tables(), "ta tb");
}

TEST_F(MigratorCallback, an_error_of_the_log_callback_stays_what_it_is) {
    Options telling;
    telling.log = [](std::string_view line) {
        if (!line.starts_with("Committed")) return;
        Diagnostic mine;
        mine.code = kiln::Code{499};
        mine.message = "mine";
        throw Error(mine);
    };
    const Caught error = caught([&] { Migrator(url, table, telling).stamp("c"); });
    EXPECT_EQ(error.message, "mine");
    EXPECT_EQ(Migrator(url, table).current(), Names{"c"});
}

class MigratorForeignKeys : public MigratorError {
protected:
    MigratorForeignKeys() {
        run_sql(file,
                "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p REFERENCES "
                "parent); INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (1), (7);");
    }
    std::string code_for(const std::string& sql, Options options = {}) {
        const TestTable one("a", {{"a", {.upgrade = sql}}});
        const Caught error = caught([&] { Migrator(url, one, options).upgrade(); });
        message = error.message;
        hint = error.hint;
        return error.code;
    }
    std::string message;
    std::string hint;
};

TEST_F(MigratorForeignKeys, violations_that_were_there_are_tolerated) {
    EXPECT_EQ(code_for("CREATE TABLE ta (x); INSERT INTO child VALUES (2);"), "nothing");
}

TEST_F(MigratorForeignKeys, new_violations_are_refused) {
    EXPECT_EQ(code_for("DELETE FROM parent WHERE id = 1;"), "K414");
    EXPECT_EQ(message,
              "the run breaks a foreign key: 1 row of 'child' refers to missing rows of 'parent'; "
              "nothing was changed");
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM parent"), "2");
}

TEST_F(MigratorForeignKeys, new_violations_of_a_script_without_transaction_are_told) {
    const TestTable alone(
        "a", {{"a", {.upgrade = "DELETE FROM parent WHERE id = 1;", .no_transaction = true}}});
    const Caught error = caught([&] { Migrator(url, alone).upgrade(); });
    EXPECT_EQ(error.code, "K414");
    EXPECT_EQ(error.message,
              "the run breaks a foreign key: 1 row of 'child' refers to missing rows of 'parent'; "
              "revision 'a' ran outside of a transaction and is not recorded");
    EXPECT_EQ(error.hint, "mend or delete those rows in the revision");
    EXPECT_EQ(Migrator(url, alone).current(), Names{});
}

TEST_F(MigratorForeignKeys, a_parent_that_goes_is_named) {
    EXPECT_EQ(code_for("DROP TABLE parent;"), "K414");
    EXPECT_NE(message.find("of 'parent', and there is no such table; nothing"), std::string::npos)
        << message;
    EXPECT_EQ(hint,
              "make the parent that it names, with a PRIMARY KEY or UNIQUE of just its columns");
}

TEST_F(MigratorForeignKeys, a_parent_key_that_is_no_longer_unique_is_refused) {
    EXPECT_EQ(code_for("CREATE TABLE new (id); DROP TABLE parent; ALTER TABLE new RENAME TO "
                       "parent;"),
              "K414");
    EXPECT_EQ(message,
              "the run leaves a foreign key that cannot be: foreign key mismatch - \"child\" "
              "referencing \"parent\"; nothing was changed");
    EXPECT_EQ(hint,
              "make the parent that it names, with a PRIMARY KEY or UNIQUE of just its columns");
}

TEST_F(MigratorForeignKeys, one_table_that_cannot_be_checked_hides_no_other) {
    run_sql(file, "CREATE TABLE aaa (c REFERENCES child (p)); INSERT INTO aaa VALUES (1)");
    EXPECT_EQ(code_for("DELETE FROM parent WHERE id = 1;"), "K414");
    EXPECT_EQ(message,
              "the run breaks a foreign key: 1 row of 'child' refers to missing rows of 'parent'; "
              "nothing was changed");
    EXPECT_EQ(code_for("CREATE TABLE ta (x); INSERT INTO child VALUES (2);"), "nothing");
}

TEST_F(MigratorForeignKeys, violations_of_a_dropped_table_make_no_room_for_others) {
    run_sql(file,
            "CREATE TABLE elder (id INTEGER PRIMARY KEY); CREATE TABLE other (p REFERENCES elder);"
            "INSERT INTO elder VALUES (1); INSERT INTO other VALUES (1)");
    EXPECT_EQ(code_for("DROP TABLE child; DELETE FROM elder;"), "K414");
}

TEST_F(MigratorForeignKeys, known_violations_may_move_with_a_renamed_table) {
    EXPECT_EQ(code_for("ALTER TABLE child RENAME TO kid; ALTER TABLE parent RENAME TO elder;"),
              "nothing");
}

TEST_F(MigratorForeignKeys, a_new_name_hides_no_new_violations) {
    EXPECT_EQ(code_for("ALTER TABLE child RENAME TO kid; INSERT INTO kid VALUES (8);"), "K414");
}

TEST_F(MigratorForeignKeys, each_parent_is_counted_by_itself) {
    run_sql(file,
            "CREATE TABLE elder (id INTEGER PRIMARY KEY);"
            "CREATE TABLE both (p REFERENCES parent, e REFERENCES elder);"
            "INSERT INTO both VALUES (7, NULL), (NULL, 7)");
    EXPECT_EQ(code_for("DELETE FROM both; INSERT INTO both VALUES (NULL, 8), (NULL, 9);"), "K414");
    EXPECT_NE(message.find("1 row of 'both' refers to missing rows of 'elder'"), std::string::npos)
        << message;
}

TEST_F(MigratorForeignKeys, what_an_earlier_transaction_mended_may_not_be_broken_again) {
    const TestTable two("a; b < a", {{"a", {.upgrade = "DELETE FROM child WHERE p = 7;"}},
                                     {"b", {.upgrade = "INSERT INTO child VALUES (8);"}}});
    EXPECT_EQ(caught([&] { Migrator(url, two, each).upgrade(); }).code, "K414");
    EXPECT_EQ(Migrator(url, two).current(), Names{"a"});
}

TEST_F(MigratorForeignKeys, as_many_new_ones_as_were_mended_are_new_ones) {
    run_sql(file, "CREATE TABLE other (p REFERENCES parent); INSERT INTO other VALUES (1)");
    EXPECT_EQ(code_for("DELETE FROM child; INSERT INTO other VALUES (9);"), "K414");
}

TEST_F(MigratorForeignKeys, a_revision_after_the_one_that_broke_them_is_not_blamed) {
    const TestTable two("a; b < a; c < b", {{"a", {.upgrade = "INSERT INTO child VALUES (1);"}},
                                            {"b", {.upgrade = "INSERT INTO child VALUES (8);"}},
                                            {"c", creates("tc")}});
    const Caught error = caught([&] { Migrator(url, two, each).upgrade(); });
    EXPECT_EQ(error.code, "K414");
    EXPECT_EQ(error.message,
              "the run breaks a foreign key: 1 row of 'child' refers to missing rows of 'parent'; "
              "revision 'a' stays applied, 'b' was rolled back");
    EXPECT_EQ(Migrator(url, two).current(), Names{"a"});
}

TEST_F(MigratorError, a_trigger_that_undoes_what_was_written_is_noticed) {
    run_sql(file,
            "CREATE TABLE alembic_version (version_num TEXT);"
            "CREATE TRIGGER meddle AFTER INSERT ON alembic_version BEGIN DELETE FROM "
            "alembic_version; END");
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(error.code, "K409");
    EXPECT_EQ(error.message,
              "the version table does not hold what the run wrote there; nothing was changed");
    EXPECT_EQ(user_tables(), "");
}

TEST_F(MigratorError, a_trigger_on_the_version_table_is_noticed) {
    Migrator(url, table).upgrade("a");
    run_sql(file,
            "CREATE TRIGGER meddle BEFORE UPDATE ON alembic_version BEGIN SELECT RAISE(IGNORE); "
            "END");
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(error.code, "K409");
    EXPECT_EQ(error.message,
              "the row 'a' of the version table was changed during the run; nothing was changed");
    EXPECT_EQ(error.hint,
              "look for a trigger or a script that writes to 'alembic_version', then run again");
    EXPECT_EQ(user_tables(), "ta");
}

TEST_F(MigratorError, a_trigger_that_keeps_rows_from_being_purged_is_noticed) {
    Migrator(url, table).upgrade("a");
    run_sql(file,
            "CREATE TRIGGER meddle BEFORE DELETE ON alembic_version BEGIN SELECT RAISE(IGNORE); "
            "END");
    const Caught error = caught([&] { Migrator(url, table).stamp({"base"}, true); });
    EXPECT_EQ(error.code, "K409");
    EXPECT_EQ(Migrator(url, table).current(), Names{"a"});
}

TEST_F(MigratorError, a_trigger_that_keeps_lines_from_the_log_is_noticed) {
    Migrator(url, table).upgrade("a");
    run_sql(file,
            "CREATE TRIGGER meddle BEFORE INSERT ON kiln_history BEGIN SELECT RAISE(IGNORE); END");
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(error.code, "K408");
    EXPECT_EQ(error.message, "cannot write the log of what ran; nothing was changed");
    EXPECT_EQ(Migrator(url, table).current(), Names{"a"});
}

TEST_F(MigratorError, a_commit_that_is_refused_rolls_back) {
    TestConnection mine(file);
    mine.run("CREATE TABLE mine (x)");
    sqlite3_commit_hook(
        mine.get(), [](void*) { return 1; }, nullptr);
    const Caught error = caught([&] { Migrator(mine.get(), table).upgrade(); });
    EXPECT_EQ(error.code, "K416");
    EXPECT_EQ(error.message, "the commit on the database '" + file +
                                 "' failed: constraint failed; nothing was changed");
    EXPECT_EQ(error.hint, "mend the cause and run again");
    EXPECT_EQ(user_tables(), "");
}

TEST_F(MigratorError, a_full_disk_rolls_back) {
    TestConnection mine(file);
    mine.run("CREATE TABLE mine (x); PRAGMA max_page_count = 12");
    const TestTable large("a", {{"a",
                                 {.upgrade = "CREATE TABLE ta (x);\nINSERT INTO ta VALUES "
                                             "(zeroblob(100000));"}}});
    const Caught error = caught([&] { Migrator(mine.get(), large).upgrade(); });
    EXPECT_EQ(error.code, "K413");
    EXPECT_EQ(error.message,
              "cannot upgrade to 'a': database or disk is full; nothing was changed");
    EXPECT_EQ(error.hint,
              "free some space, or raise PRAGMA max_page_count of the connection, and run again");
    EXPECT_EQ(error.diagnostics[0].location.line, 6u);
    EXPECT_EQ(user_tables(), "");
    EXPECT_EQ(sqlite3_get_autocommit(mine.get()), 1);
}

TEST_F(MigratorError, a_read_only_connection_reads_and_does_not_write) {
    Migrator(url, table).upgrade("b");
    sqlite3* handle = nullptr;
    sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr);
    Migrator migrator(handle, table);
    EXPECT_EQ(migrator.pending(), Names{"c"});
    const Caught error = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(error.code, "K412");
    EXPECT_EQ(error.message, "the database '" + file +
                                 "' is read-only, and there is work to do; nothing was changed");
    EXPECT_EQ(error.hint,
              "open the connection for writing, without immutable=1, and let this user write the "
              "file and its folder");
    EXPECT_TRUE(migrator.upgrade("b").empty());
    sqlite3_close(handle);
}

/// At the `left`th call, and if it is `lasting` at all calls behind it.
struct Interrupt {
    int left;
    bool lasting;
};

int interrupts(void* state) {
    auto& interrupt = *static_cast<Interrupt*>(state);
    --interrupt.left;
    return interrupt.left == 0 || (interrupt.lasting && interrupt.left < 0) ? 1 : 0;
}

class MigratorInterrupt : public MigratorError {
protected:
    MigratorInterrupt() {
        run_sql(start,
                "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE mine (p "
                "REFERENCES parent); INSERT INTO mine VALUES (1)");
    }

    /// The error's code of a run whose progress handler is called every `steps` steps of SQLite's
    /// virtual machine. After it the database is where the run began, or where it was to end.
    std::string code_with(int steps, Interrupt interrupt) {
        copy_over(start, file);
        TestConnection mine(file);
        mine.run("PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF");
        sqlite3_progress_handler(mine.get(), steps, interrupts, &interrupt);
        const Caught error = caught([&] { Migrator(mine.get(), table).upgrade(); });
        sqlite3_progress_handler(mine.get(), 0, nullptr, nullptr);

        const bool failed = error.code != "nothing";
        EXPECT_EQ(mine.run("PRAGMA foreign_keys"), "1");
        EXPECT_EQ(sqlite3_get_autocommit(mine.get()), 1);
        EXPECT_EQ(user_tables(), failed ? "" : "ta tb tc");
        EXPECT_EQ(Migrator(url, table).current(), failed ? Names{} : Names{"c"});
        return error.code;
    }

    std::string start = folder.file("start.db");
};

TEST_F(MigratorInterrupt, an_interrupt_anywhere_leaves_all_or_nothing) {
    int at = 1;
    while (at < 2000 && !HasFailure() && code_with(1, {at, false}) != "nothing") at += 2;
    EXPECT_GT(at, 300);
    EXPECT_LT(at, 2000);
}

TEST_F(MigratorInterrupt, interrupts_from_anywhere_on_leave_all_or_nothing) {
    int at = 1;
    while (at < 300 && !HasFailure() && code_with(8, {at, true}) != "nothing") ++at;
    EXPECT_GT(at, 10);
    EXPECT_LT(at, 300);
}

#if defined(__unix__) || defined(__APPLE__)

/// Runs `body` as a user without rights; true if it returned true.
template <class Body>
bool as_nobody(Body body) {
    const pid_t child = fork();
    if (child == 0) {
        if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(2);
        bool good = false;
        try {
            good = body();
        } catch (...) {
        }
        _exit(good ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(MigratorError, a_read_only_file_is_an_error_only_where_something_is_pending) {
    Migrator(url, table).upgrade("b");
    chmod(file.c_str(), 0444);
    chmod(folder.path().c_str(), 0555);
    EXPECT_TRUE(as_nobody([&] { return Migrator(url, table).pending() == Names{"c"}; }));
    EXPECT_TRUE(as_nobody([&] { return Migrator(url, table).upgrade("b").empty(); }));
    EXPECT_TRUE(
        as_nobody([&] { return caught([&] { Migrator(url, table).upgrade(); }).code == "K412"; }));
    EXPECT_TRUE(as_nobody([&] {
        return caught([&] { Migrator(url_of(folder.file("new.db")), table).upgrade(); }).code ==
               "K401";
    }));
    chmod(folder.path().c_str(), 0755);
}

TEST_F(MigratorError, a_read_only_folder_is_an_error_only_where_something_is_pending) {
    Migrator(url, table).upgrade("b");
    chmod(file.c_str(), 0666);
    chmod(folder.path().c_str(), 0555);
    EXPECT_TRUE(as_nobody([&] { return Migrator(url, table).upgrade("b").empty(); }));
    EXPECT_TRUE(
        as_nobody([&] { return caught([&] { Migrator(url, table).upgrade(); }).code == "K412"; }));
    EXPECT_EQ(Migrator(url, table).current(), Names{"b"});
    chmod(folder.path().c_str(), 0755);
}

/// What a process leaves that is killed once it has run `sql`.
void leave_as_killed(const std::string& file, const char* sql) {
    const pid_t child = fork();
    if (child == 0) {
        sqlite3* handle = nullptr;
        sqlite3_open(file.c_str(), &handle);
        _exit(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

TEST_F(MigratorError, a_change_that_cannot_be_taken_back_here_is_told) {
    leave_as_killed(file,
                    "PRAGMA cache_size = 2; CREATE TABLE t AS SELECT hex(zeroblob(9000)) AS x;"
                    "INSERT INTO t SELECT x FROM t; INSERT INTO t SELECT x FROM t;"
                    "BEGIN; UPDATE t SET x = hex(zeroblob(9001));");
    ASSERT_TRUE(std::filesystem::exists(file + "-journal"));
    chmod(file.c_str(), 0444);
    chmod((file + "-journal").c_str(), 0444);
    chmod(folder.path().c_str(), 0555);
    EXPECT_TRUE(as_nobody([&] {
        const Caught error = caught([&] { return Migrator(url, table).current(); });
        return error.code == "K412" &&
               error.message.find("a program was ended in the middle of a change") !=
                   std::string::npos;
    }));
    chmod(folder.path().c_str(), 0755);
}

TEST_F(MigratorError, what_lies_in_the_wal_is_not_to_be_ignored) {
    leave_as_killed(file, "PRAGMA journal_mode = WAL; CREATE TABLE t(x)");
    std::filesystem::remove(file + "-shm");
    for (const std::string& name : {file, file + "-wal"}) chmod(name.c_str(), 0444);
    chmod(folder.path().c_str(), 0555);
    EXPECT_TRUE(as_nobody([&] {
        return caught([&] { return Migrator(url, table).current(); }).hint ==
               "let this user write the folder, or copy the database and its '-wal' to one";
    }));
    chmod(folder.path().c_str(), 0755);
}

TEST_F(MigratorError, a_database_in_wal_mode_needs_a_folder_that_may_be_written) {
    Migrator(url, table).upgrade("b");
    run_sql(file, "PRAGMA journal_mode = WAL");
    chmod(file.c_str(), 0666);
    chmod(folder.path().c_str(), 0555);
    EXPECT_TRUE(as_nobody([&] {
        const Caught error = caught([&] { return Migrator(url, table).current(); });
        return error.code == "K412" &&
               error.message == "cannot read the database '" + file +
                                    "': it is in WAL mode, and SQLite cannot make its '-wal' and "
                                    "'-shm' beside it" &&
               error.hint.find("immutable=1") != std::string::npos;
    }));
    EXPECT_TRUE(as_nobody([&] {
        sqlite3* handle = nullptr;
        sqlite3_open_v2(("file:" + file + "?immutable=1").c_str(), &handle,
                        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
        const bool is_read = Migrator(handle, table).upgrade("b").empty();
        const Caught error = caught([&] { Migrator(handle, table).upgrade(); });
        sqlite3_close(handle);
        return is_read && error.code == "K412" &&
               error.hint.find("open the connection for writing") == 0;
    }));
    chmod(folder.path().c_str(), 0755);
    EXPECT_EQ(Migrator(url, table).current(), Names{"b"});
}

TEST_F(MigratorError, a_connection_with_query_only_is_an_error_only_where_something_is_pending) {
    Migrator(url, table).upgrade("b");
    TestConnection connection(file);
    connection.run("PRAGMA query_only = ON");
    Migrator migrator(connection.get(), table);
    EXPECT_TRUE(migrator.upgrade("b").empty());
    const Caught error = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(error.code, "K412");
    EXPECT_EQ(error.message,
              "the connection to the database '" + file +
                  "' has query_only on, and there is work to do; nothing was changed");
    EXPECT_EQ(error.hint, "run PRAGMA query_only = OFF on it before the call");
    EXPECT_EQ(connection.run("PRAGMA query_only"), "1");
    connection.run("PRAGMA query_only = OFF");
    EXPECT_FALSE(migrator.upgrade().empty());
}

TEST_F(MigratorError, a_limit_of_the_connection_is_named) {
    struct Case {
        int limit;
        int value;
        std::string sql;
        std::string message;
    };
    for (const Case& tried :
         {Case{SQLITE_LIMIT_SQL_LENGTH, 300, "SELECT '" + std::string(400, 'x') + "';",
               "string or blob too big: SQLITE_LIMIT_SQL_LENGTH of the connection is 300"},
          Case{SQLITE_LIMIT_LENGTH, 1000, "CREATE TABLE t AS SELECT hex(zeroblob(900)) AS x;",
               "string or blob too big: SQLITE_LIMIT_LENGTH of the connection is 1000"},
          Case{SQLITE_LIMIT_COLUMN, 9, "CREATE TABLE t(a, b, c, d, e, f, g, h, i, j);",
               "too many columns on t: SQLITE_LIMIT_COLUMN of the connection is 9"},
          Case{SQLITE_LIMIT_EXPR_DEPTH, 20,
               "SELECT 1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1;",
               "Expression tree is too large (maximum depth 20): SQLITE_LIMIT_EXPR_DEPTH of the "
               "connection is 20"}}) {
        const TestTable one("a", {{"a", {.upgrade = tried.sql}}});
        TestConnection connection(":memory:");
        sqlite3_limit(connection.get(), tried.limit, tried.value);
        const Caught error = caught([&] { Migrator(connection.get(), one).upgrade(); });
        EXPECT_EQ(error.code, "K411");
        EXPECT_EQ(error.message,
                  "cannot upgrade to 'a': " + tried.message + "; nothing was changed");
        EXPECT_EQ(error.hint, "raise it with sqlite3_limit() before the call");
    }
    // Where it is SQLite's own, the revision is at fault.
    const TestTable huge("a", {{"a", {.upgrade = "SELECT hex(zeroblob(1000000000));"}}});
    TestConnection connection(":memory:");
    const Caught error = caught([&] { Migrator(connection.get(), huge).upgrade(); });
    EXPECT_EQ(error.message, "cannot upgrade to 'a': string or blob too big; nothing was changed");
    EXPECT_EQ(error.hint.find("mend the SQL"), 0U);
}

TEST_F(MigratorError, a_limit_that_keeps_kiln_from_its_own_tables_is_named) {
    TestConnection connection(":memory:");
    sqlite3_limit(connection.get(), SQLITE_LIMIT_SQL_LENGTH, 120);
    const Caught error = caught([&] { Migrator(connection.get(), table).upgrade(); });
    EXPECT_NE(error.message.find("SQLITE_LIMIT_SQL_LENGTH of the connection is 120"),
              std::string::npos)
        << error.message;
    EXPECT_EQ(error.hint, "raise it with sqlite3_limit() before the call");
}

TEST_F(MigratorError, whatever_limit_is_lowered_is_named_or_does_no_harm) {
    run_sql(file, "CREATE TABLE wide(a, b, c, d, e, f, g, h, i, j)");
    const TestTable two(
        "a; b < a",
        {{"a", {.upgrade = "CREATE TEMP TABLE scratch AS SELECT 1 AS x;", .downgrade = ""}},
         {"b", {.upgrade = "CREATE TEMP TABLE scratch(y);", .downgrade = ""}}});
    for (int limit = SQLITE_LIMIT_LENGTH; limit <= SQLITE_LIMIT_WORKER_THREADS; ++limit) {
        for (const int value : {0, 1, 2, 5, 9, 40, 120}) {
            // SQLite 3.26 frees what is not its own, or makes a table that is not there.
            const bool is_old = sqlite3_libversion_number() < 3037000;
            if (limit == SQLITE_LIMIT_LENGTH && is_old) continue;
            TestConnection connection(file);
            sqlite3_limit(connection.get(), limit, value);
            Migrator migrator(connection.get(), two);
            try {
                migrator.upgrade();
                sqlite3_limit(connection.get(), limit, 1'000'000);
                migrator.downgrade("base");
            } catch (const Error& error) {
                EXPECT_EQ(error.hint(), "raise it with sqlite3_limit() before the call")
                    << "limit " << limit << " at " << value << ": " << error.what();
            }
        }
    }
}

TEST_F(MigratorError, what_an_authorizer_refuses_is_not_the_revisions_fault) {
    TestConnection connection(file);
    sqlite3_set_authorizer(
        connection.get(),
        [](void*, int action, const char* name, const char*, const char*, const char*) {
            const bool makes = action == SQLITE_CREATE_TABLE && std::string_view(name) == "refused";
            return makes ? SQLITE_DENY : SQLITE_OK;
        },
        nullptr);
    const TestTable one("a", {{"a", {.upgrade = "CREATE TABLE refused(x);"}}});
    const Caught error = caught([&] { Migrator(connection.get(), one).upgrade(); });
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.hint, "let the authorizer of the connection allow it");
}

TEST_F(MigratorError, a_schema_that_this_sqlite_cannot_read_may_be_a_newer_ones) {
    run_sql(file,
            "CREATE TABLE t(x); PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = "
            "'CREATE TABLE t(x) NEWER'; PRAGMA user_version = 1");
    const Caught error = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(error.code, "K406");
    EXPECT_EQ(error.hint.find("a newer SQLite than"), 0U) << error.hint;
}

TEST_F(MigratorError, a_file_that_may_not_be_read_is_never_an_empty_database) {
    upgrade_all();
    chmod(file.c_str(), 0000);
    chmod(folder.path().c_str(), 0755);
    EXPECT_TRUE(as_nobody(
        [&] { return caught([&] { return Migrator(url, table).current(); }).code == "K401"; }));
    chmod(folder.path().c_str(), 0000);
    EXPECT_TRUE(as_nobody(
        [&] { return caught([&] { return Migrator(url, table).current(); }).code == "K401"; }));
    chmod(folder.path().c_str(), 0755);
}

#endif

}  // namespace
}  // namespace kiln::support
