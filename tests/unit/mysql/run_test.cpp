// Runs of a Migrator on a real server.

#include "tests/support/caught.hpp"
#include "tests/support/stop_at.hpp"
#include "tests/support/stopped_waits.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Names = std::vector<std::string>;

class MysqlRun : public OnMariadb {
protected:
    Caught upgrade(const TestTable& table) {
        return caught([&] { Migrator(url(), table, options).upgrade(); });
    }
    static std::string tables() {
        return sql(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'test' AND "
            "TABLE_NAME NOT LIKE 'kiln%' ORDER BY 1");
    }

    Options options;
};

TestTable two_tables() {
    return on_mysql(
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE one (id int);", .downgrade = "DROP TABLE one;"}},
         {"b", {.upgrade = "CREATE TABLE two (id int);", .downgrade = "DROP TABLE two;"}}});
}

TestTable only(const std::string& upgrade) { return on_mysql("a", {{"a", {.upgrade = upgrade}}}); }

TEST_F(MysqlRun, upgrade_and_downgrade_go_all_the_way) {
    const TestTable table = two_tables();
    Migrator migrator(url(), table);
    EXPECT_EQ(migrator.state(), State::absent);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(migrator.current(), Names{"b"});
    EXPECT_EQ(migrator.state(), State::at_heads);
    EXPECT_EQ(sql("SELECT count(*) FROM one, two"), "0");
    EXPECT_EQ(sql("SELECT revision, direction, checksum, applied_by IS NOT NULL, version_table "
                  "FROM kiln_history ORDER BY sequence"),
              "a|upgrade|t1:checksum of a|1|alembic_version b|upgrade|t1:checksum of "
              "b|1|alembic_version");
    EXPECT_TRUE(migrator.upgrade().empty());
    migrator.check();
    migrator.downgrade("base");
    EXPECT_EQ(migrator.current(), Names{});
    EXPECT_EQ(migrator.state(), State::behind);
    EXPECT_EQ(tables(), "alembic_version");
}

TEST_F(MysqlRun, nothing_to_do_is_one_question) {
    const TestTable table = two_tables();
    const MariadbSession mine;
    const auto asked = [&] {
        const auto count = [&] {
            const std::string line = mine.run("SHOW SESSION STATUS LIKE 'Questions'");
            return std::stol(line.substr(line.find('|') + 1));
        };
        const long before = count();
        EXPECT_TRUE(Migrator(mine.get(), table).upgrade().empty());
        return count() - before - 1;
    };
    Migrator(url(), table).upgrade();
    EXPECT_EQ(asked(), 1);
    // Alembic's database, which has no journal.
    sql("DROP TABLE kiln_journal");
    EXPECT_EQ(asked(), 4);
    // Another set's revision is unfinished, which is looked at.
    options.version_table = "others";
    EXPECT_EQ(upgrade(only("CREATE TABLE z (x int); SELEC;")).code, "K411");
    EXPECT_EQ(sql("SELECT version_table, state FROM kiln_journal"), "others|done");
    EXPECT_EQ(asked(), 2);
}

TEST_F(MysqlRun, the_version_table_is_what_alembic_makes) {
    Migrator(url(), two_tables()).upgrade();
    EXPECT_THAT(sql("SHOW CREATE TABLE alembic_version"),
                HasSubstr("(\n  `version_num` varchar(32) NOT NULL,\n  PRIMARY KEY "
                          "(`version_num`)\n) ENGINE=InnoDB"));
}

TEST_F(MysqlRun, a_fault_has_its_place) {
    const TestTable table =
        on_mysql("a; b < a", {{"a", {.upgrade = "CREATE TABLE one (id int);"}},
                              {"b", {.upgrade = "\nCREATE TABLE two (\n  x int,\n  y int int);"}}});
    const Caught error = upgrade(table);
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.message, HasSubstr("cannot upgrade to 'b': You have an error in your SQL"));
    EXPECT_THAT(error.message, HasSubstr("; revision 'a' stays applied, nothing of 'b' was done"));
    EXPECT_EQ(error.diagnostics.front().location.line, 8U);
    EXPECT_EQ(error.diagnostics.front().location.column, 9U);
    EXPECT_EQ(tables(), "alembic_version one");
}

