// Revisions in C++ on MySQL: each is one entry of the journal, and its rows are those of a
// transaction as far as it leaves the schema alone.

#include "tests/support/caught.hpp"
#include "tests/support/code_suite.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <chrono>
#include <csignal>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::support {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::sys_time;
using std::chrono::year;
using ::testing::HasSubstr;
using Bytes = std::vector<std::byte>;

enum class Color : std::uint8_t { red = 3 };

/// Behind each of the tests the journal has to be empty.
class OnMariadbWithoutDoubt : public OnMariadb {
protected:
    void TearDown() override { EXPECT_EQ(sql("SELECT count(*) FROM kiln_journal"), "0"); }
};

struct Mysql {
    using Base = OnMariadbWithoutDoubt;
    static TestTable on(std::string_view graph, const std::map<std::string, TestScripts>& scripts) {
        return on_mysql(graph, scripts);
    }
    static constexpr Dialect dialect = Dialect::mysql;
    static constexpr const char* nothing_done = "nothing of 'b' was done";
    static constexpr const char* is_missing = "Table 'test.missing' doesn't exist";
    static constexpr const char* endless = "SELECT SLEEP(60) FROM (SELECT 1) AS one";
    static constexpr std::array refused{std::pair{"COMMIT", "K306"},
                                        std::pair{"SAVEPOINT s", "K306"},
                                        std::pair{" begin ", "K306"},
                                        std::pair{"START TRANSACTION", "K306"},
                                        std::pair{"SET autocommit = 1", "K306"},
                                        std::pair{"SET @@session.autocommit = 0", "K306"},
                                        std::pair{"LOCK TABLES t WRITE", "K137"},
                                        std::pair{"SOURCE x", "K134"}};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Mysql, RevisionsInCode, Mysql);

class CodeOnMysql : public RevisionsInCode<Mysql> {
protected:
    CodeOnMysql() {
        sql("CREATE TABLE v (i1 tinyint, i8 bigint, u8 bigint unsigned, b boolean, n decimal(20, "
            "4), r double, f float, s varchar(20) CHARACTER SET utf8mb4, c char(3), a "
            "varbinary(20), l longblob, d date, m datetime(6), z timestamp(3) NULL, h time(2), j "
            "json, e enum('red', 'blue'), bits bit(12), y year)");
    }
    void TearDown() override {}
    static std::string journal() {
        return sql("SELECT revision, direction, number, state FROM kiln_journal");
    }
    /// Rows that are there once.
    static Caught upgrade_keyed(RevisionFunction up) {
        const TestTable revisions = table(up);
        Migrator(url(), revisions).upgrade("a");
        sql("ALTER TABLE t ADD PRIMARY KEY (x)");
        return caught([&] { Migrator(url(), revisions).upgrade(); });
    }
};

TEST_F(CodeOnMysql, runs_on_an_application_s_connection_too) {
    const TestTable revisions = table(rename_in_code);
    const MariadbSession session;
    Migrator(session.get(), revisions).upgrade();
    EXPECT_EQ(rows(), "1|one! 2|two!");
    EXPECT_EQ(session.run("SELECT @@time_zone = 'SYSTEM', @@autocommit, @@in_transaction"),
              "1|1|0");
}

// DDL commits: nobody can take back what came before it.
void change_schema_and_fail(Operations& op) {
    op.execute("UPDATE t SET y = 'first'");
    op.execute("ALTER TABLE t ADD COLUMN z int");
    op.execute("UPDATE t SET y = 'second'");
    throw std::runtime_error("no luck");
}

