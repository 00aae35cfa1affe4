// Revisions in C++ on MySQL: each is one entry of the journal, and its rows are those of a
// transaction as far as it leaves the schema alone.

#include "tests/support/caught.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <chrono>
#include <cmath>
#include <csignal>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
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

class CodeOnMysql : public OnMariadb {
protected:
    static TestTable table(RevisionFunction up, RevisionFunction down = nullptr) {
        return on_mysql(
            "a; b < a",
            {{"a",
              {.upgrade = "CREATE TABLE t (x int PRIMARY KEY, y text);"
                          "INSERT INTO t VALUES (1, 'one'), (2, 'two');"
                          "CREATE TABLE v (i1 tinyint, i8 bigint, u8 bigint unsigned, b boolean, n "
                          "decimal(20, 4), r double, f float, s varchar(20) CHARACTER SET utf8mb4, "
                          "c char(3), a "
                          "varbinary(20), l longblob, d date, m datetime(6), z timestamp(3) NULL, "
                          "h time(2), j json, e enum('red', 'blue'), bits bit(12), y year);",
               .downgrade = "DROP TABLE v; DROP TABLE t;"}},
             {"b", {.up = up, .down = down}}});
    }
    static Caught upgrade(RevisionFunction up, const Options& options = {}) {
        const TestTable revisions = table(up);
        Migrator(url(), revisions).upgrade("a");
        return caught([&] { Migrator(url(), revisions, options).upgrade(); });
    }
    static std::string rows() { return sql("SELECT x, y FROM t ORDER BY x"); }
    static std::string version() { return sql("SELECT version_num FROM alembic_version"); }
    static std::string journal() {
        return sql("SELECT revision, direction, number, state FROM kiln_journal");
    }
};

void rename(Operations& op) {
    for (const auto& row : op.query("SELECT x, y FROM t ORDER BY x")) {
        op.execute("UPDATE t SET y = ? WHERE x = ?", row.get<std::string>("y") + "!",
                   row.get<std::int64_t>(0));
    }
}
void rename_back(Operations& op) { op.execute("UPDATE t SET y = TRIM(TRAILING '!' FROM y)"); }

TEST_F(CodeOnMysql, runs_up_and_down_and_is_recorded) {
    const TestTable revisions = table(rename, rename_back);
    Migrator migrator(url(), revisions);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(rows(), "1|one! 2|two!");
    EXPECT_EQ(version(), "b");
    EXPECT_EQ(journal(), "");
    migrator.downgrade("a");
    EXPECT_EQ(rows(), "1|one 2|two");
    EXPECT_EQ(sql("SELECT revision, direction FROM kiln_history ORDER BY sequence"),
              "a|upgrade b|upgrade b|downgrade");
    // On an application's connection too.
    const MariadbSession session;
    Migrator(session.get(), revisions).upgrade();
    EXPECT_EQ(rows(), "1|one! 2|two!");
    EXPECT_EQ(session.run("SELECT @@time_zone = 'SYSTEM', @@autocommit, @@in_transaction"),
              "1|1|0");
}