TEST_F(MysqlRun, a_section_may_not_begin_a_transaction_or_lock_tables) {
    for (const char* statement :
         {"COMMIT", "begin", "ROLLBACK", "SAVEPOINT s", "START TRANSACTION", "XA START 'x'"}) {
        EXPECT_EQ(upgrade(only("CREATE TABLE t (x int); " + std::string(statement))).code, "K306")
            << statement;
        EXPECT_EQ(tables(), "alembic_version") << statement;
    }
    const Caught locks =
        upgrade(only("CREATE TABLE t (x int);\nLOCK TABLES `t` WRITE;\nUNLOCK TABLES;"));
    EXPECT_EQ(locks.code, "K137");
    EXPECT_THAT(locks.hint, HasSubstr("--skip-add-locks"));
    EXPECT_EQ(locks.diagnostics.front().location.line, 6U);
    EXPECT_EQ(tables(), "alembic_version");
    for (const char* statement :
         {"FLUSH TABLES WITH READ LOCK", "flush local tables a, b, c, d, e with read /**/ lock",
          "/*!50001 FLUSH TABLES t FOR EXPORT */", "LOCK TABLE t READ"}) {
        EXPECT_EQ(upgrade(only("CREATE TABLE t (x int); " + std::string(statement))).code, "K137")
            << statement;
    }
    for (const char* statement : {"SELECT RELEASE_ALL_LOCKS()", "DO release_all_locks ( )"}) {
        EXPECT_EQ(upgrade(only("CREATE TABLE t (x int); " + std::string(statement))).code, "K337")
            << statement;
    }
    EXPECT_EQ(tables(), "alembic_version");
    EXPECT_EQ(upgrade(only("FLUSH TABLES; SELECT 'RELEASE_ALL_LOCKS()', GET_LOCK('a', 0), "
                           "RELEASE_LOCK('a')"))
                  .code,
              "nothing");
    empty_mariadb();
    EXPECT_EQ(upgrade(only("SELECT 1;\nSOURCE other.sql\n")).code, "K134");
    EXPECT_EQ(upgrade(only("BEGIN NOT ATOMIC CREATE TABLE u (x int); END;")).code, "nothing");
}

TEST_F(MysqlRun, what_a_section_sets_ends_with_it) {
    sql("CREATE DATABASE IF NOT EXISTS other");
    const TestTable table = on_mysql(
        "a; b < a",
        {{"a",
          {.upgrade =
               "SET NAMES latin1; SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', "
               "autocommit = 0, time_zone = '+09:00', sql_safe_updates = 1, @mine = 4; "
               "CREATE TABLE one (x varchar(9)); INSERT INTO one VALUES ('\\'); USE other;"}},
         {"b",
          {.upgrade = "CREATE TABLE two AS SELECT @@character_set_client AS c, @@sql_mode AS m, "
                      "@@time_zone AS z, @@autocommit AS a, @mine AS u, DATABASE() AS d;"}}});
    const MariadbSession mine;
    const std::string mode = mine.run("SELECT @@sql_mode");
    mine.run("SET NAMES utf8mb4");
    mine.run("SET lock_wait_timeout = 77, sql_mode = 'ANSI'");
    const std::string ansi = mine.run("SELECT @@sql_mode");
    Migrator migrator(mine.get(), table);
    migrator.upgrade();
    EXPECT_EQ(sql("SELECT c, m, z, a, u, d FROM two"), "utf8mb4|" + ansi + "|SYSTEM|1|NULL|test");
    EXPECT_EQ(sql("SELECT x FROM one"), "\\");
    EXPECT_EQ(mine.run("SELECT @@lock_wait_timeout, @@sql_mode, DATABASE(), @@autocommit"),
              "77|" + ansi + "|test|1");
    EXPECT_EQ(mine.run("SELECT IS_USED_LOCK(CONCAT('kiln:', SHA1(CONCAT('test.', "
                       "HEX('alembic_version')))))"),
              "NULL");
    EXPECT_NE(mode, ansi);
}