TEST_F(CodeOnMysql, an_exception_behind_a_change_of_the_schema_leaves_the_revision_in_doubt) {
    const Caught error = upgrade(change_schema_and_fail);
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.message,
              "cannot upgrade to 'b': no luck; how much of 'b' took effect is not known");
    EXPECT_THAT(error.hint, HasSubstr("kiln repair --yes --not-done"));
    EXPECT_EQ(rows(), "1|first 2|first");
    EXPECT_EQ(journal(), "b|upgrade|1|started");

    const TestTable revisions = table(rename_in_code, rename_back_in_code);
    Migrator migrator(url(), revisions);
    const Caught again = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(again.code, "K429");
    EXPECT_EQ(again.message,
              "the upgrade to 'b' is in doubt: it ended, or its connection did, before it was "
              "recorded; nothing was changed");
    EXPECT_EQ(again.diagnostics.front().location.file, "b_test.cpp");
    EXPECT_THAT(again.hint, HasSubstr("kiln repair --yes --done"));
    EXPECT_EQ(caught([&] { migrator.downgrade("base"); }).code, "K429");
    EXPECT_EQ(caught([&] { migrator.stamp("b"); }).code, "K429");
    migrator.repair(InDoubt::not_done);
    migrator.upgrade();
    EXPECT_EQ(rows(), "1|first! 2|first!");
    EXPECT_EQ(version(), "b");
}

TEST_F(CodeOnMysql, one_that_somebody_says_is_done_is_recorded_and_not_run) {
    upgrade(change_schema_and_fail);
    const TestTable revisions = table(rename_in_code, rename_back_in_code);
    Migrator migrator(url(), revisions);
    migrator.repair(InDoubt::done);
    EXPECT_EQ(journal(), "b|upgrade|1|done");
    EXPECT_EQ(caught([&] { migrator.stamp("b"); }).message,
              "the upgrade to 'b' is unfinished: its code has run, and is not recorded; "
              "nothing was changed");
    migrator.upgrade();
    EXPECT_EQ(rows(), "1|first 2|first");
    EXPECT_EQ(version(), "b");
    EXPECT_EQ(journal(), "");
}

TEST_F(CodeOnMysql, a_failing_change_of_the_schema_has_committed_all_the_same) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("UPDATE t SET y = 'first'");
        op.execute("ALTER TABLE t ADD COLUMN x int");
    });
    EXPECT_THAT(error.message, HasSubstr("how much of 'b' took effect is not known"));
    EXPECT_EQ(journal(), "b|upgrade|1|started");
    EXPECT_EQ(rows(), "1|first 2|first");
}

TEST_F(CodeOnMysql, goes_on_in_a_transaction_behind_each_change_of_the_schema) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  for (int i = 0; i < 3; ++i) {
                      op.execute("CREATE TABLE u" + std::to_string(i) + " (x int)");
                      op.execute("INSERT INTO t VALUES (?, ?)", 10 + i, "u");
                      EXPECT_EQ(op.execute("UPDATE t SET y = 'v' WHERE x > ?", 9), i + 1);
                  }
                  op.execute(
                      "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.y = "
                      "'by trigger'; END");
                  op.execute("INSERT INTO t VALUES (?, ?)", 20, "u");
                  op.execute("DROP TABLE u1");
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "1|one 2|two 10|v 11|v 12|v 20|by trigger");
    EXPECT_EQ(version(), "b");
    EXPECT_EQ(journal(), "");
}

TEST_F(CodeOnMysql, rows_that_cannot_be_taken_back_leave_it_in_doubt) {
    run_mariadb("CREATE TABLE plain (x int) ENGINE = MyISAM");
    EXPECT_THAT(upgrade([](Operations& op) {
                    op.execute("INSERT INTO plain VALUES (1)");
                    throw std::runtime_error("no luck");
                }).message,
                HasSubstr("how much of 'b' took effect is not known"));
    EXPECT_EQ(journal(), "b|upgrade|1|started");
}

TEST_F(CodeOnMysql, a_program_that_is_killed_in_the_midst_leaves_it_in_doubt) {
    const TestTable revisions = table([](Operations& op) {
        op.execute("DELETE FROM t");
        raise(SIGKILL);
    });
    Migrator(url(), revisions).upgrade("a");
    const pid_t child = fork();
    if (child == 0) {
        Migrator(url(), revisions).upgrade();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(journal(), "b|upgrade|1|started");
    const TestTable mended = table(rename_in_code);
    EXPECT_EQ(caught([&] { Migrator(url(), mended).upgrade(); }).code, "K429");
    Migrator(url(), mended).repair(InDoubt::not_done);
    Migrator(url(), mended).upgrade();
    EXPECT_EQ(rows(), "1|one! 2|two!");
}

TEST_F(CodeOnMysql, a_connection_that_is_lost_leaves_it_in_doubt) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("DELETE FROM t");
        try {
            op.execute("KILL CONNECTION_ID()");
        } catch (const Error&) {
        }
    });
    EXPECT_EQ(error.code, "K425");
    EXPECT_THAT(error.message, HasSubstr("how much of 'b' took effect is not known"));
    EXPECT_EQ(journal(), "b|upgrade|1|started");
    EXPECT_EQ(rows(), "1|one 2|two");
}