TEST_F(CodeOnMysql, an_exception_takes_all_rows_back_with_its_text_and_the_file) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("DELETE FROM t");
        throw std::runtime_error("no\nluck");
    });
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.diagnostics.front().location.file, "b_test.cpp");
    EXPECT_EQ(error.message, "cannot upgrade to 'b': no luck; nothing of 'b' was done");
    EXPECT_EQ(rows(), "1|one 2|two");
    EXPECT_EQ(version(), "a");
    EXPECT_EQ(journal(), "");
    EXPECT_EQ(upgrade(rename).code, "nothing");
    EXPECT_EQ(rows(), "1|one! 2|two!");
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

    const TestTable revisions = table(rename, rename_back);
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
    const TestTable revisions = table(rename, rename_back);
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
    const TestTable mended = table(rename);
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
    EXPECT_EQ(upgrade([](Operations& op) {
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

TEST_F(CodeOnMysql, refuses_statements_of_the_transaction_and_what_is_no_one_statement) {
    static std::string text;
    for (const auto& [statement, code] : {std::pair{"COMMIT", "K306"},
                                          {"SAVEPOINT s", "K306"},
                                          {" begin ", "K306"},
                                          {"START TRANSACTION", "K306"},
                                          {"SET autocommit = 1", "K306"},
                                          {"SET @@session.autocommit = 0", "K306"},
                                          {"LOCK TABLES t WRITE", "K137"},
                                          {"SOURCE x", "K134"}}) {
        text = statement;
        const Caught error = upgrade([](Operations& op) {
            op.execute("DELETE FROM t");
            try {
                op.execute(text);
            } catch (...) {
            }
        });
        EXPECT_EQ(error.code, code) << text;
        EXPECT_EQ(version(), "a") << text;
        EXPECT_EQ(rows(), "1|one 2|two") << text;
        EXPECT_EQ(journal(), "") << text;
    }
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(caught([&] { op.execute(""); }).message, "the text holds no statement");
                  EXPECT_EQ(caught([&] { op.execute("-- nothing"); }).code, "K436");
                  EXPECT_EQ(caught([&] { op.execute("DELETE FROM t; DELETE FROM t"); }).message,
                            "the text holds more than one statement");
                  EXPECT_EQ(caught([&] { op.execute("SELECT ?", 1, 2); }).message,
                            "the statement has 1 '?', and 2 values are given");
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
                  EXPECT_EQ(op.execute("DELETE FROM t WHERE x = ?;  -- and no more", 7), 0);
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "1|one 2|two");
}

TEST_F(CodeOnMysql, tells_how_many_rows_a_statement_changed) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(op.execute("UPDATE t SET y = 'z'"), 2);
                  EXPECT_EQ(op.execute("CREATE TABLE u (x int)"), 0);
                  EXPECT_EQ(op.execute("SELECT * FROM t"), 0);
                  EXPECT_EQ(op.execute("INSERT INTO u SELECT x FROM t"), 2);
                  EXPECT_EQ(op.execute("INSERT INTO u VALUES (3) RETURNING x"), 1);
                  int sum = 0;
                  for (const auto& row : op.query("DELETE FROM u RETURNING x"))
                      sum += row.get<int>(0);
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

TEST_F(CodeOnMysql, may_query_within_a_query_and_call_a_procedure) {
    run_mariadb("CREATE PROCEDURE twice(n int) BEGIN SELECT x FROM t WHERE x >= n; SELECT 7; END");
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(op.dialect(), Dialect::mysql);
                  EXPECT_EQ(caught([&] { (void)op.sqlite(); }).code, "K437");
                  EXPECT_EQ(mysql_query(op.mysql(), "UPDATE t SET x = x * 10"), 0);
                  int pairs = 0;
                  for (const auto& outer : op.query("SELECT x FROM t WHERE x > ?", 0)) {
                      for (const auto& inner : op.query("SELECT x FROM t WHERE x > ?", 0))
                          pairs += outer.get<int>(0) * inner.get<int>(0);
                  }
                  EXPECT_EQ(pairs, 900);
                  int sum = 0;
                  for (const auto& row : op.query("CALL twice(?)", 11)) sum += row.get<int>("x");
                  EXPECT_EQ(sum, 20);
                  int count = 0;
                  for (const auto& row : op.query("SELECT 1 FROM t WHERE x = ?", -1)) {
                      count += row.get<int>(0);
                  }
                  EXPECT_EQ(count, 0);
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

struct AskedFlag {
    bool* asked;
    bool stop_requested() const { return *asked; }
};
bool is_asked = false;

TEST_F(CodeOnMysql, a_stop_and_a_deadline_end_it_within_a_query) {
    Options options;
    options.stop = Stop(AskedFlag{&is_asked});
    is_asked = false;
    const Caught stopped = upgrade(
        [](Operations& op) {
            op.execute("DELETE FROM t");
            is_asked = true;
            try {
                op.execute("SELECT SLEEP(?)", 60);
            } catch (...) {
            }
        },
        options);
    EXPECT_EQ(stopped.code, "K422");
    EXPECT_EQ(journal(), "");
    Options limited;
    limited.statement_deadline = std::chrono::milliseconds(50);
    EXPECT_EQ(upgrade([](Operations& op) { op.execute("SELECT SLEEP(?)", 60); }, limited).code,
              "K419");
    EXPECT_EQ(upgrade([](Operations& op) { op.execute("SELECT SLEEP(60) FROM t"); }, limited).code,
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

TEST_F(CodeOnMysql, what_is_thrown_from_progress_goes_through) {
    Options options;
    options.progress = [](const Progress& progress) {
        if (progress.event == Progress::Event::running) throw 7;
    };
    const TestTable revisions = table([](Operations& op) {
        op.execute("DELETE FROM t");
        op.progress(1, 2);
    });
    Migrator(url(), revisions).upgrade("a");
    EXPECT_THROW(Migrator(url(), revisions, options).upgrade(), int);
    EXPECT_EQ(rows(), "1|one 2|two");
    EXPECT_EQ(journal(), "");
}

}  // namespace
}  // namespace kiln::support