/// Behind which the server's own answers are cut short or in another encoding.
TEST_F(MysqlRun, what_hides_answers_ends_with_its_section_too) {
    const TestTable table = on_mysql(
        "a; b < a",
        {{"a",
          {.upgrade = "CREATE TABLE one (x varchar(9)); SET sql_select_limit = 0; INSERT INTO one "
                      "VALUES ('a'); SET character_set_results = utf16, sql_quote_show_create = 0; "
                      "INSERT INTO one VALUES ('b'); SET SESSION TRANSACTION READ ONLY;"}},
         {"b",
          {.upgrade =
               "CREATE TABLE two AS SELECT @@character_set_results AS r, "
               "@@sql_select_limit AS l, @@sql_quote_show_create AS q, @kiln_limit AS k;"}}});
    EXPECT_EQ(upgrade(table).message, "");
    EXPECT_EQ(sql("SELECT * FROM two"), "utf8mb4|18446744073709551615|1|NULL");
    EXPECT_EQ(sql("SELECT count(*) FROM kiln_history"), "2");
    EXPECT_EQ(sql("SELECT count(*) FROM kiln_journal"), "0");
}

TEST_F(MysqlRun, temporary_tables_end_with_their_section) {
    const TestTable table = on_mysql(
        "a; b < a",
        {{"a",
          {.upgrade = "CREATE OR REPLACE TEMPORARY TABLE one (x int); CREATE TEMPORARY TABLE IF "
                      "NOT EXISTS `tw o` (x int);"}},
         {"b", {.upgrade = "CREATE TABLE one (x int); CREATE TABLE `tw o` (x int);"}}});
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(tables(), "alembic_version one tw o");
}

TEST_F(MysqlRun, the_applications_own_connection_is_left_as_it_was) {
    const TestTable table = two_tables();
    const MariadbSession mine;
    Migrator migrator(mine.get(), table);
    mine.run("START TRANSACTION");
    mine.run("SELECT * FROM information_schema.TABLES LIMIT 1");
    EXPECT_EQ(migrator.current(), Names{});
    EXPECT_EQ(caught([&] { migrator.upgrade(); }).code, "K415");
    mine.run("COMMIT");
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(mine.run("SELECT 1"), "1");
    EXPECT_EQ(caught([&] { Migrator(static_cast<st_mysql*>(nullptr), table); }).code, "K401");
}

TEST_F(MysqlRun, the_applications_own_connection_keeps_what_it_has_set) {
    const TestTable table = two_tables();
    for (const char* setting :
         {"autocommit = 0", "sql_select_limit = 0", "sql_select_limit = 1", "completion_type = 2",
          "sql_safe_updates = 1", "sql_mode = 'EMPTY_STRING_IS_NULL'"}) {
        SCOPED_TRACE(setting);
        const std::string set = setting;
        const MariadbSession mine;
        mine.run("SET " + set);
        const std::string question = "SELECT @@" + set.substr(0, set.find(' ')) + " LIMIT 1";
        const std::string before = mine.run(question);
        Migrator migrator(mine.get(), table);
        EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
        EXPECT_EQ(migrator.current(), Names{"b"});
        migrator.check();
        EXPECT_EQ(migrator.downgrade("base").steps.size(), 2U);
        EXPECT_EQ(mine.run(question), before);
        // Nobody waits for a transaction that a question began.
        EXPECT_EQ(sql("SELECT count(*) FROM information_schema.INNODB_TRX"), "0");
    }
}