TEST_F(CodeOnMysql, a_failed_statement_about_rows_may_be_caught) {
    EXPECT_EQ(upgrade_keyed([](Operations& op) {
                  op.execute("UPDATE t SET y = 'kept' WHERE x = 1");
                  const Caught error =
                      caught([&] { op.execute("INSERT INTO t VALUES (?, ?)", 2, "again"); });
                  EXPECT_EQ(error.code, "K411");
                  EXPECT_THAT(error.message, HasSubstr("Duplicate entry '2'"));
                  EXPECT_EQ(caught([&] { op.execute("DELETE FROM missing"); }).code, "K411");
                  op.execute("DELETE FROM t WHERE x = ?", 2);
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "1|kept");
}

TEST_F(CodeOnMysql, question_marks_are_values_outside_of_its_quotes_and_comments) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(caught([&] {
                                op.execute(
                                    "SELECT '?', \"?\", `?` FROM (SELECT 1 AS "
                                    "`?`) q # ?\n WHERE 1 = ? /* ? */");
                            }).message,
                            "the statement has 1 '?', and 0 values are given");
                  EXPECT_EQ(caught([&] {
                                op.execute("SELECT ?", std::numeric_limits<double>::quiet_NaN());
                            }).message,
                            "MySQL has no NaN and no infinity");
                  EXPECT_EQ(op.execute("INSERT INTO t (x) VALUES (3) RETURNING x"), 1);
                  int sum = 0;
                  for (const auto& row : op.query("DELETE FROM t RETURNING x")) {
                      sum += row.get<int>(0);
                  }
                  EXPECT_EQ(sum, 6);
              }).code,
              "nothing");
}