TEST_F(MysqlRun, what_a_connection_of_the_applications_holds_or_lacks_is_told) {
    const TestTable table = two_tables();
    const auto code_of = [&](const MariadbSession& mine) {
        return caught([&] { Migrator(mine.get(), table).upgrade(); }).code;
    };
    const MariadbSession nowhere("");
    EXPECT_EQ(code_of(nowhere), "K412");
    EXPECT_EQ(caught([&] { Migrator(nowhere.get(), table).ensure_version(); }).code, "K412");
    sql("CREATE TABLE mine (x int)");
    const MariadbSession locked;
    locked.run("LOCK TABLES mine READ");
    EXPECT_EQ(code_of(locked), "K412");
    locked.run("UNLOCK TABLES");
    locked.run("FLUSH TABLES WITH READ LOCK");
    EXPECT_EQ(code_of(locked), "K412");
    locked.run("UNLOCK TABLES");
    EXPECT_EQ(code_of(locked), "nothing");
}

TEST_F(MysqlRun, rows_are_compared_byte_for_byte) {
    sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY) COLLATE "
        "utf8mb4_general_ci");
    sql("INSERT INTO alembic_version VALUES ('A')");
    EXPECT_EQ(upgrade(two_tables()).code, "K403");
    sql("UPDATE alembic_version SET version_num = 'a'");
    sql("CREATE TABLE one (id int)");
    EXPECT_EQ(upgrade(two_tables()).code, "nothing");
    EXPECT_EQ(sql("SELECT version_num FROM alembic_version"), "b");
    // Somebody writes another letter case while the run lasts.
    Migrator(url(), two_tables()).downgrade("a");
    options.progress = [&](const Progress& progress) {
        if (progress.event == Progress::Event::started) {
            sql("UPDATE alembic_version SET version_num = 'A'");
        }
    };
    EXPECT_EQ(upgrade(two_tables()).code, "K409");
}

TEST_F(MysqlRun, what_others_make_of_the_version_during_the_run_is_noticed) {
    Migrator(url(), two_tables()).upgrade("a");
    sql("CREATE TRIGGER other BEFORE UPDATE ON alembic_version FOR EACH ROW SET NEW.version_num = "
        "UPPER(NEW.version_num)");
    EXPECT_EQ(upgrade(two_tables()).code, "K409");
    sql("DROP TRIGGER other");
    EXPECT_EQ(sql("SELECT version_num FROM alembic_version"), "a");
    EXPECT_EQ(sql("SELECT revision, state FROM kiln_journal"), "b|done");
    options.progress = [&](const Progress& progress) {
        if (progress.event != Progress::Event::started) return;
        sql("INSERT INTO alembic_version VALUES ('another')");
    };
    EXPECT_EQ(upgrade(two_tables()).code, "K409");
    sql("DELETE FROM alembic_version WHERE version_num = 'another'");
    options.progress = nullptr;
    EXPECT_EQ(upgrade(two_tables()).code, "nothing");
    EXPECT_EQ(sql("SELECT version_num FROM alembic_version"), "b");
    EXPECT_EQ(sql("SELECT count(*) FROM kiln_journal"), "0");
}

TEST_F(MysqlRun, what_others_make_of_the_version_is_noticed_by_the_last_step) {
    const TestTable table = on_mysql("a; b < a; c < b; d < c", {{"a", {.upgrade = "DO 1;"}},
                                                                {"b", {.upgrade = "DO 1;"}},
                                                                {"c", {.upgrade = "DO 1;"}},
                                                                {"d", {.upgrade = "DO 1;"}}});
    for (const char* others :
         {"INSERT INTO alembic_version VALUES ('another')",
          "CREATE TRIGGER other BEFORE UPDATE ON alembic_version FOR EACH ROW SET "
          "NEW.version_num = UPPER(NEW.version_num)"}) {
        options.progress = [&](const Progress& progress) {
            if (progress.event == Progress::Event::started && progress.step.revision == "b") {
                sql(others);
            }
        };
        EXPECT_EQ(upgrade(table).code, "K409") << others;
        EXPECT_NE(sql("SELECT version_num FROM alembic_version WHERE version_num <> 'another'"),
                  "d");
        sql("DROP TABLE alembic_version, kiln_history, kiln_journal, kiln_compatible");
    }
}

TEST_F(MysqlRun, what_the_server_has_for_all_sessions_keeps_no_run_from_its_end) {
    const TestTable table = two_tables();
    for (const char* setting :
         {"sql_safe_updates = 1", "completion_type = 1", "completion_type = 2",
          "sql_select_limit = 0", "sql_select_limit = 1", "sql_mode = 'EMPTY_STRING_IS_NULL'",
          "sql_mode = 'ANSI'", "sql_mode = 'ORACLE'"}) {
        SCOPED_TRACE(setting);
        const std::string set = setting;
        sql("SET GLOBAL " + set);
        EXPECT_EQ(upgrade(table).code, "nothing");
        EXPECT_EQ(Migrator(url(), table).current(), Names{"b"});
        EXPECT_EQ(Migrator(url(), table).state(), State::at_heads);
        EXPECT_EQ(caught([&] { Migrator(url(), table).check(); }).code, "nothing");
        EXPECT_EQ(caught([&] { Migrator(url(), table).downgrade("base"); }).code, "nothing");
        EXPECT_EQ(caught([&] {
                      Migrator(url(), table).stamp("b");
                      Migrator(url(), table).stamp({"base"}, StampOptions{.purge = true});
                  }).code,
                  "nothing");
        sql("SET GLOBAL " + set.substr(0, set.find(' ')) + " = DEFAULT");
    }
}

TEST_F(MysqlRun, damaged_records_are_told_as_on_sqlite) {
    const TestTable table = two_tables();
    Migrator(url(), table).upgrade();
    sql("DELETE FROM alembic_version");
    EXPECT_EQ(upgrade(table).code, "K407");
    sql("DROP TABLE alembic_version");
    EXPECT_EQ(upgrade(table).code, "K407");
    sql("CREATE VIEW alembic_version AS SELECT 'a' AS version_num");
    EXPECT_EQ(upgrade(table).code, "K408");
    sql("DROP VIEW alembic_version");
    sql("CREATE TABLE alembic_version (x int)");
    EXPECT_EQ(upgrade(table).code, "K408");
    sql("DROP TABLE alembic_version");
    sql("CREATE TABLE alembic_version (version_num int)");
    sql("INSERT INTO alembic_version VALUES (1)");
    EXPECT_EQ(upgrade(table).code, "K408");
    sql("DROP TABLE alembic_version");
    sql("CREATE TABLE alembic_version (version_num text)");
    sql("INSERT INTO alembic_version VALUES ('nobody')");
    EXPECT_EQ(upgrade(table).code, "K403");
    EXPECT_EQ(Migrator(url(), table).state(), State::newer);
}

TEST_F(MysqlRun, stamp_repair_and_ensure_version_work) {
    const TestTable table = two_tables();
    Migrator migrator(url(), table);
    migrator.ensure_version();
    EXPECT_EQ(migrator.state(), State::behind);
    migrator.stamp("b");
    EXPECT_EQ(migrator.current(), Names{"b"});
    sql("UPDATE kiln_history SET checksum = 't1:other'");
    EXPECT_EQ(caught([&] { migrator.check(); }).code, "K404");
    EXPECT_EQ(migrator.repair().size(), 2U);  // and that of `a` there is no line
    migrator.check();
    migrator.stamp({"base"}, StampOptions{.purge = true});
    EXPECT_EQ(migrator.current(), Names{});
    EXPECT_EQ(caught([&] { migrator.stamp({"a"}, StampOptions{.expected = Names{"b"}}); }).code,
              "K409");
    EXPECT_EQ(caught([&] { migrator.adopt(); }).code, "K442");
}