TEST_F(CodeOnMysql, values_of_every_type_come_back_as_they_were_given) {
    EXPECT_EQ(
        upgrade([](Operations& op) {
            const sys_time<std::chrono::microseconds> time(
                std::chrono::microseconds(981'173'106'250'007));
            const sys_time<std::chrono::milliseconds> stamp(
                std::chrono::milliseconds(981'173'106'250));
            const Bytes bytes{std::byte{0}, std::byte{255}, std::byte{'\\'}, std::byte{'\''}};
            const std::int64_t least = std::numeric_limits<std::int64_t>::min();
            op.execute("SET time_zone = '-05:00'");
            op.execute("SET time_zone = '+00:00', sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
            op.execute("INSERT INTO v VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", Color::red,
                       least, 7U, true, 2.5, 0.1 + 0.2, 16'777'215.0F, "it's \\ ? \xF0\x9F\x98\x80",
                       "ab", bytes, std::span<const std::byte>(bytes), year(2024) / 2 / 29, time,
                       stamp, "-26:04:05.25", R"({"a": [1]})", "blue", 0xabc, 2024);
            op.execute("INSERT INTO v (i1, n, a, z, u8) VALUES (?, ?, ?, ?, 18446744073709551615)",
                       100, 7, Bytes{}, nullptr);
            int count = 0;
            for (const auto& row : op.query("SELECT * FROM v ORDER BY i1")) {
                if (++count == 2) {
                    EXPECT_EQ(row.get<int>("n"), 7);
                    EXPECT_EQ(row.get<Bytes>("a"), Bytes());
                    EXPECT_EQ(row.get<std::optional<sys_seconds>>("z"), std::nullopt);
                    EXPECT_EQ(row.get<double>("u8"), 18446744073709551615.0);
                    EXPECT_EQ(caught([&] { (void)row.get<std::uint64_t>("u8"); }).code, "K436");
                    EXPECT_EQ(caught([&] { (void)row.get<int>("i8"); }).message,
                              "the column holds NULL, not an integer");
                    continue;
                }
                EXPECT_EQ(row.get<Color>("i1"), Color::red);
                EXPECT_EQ(row.get<std::int64_t>("i8"), least);
                EXPECT_EQ(caught([&] { (void)row.get<int>("i8"); }).code, "K436");
                EXPECT_EQ(row.get<unsigned>("u8"), 7U);
                EXPECT_EQ(row.get<bool>("b"), true);
                EXPECT_EQ(row.get<double>("n"), 2.5);
                EXPECT_EQ(row.get<double>("r"), 0.1 + 0.2);
                EXPECT_EQ(row.get<float>("f"), 16'777'215.0F);
                EXPECT_EQ(row.get<std::string>("s"), "it's \\ ? \xF0\x9F\x98\x80");
                EXPECT_EQ(row.get<std::string_view>("c"), "ab");
                EXPECT_EQ(row.get<Bytes>("a"), bytes);
                EXPECT_EQ(row.get<Bytes>("l"), bytes);
                EXPECT_EQ(row.get<std::span<const std::byte>>("a").size(), 4U);
                EXPECT_EQ(row.get<sys_days>("d"), sys_days(year(2024) / 2 / 29));
                EXPECT_EQ(row.get<sys_time<std::chrono::microseconds>>("m"), time);
                EXPECT_EQ(row.get<std::string>("m"), "2001-02-03 04:05:06.250007");
                EXPECT_EQ(row.get<sys_time<std::chrono::milliseconds>>("z"), stamp);
                EXPECT_EQ(row.get<std::string>("h"), "-26:04:05.25");
                EXPECT_EQ(row.get<std::string>("j"), R"({"a": [1]})");
                EXPECT_EQ(row.get<std::string>("e"), "blue");
                EXPECT_EQ(row.get<int>("bits"), 0xabc);
                EXPECT_EQ(row.get<int>("y"), 2024);
                EXPECT_EQ(caught([&] { (void)row.get<Bytes>("s"); }).message,
                          "the column holds text, not a blob");
                EXPECT_EQ(caught([&] { (void)row.get<int>("none"); }).code, "K436");
            }
            EXPECT_EQ(count, 2);
        }).code,
        "nothing");
}

TEST_F(CodeOnMysql, times_are_those_of_utc_whatever_the_session_has) {
    run_mariadb("SET GLOBAL time_zone = '+05:30'");
    run_mariadb("CREATE TABLE stamps (z timestamp NOT NULL)");
    const Caught error = upgrade([](Operations& op) {
        op.execute("INSERT INTO stamps VALUES (?)", sys_seconds(std::chrono::seconds(981'173'106)));
        for (const auto& row : op.query("SELECT z, UNIX_TIMESTAMP(z), 0 + 1 FROM stamps")) {
            EXPECT_EQ(row.get<std::string>(0), "2001-02-03 04:05:06");
            EXPECT_EQ(row.get<std::int64_t>(1), 981'173'106);
        }
        op.execute("SET @kept = 1");
    });
    run_mariadb("SET GLOBAL time_zone = 'SYSTEM'");
    EXPECT_EQ(error.code, "nothing") << error.message;
}

TEST_F(CodeOnMysql, numbers_that_are_computed) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  for (const auto& row :
                       op.query("SELECT SUM(x) AS s, COUNT(*) AS c, 5.00 AS whole, -0.25 AS part, "
                                "1e30 AS large, 12345678901234567890123 AS many, NULL AS none, "
                                "0x41 AS bytes, 'text' AS text, x'' AS nothing FROM t")) {
                      EXPECT_EQ(row.get<int>("s"), 3);
                      EXPECT_EQ(row.get<int>("c"), 2);
                      EXPECT_EQ(row.get<int>("whole"), 5);
                      EXPECT_EQ(row.get<double>("part"), -0.25);
                      EXPECT_EQ(caught([&] { (void)row.get<int>("part"); }).code, "K436");
                      EXPECT_EQ(row.get<double>("large"), 1e30);
                      EXPECT_EQ(row.get<double>("many"), 12345678901234567890123.0);
                      EXPECT_EQ(row.get<std::optional<int>>("none"), std::nullopt);
                      EXPECT_EQ(row.get<Bytes>("bytes"), Bytes{std::byte{'A'}});
                      EXPECT_EQ(row.get<std::string>("text"), "text");
                      EXPECT_EQ(row.get<Bytes>("nothing"), Bytes());
                  }
              }).code,
              "nothing");
}