TEST_F(MysqlRun, older_programs_are_told_what_they_can_use) {
    const TestTable newer = on_mysql(
        "a; b < a", {{"b", {.upgrade = "CREATE TABLE t (x int);", .min_compatible = "a"}}});
    Migrator(url(), newer).upgrade();
    EXPECT_EQ(sql("SELECT version_num, min_compatible, version_table FROM kiln_compatible"),
              "b|a|alembic_version");
    options.newer_database = NewerDatabase::accept_compatible;
    EXPECT_EQ(upgrade(on_mysql("a")).code, "nothing");
    options.newer_database = NewerDatabase::refuse;
    EXPECT_EQ(upgrade(on_mysql("a")).code, "K403");
}

TEST_F(MysqlRun, a_user_that_may_not_write_gets_the_servers_words) {
    sql("CREATE OR REPLACE USER kiln_reader");
    Migrator(url(), two_tables()).upgrade();
    sql("GRANT SELECT ON test.* TO kiln_reader");
    const TestTable more =
        on_mysql("a; b < a; c < b", {{"c", {.upgrade = "CREATE TABLE c (x int);"}}});
    const std::string reader = MariadbServer::shared().url("test", "kiln_reader");
    EXPECT_EQ(Migrator(reader, more).pending(), Names{"c"});
    const Caught error = caught([&] { Migrator(reader, more).upgrade(); });
    EXPECT_EQ(error.code, "K412");
    EXPECT_THAT(error.message, HasSubstr("command denied to user 'kiln_reader'"));
    EXPECT_THAT(error.hint, HasSubstr("give the user the right"));
    sql("DROP USER kiln_reader");
}

TEST_F(MysqlRun, an_unknown_option_and_a_missing_database_are_told_without_passwords) {
    const TestTable table = two_tables();
    const Caught option = caught([&] { Migrator("mysql://u:s3cret@h/d?ssl_caa=x", table); });
    EXPECT_EQ(option.code, "K509");
    EXPECT_EQ(option.hint, "did you mean 'ssl_ca'?");
    EXPECT_THAT(option.message, HasSubstr("unknown option 'ssl_caa'"));
    EXPECT_EQ(caught([&] { Migrator("mysql://u:s3cret@h/d?connect_timeout=x", table); }).code,
              "K509");
    EXPECT_EQ(caught([&] { Migrator("mysql://u:s3cret@h:99999/d", table); }).code, "K509");
    const std::string socket = "?unix_socket=" + MariadbServer::shared().socket();
    const Caught missing =
        caught([&] { return Migrator("mariadb+pymysql://root@/none" + socket, table).current(); });
    EXPECT_EQ(missing.code, "K401");
    EXPECT_THAT(missing.message, HasSubstr("Unknown database 'none'"));
    const Caught nameless =
        caught([&] { return Migrator("mysql://root@/" + socket, table).current(); });
    EXPECT_EQ(nameless.code, "K401");
    EXPECT_THAT(nameless.message, HasSubstr("names no database"));
    const Caught denied =
        caught([&] { return Migrator("mysql://root:s3cret@/test" + socket, table).current(); });
    EXPECT_EQ(denied.code, "K401");
    EXPECT_THAT(denied.message, HasSubstr("Access denied"));
    EXPECT_THAT(option.message + option.hint + denied.message + denied.hint,
                Not(HasSubstr("s3cret")));
    const Caught file = caught([&] {
        return Migrator("mysql://root@/test?read_default_file=/nowhere/my.cnf", table).current();
    });
    EXPECT_THAT(file.message, HasSubstr("cannot read '/nowhere/my.cnf'"));
}

TEST_F(MysqlRun, my_cnf_says_what_the_url_does_not) {
    const TemporaryDirectory folder;
    folder.write("my.cnf", "[client]\nsocket = " + MariadbServer::shared().socket() +
                               "\nuser = root\ndatabase = test\ndefault-character-set = latin1\n");
    const TestTable table = only("CREATE TABLE t AS SELECT 'ä' AS x, @@character_set_client AS c;");
    EXPECT_EQ(caught([&] {
                  Migrator("mysql:///?read_default_file=" + (folder / "my.cnf"), table).upgrade();
              }).message,
              "");
    EXPECT_EQ(sql("SELECT HEX(CONVERT(x USING utf8mb4)), c FROM t"), "C3A4|utf8mb4");
}

TEST_F(MysqlRun, a_statement_that_takes_too_long_is_ended) {
    options.statement_deadline = std::chrono::milliseconds(50);
    const Caught error =
        upgrade(only("CREATE TABLE one (x int);\nSELECT 1 FROM (SELECT SLEEP(60)) x;"));
    EXPECT_EQ(error.code, "K419");
    EXPECT_EQ(error.diagnostics.front().location.line, 6U);
    EXPECT_EQ(sql("SELECT number, state FROM kiln_journal"), "1|done");
}

TEST_F(MysqlRun, a_stop_ends_the_wait_for_a_version_table_that_others_hold) {
    EXPECT_EQ(upgrade(only("")).code, "nothing");
    const MariadbSession holder;
    holder.run("LOCK TABLES alembic_version WRITE");
    options.lock_wait = std::chrono::seconds(20);
    options.stop = stop_in(std::chrono::milliseconds(20));
    expect_question_is_stopped(url(), MariadbSession(), only(""), options);
    const std::string kills =
        " FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'COM_KILL'";
    const std::string one_more = sql("SELECT CAST(VARIABLE_VALUE + 1 AS INT)" + kills);
    EXPECT_EQ(caught([&] { (void)Migrator(url(), only(""), options).current(); }).code, "K422");
    // It is not asked again without the journal.
    EXPECT_EQ(sql("SELECT VARIABLE_VALUE" + kills), one_more);
    holder.run("UNLOCK TABLES");
    EXPECT_EQ(upgrade(only("")).code, "nothing");
}

TEST_F(MysqlRun, a_stop_ends_the_statement_that_runs) {
    struct Asked {
        std::shared_ptr<std::atomic<bool>> asked = std::make_shared<std::atomic<bool>>(false);
        bool stop_requested() const { return *asked; }
    };
    const Asked asked;
    options.stop = asked;
    options.progress = [&](const Progress&) {
        std::thread([flag = asked.asked] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            *flag = true;
        }).detach();
    };
    const MariadbSession mine;
    const TestTable table =
        only("CREATE TABLE one (x int);\nCREATE TABLE two AS SELECT SLEEP(60) AS x;");
    EXPECT_EQ(caught([&] { Migrator(mine.get(), table, options).upgrade(); }).code, "K422");
    EXPECT_EQ(tables(), "alembic_version one");
    EXPECT_EQ(mine.run("SELECT 1"), "1");
    // Asked for already: nothing happens, and with nothing to do it is no error.
    EXPECT_EQ(upgrade(table).code, "K422");
    Migrator(url(), only("CREATE TABLE one (x int);")).upgrade();
    EXPECT_EQ(upgrade(only("CREATE TABLE one (x int);")).code, "nothing");
}

TEST_F(MysqlRun, a_statement_that_the_server_does_not_take_is_not_in_doubt) {
    const std::string before = sql("SELECT @@GLOBAL.max_allowed_packet");
    sql("SET GLOBAL max_allowed_packet = 1048576");
    const Caught error = upgrade(only("CREATE TABLE t (x longtext);\nINSERT INTO t VALUES ('" +
                                      std::string(1'100'000, 'x') + "');"));
    sql("SET GLOBAL max_allowed_packet = " + before);
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(
        error.message,
        HasSubstr("the statement has 1100025 bytes, and the server takes less than 1048576"));
    EXPECT_EQ(sql("SELECT number, state FROM kiln_journal"), "1|done");
}

TEST_F(MysqlRun, warnings_are_in_the_log) {
    std::vector<std::string> lines;
    options.log = [&](std::string_view line) { lines.emplace_back(line); };
    EXPECT_EQ(upgrade(only("DROP TABLE IF EXISTS nope;")).code, "nothing");
    EXPECT_THAT(lines, ::testing::Contains("MySQL: Note 1051: Unknown table 'test.nope'"));
}