TEST_F(CodeOnMysql, has_the_connection_and_may_call_a_procedure) {
    run_mariadb("CREATE PROCEDURE twice(n int) BEGIN SELECT x FROM t WHERE x >= n; SELECT 7; END");
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(mysql_query(op.mysql(), "UPDATE t SET x = x * 10"), 0);
                  int sum = 0;
                  for (const auto& row : op.query("CALL twice(?)", 11)) sum += row.get<int>("x");
                  EXPECT_EQ(sum, 20);
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "10|one 20|two");
}

TEST_F(CodeOnMysql, sees_the_columns_that_it_made) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  const char* const all = "SELECT * FROM t WHERE x = ?";
                  for (const auto& row : op.query(all, 1)) EXPECT_EQ(row.get<int>("x"), 1);
                  op.execute("ALTER TABLE t ADD COLUMN added int NOT NULL DEFAULT 5 FIRST");
                  int sum = 0;
                  for (const auto& row : op.query(all, 1)) sum += row.get<int>("added");
                  EXPECT_EQ(sum, 5);
              }).code,
              "nothing");
}

TEST_F(CodeOnMysql, a_transaction_that_it_ends_by_the_handle_is_found) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("UPDATE t SET y = 'first'");
        mysql_query(op.mysql(), "COMMIT");
        throw std::runtime_error("no luck");
    });
    EXPECT_THAT(error.message, HasSubstr("how much of 'b' took effect is not known"));
    EXPECT_EQ(rows(), "1|first 2|first");
    EXPECT_EQ(journal(), "b|upgrade|1|started");
}

TEST_F(CodeOnMysql, what_it_sets_ends_with_it) {
    const TestTable revisions = table([](Operations& op) {
        op.execute("SET sql_mode = 'ANSI', @a = 5, foreign_key_checks = 0");
        op.execute("CREATE TEMPORARY TABLE passing (x int)");
        op.execute("INSERT INTO \"t\" SELECT @a, 'five'");
        op.execute("USE mysql");
    });
    const MariadbSession session;
    Migrator(session.get(), revisions).upgrade();
    EXPECT_EQ(session.run("SELECT @@sql_mode LIKE '%ANSI%', @a, @@foreign_key_checks, DATABASE(), "
                          "(SELECT COUNT(*) FROM t)"),
              "0|NULL|1|test|3");
    EXPECT_THROW(session.run("SELECT * FROM passing"), std::runtime_error);
    EXPECT_EQ(version(), "b");
}

TEST_F(CodeOnMysql, a_deadline_ends_what_is_prepared_too) {
    Options limited;
    limited.statement_deadline = std::chrono::milliseconds(50);
    EXPECT_EQ(upgrade([](Operations& op) { op.execute("SELECT SLEEP(?)", 60); }, limited).code,
              "K419");
    EXPECT_EQ(rows(), "1|one 2|two");
    EXPECT_EQ(journal(), "");
}

TEST_F(CodeOnMysql, a_row_that_others_hold_fails_it_and_leaves_nothing) {
    MariadbSession other;
    const TestTable revisions = table([](Operations& op) {
        op.execute("DELETE FROM t WHERE x = 1");
        op.execute("DELETE FROM t WHERE x = 2");
    });
    Migrator(url(), revisions).upgrade("a");
    sql("ALTER TABLE t ADD PRIMARY KEY (x)");
    other.run("START TRANSACTION");
    other.run("UPDATE t SET y = 'held' WHERE x = 2");
    Options options;
    options.lock_wait = std::chrono::milliseconds(100);
    const Caught error = caught([&] { Migrator(url(), revisions, options).upgrade(); });
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.message, HasSubstr("'t' is locked by another session"));
    EXPECT_THAT(error.message, HasSubstr("; nothing of 'b' was done"));
    other.run("ROLLBACK");
    EXPECT_EQ(journal(), "");
    EXPECT_EQ(rows(), "1|one 2|two");
}

}  // namespace
}  // namespace kiln::support