TEST_F(MysqlRun, a_lock_that_a_statement_does_not_get_is_named) {
    sql("CREATE TABLE held (x int)");
    options.lock_wait = std::chrono::milliseconds(900);
    const MariadbSession holder;
    holder.run("START TRANSACTION");
    holder.run("SELECT * FROM held");
    const Caught error = upgrade(only("CREATE TABLE one (x int);\nDROP TABLE held;"));
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.message, HasSubstr("Lock wait timeout exceeded; try restarting transaction: "
                                         "'held' is locked by another session"));
    EXPECT_EQ(error.diagnostics.front().location.line, 6U);
    holder.run("ROLLBACK");
    EXPECT_EQ(upgrade(only("CREATE TABLE one (x int);\nDROP TABLE held;")).code, "nothing");
}

TEST_F(MysqlRun, a_lock_of_kilns_own_that_is_not_had_is_K405) {
    const TestTable table = two_tables();
    Migrator(url(), table).upgrade("a");
    options.lock_wait = std::chrono::milliseconds(300);
    const MariadbSession holder;
    holder.run("START TRANSACTION");
    holder.run("SELECT * FROM alembic_version FOR UPDATE");
    Caught error = upgrade(table);
    EXPECT_EQ(error.code, "K405");
    EXPECT_THAT(error.message, HasSubstr("; nothing was changed"));
    holder.run("ROLLBACK");
    holder.run(
        "SELECT GET_LOCK(CONCAT('kiln:', SHA1(CONCAT('test.', HEX('alembic_version')))), 0)");
    error = upgrade(table);
    EXPECT_EQ(error.code, "K405");
    holder.run("DO RELEASE_ALL_LOCKS()");
    EXPECT_EQ(upgrade(table).code, "nothing");
}

TEST_F(MysqlRun, no_file_is_made_as_a_backup) {
    options.backup = "/tmp/kiln-no-backup";
    EXPECT_EQ(upgrade(two_tables()).code, "K420");
}

std::string output_of(const std::string& command) {
    std::string text;
    FILE* const pipe = popen(command.c_str(), "r");
    std::array<char, 4096> piece{};
    for (std::size_t size = 0; (size = fread(piece.data(), 1, piece.size(), pipe)) > 0;) {
        text.append(piece.data(), size);
    }
    pclose(pipe);
    return text;
}

TEST_F(MysqlRun, a_mysqldump_is_a_first_revision) {
    for (const std::string option : {"--no-data", "--skip-add-locks"}) {
        const MariadbSession mine;
        for (const char* statement :
             {"CREATE TABLE parent (id int AUTO_INCREMENT PRIMARY KEY, t varchar(40) DEFAULT "
              "'a;b', UNIQUE (t)) COMMENT 'it''s; -- x'",
              "CREATE TABLE child (p int, FOREIGN KEY (p) REFERENCES parent (id), b blob)",
              "INSERT INTO parent (t) VALUES ('it''s; \\\\ # /* \\n'), ('ä')",
              "INSERT INTO child VALUES (1, X'00ff27')", "CREATE VIEW v AS SELECT t FROM parent",
              "CREATE TRIGGER g BEFORE INSERT ON child FOR EACH ROW BEGIN SET NEW.p = NEW.p; END",
              "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT ';'; END",
              "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN SELECT 1; END"}) {
            mine.run(statement);
        }
        const std::string dump =
            "mysqldump --no-defaults -uroot --socket=" + MariadbServer::shared().socket() +
            " --routines --events --skip-dump-date " + option + " test";
        const std::string before = output_of(dump);
        ASSERT_THAT(before, HasSubstr("Dump completed"));
        empty_mariadb();
        const Caught error = upgrade(only(before));
        EXPECT_EQ(error.code, "nothing") << error.message;
        for (const char* table :
             {"alembic_version", "kiln_history", "kiln_compatible", "kiln_journal"}) {
            sql("DROP TABLE " + std::string(table));
        }
        EXPECT_EQ(output_of(dump), before);
        empty_mariadb();
    }
}

}  // namespace
}  // namespace kiln::support
