// Runs of a Migrator on a real server.

#include "tests/support/caught.hpp"
#include "tests/support/stop_at.hpp"
#include "tests/support/stopped_waits.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Names = std::vector<std::string>;

class PostgresqlRun : public OnServer {
protected:
    Caught upgrade(const TestTable& table) {
        return caught([&] { Migrator(url(), table, options).upgrade(); });
    }
    /// As the catalog has it: every table of the search path.
    static std::string tables() {
        return sql(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND "
            "relkind = 'r' AND relname NOT LIKE 'kiln%' ORDER BY 1");
    }

    Options options;
};

TestTable two_tables() {
    return on_postgresql(
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE one (id int);", .downgrade = "DROP TABLE one;"}},
         {"b", {.upgrade = "CREATE TABLE two (id int);", .downgrade = "DROP TABLE two;"}}});
}

TestTable only(const std::string& upgrade) {
    return on_postgresql("a", {{"a", {.upgrade = upgrade}}});
}

TEST_F(PostgresqlRun, upgrade_and_downgrade_go_all_the_way) {
    const TestTable table = two_tables();
    Migrator migrator(url(), table);
    EXPECT_EQ(migrator.state(), State::absent);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(migrator.current(), Names{"b"});
    EXPECT_EQ(migrator.state(), State::at_heads);
    EXPECT_EQ(sql("SELECT count(*) FROM one, two"), "0");
    EXPECT_EQ(sql("SELECT revision, direction, checksum, applied_by IS NOT NULL, version_table "
                  "FROM kiln_history ORDER BY sequence"),
              "a|upgrade|t1:checksum of a|t|alembic_version b|upgrade|t1:checksum of "
              "b|t|alembic_version");
    EXPECT_TRUE(migrator.upgrade().empty());
    migrator.check();
    migrator.downgrade("base");
    EXPECT_EQ(migrator.current(), Names{});
    EXPECT_EQ(migrator.state(), State::behind);
    EXPECT_EQ(tables(), "alembic_version");
}

TEST_F(PostgresqlRun, the_version_table_is_what_alembic_makes) {
    Migrator(url(), two_tables()).upgrade();
    EXPECT_EQ(sql("SELECT column_name, data_type, character_maximum_length, is_nullable, "
                  "column_default FROM information_schema.columns WHERE table_name = "
                  "'alembic_version'"),
              "version_num|character varying|32|NO|NULL");
    EXPECT_EQ(sql("SELECT conname, contype FROM pg_constraint WHERE conrelid = "
                  "'alembic_version'::regclass"),
              "alembic_version_pkc|p");
}

TEST_F(PostgresqlRun, a_fault_leaves_nothing_and_has_its_place) {
    const TestTable table = on_postgresql(
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE one (id int);"}},
         {"b",
          {.upgrade = "\nCREATE TABLE two (\xC3\xA4 int);\nSELECT \xC3\xA4, nope FROM two;"}}});
    const Caught error = upgrade(table);
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.message, HasSubstr("cannot upgrade to 'b': column \"nope\" does not exist"));
    EXPECT_THAT(error.message, HasSubstr("; nothing was changed"));
    EXPECT_EQ(error.diagnostics.front().location.line, 7U);
    EXPECT_EQ(error.diagnostics.front().location.column, 12U);
    EXPECT_EQ(tables(), "");
    EXPECT_EQ(sql("SELECT to_regclass('kiln_history') IS NULL"), "t");
}

TEST_F(PostgresqlRun, each_transaction_of_its_own_keeps_those_before) {
    options.transaction_per_migration = true;
    const TestTable table =
        on_postgresql("a; b < a; c < b", {{"a", {.upgrade = "CREATE TABLE one (id int);"}},
                                          {"b", {.upgrade = "CREATE TABLE two (id int);"}},
                                          {"c", {.upgrade = "SELECT 1/0;"}}});
    const Caught error = upgrade(table);
    EXPECT_THAT(error.message, HasSubstr("division by zero; revisions 'a', 'b' stay applied, 'c' "
                                         "was rolled back"));
    EXPECT_EQ(tables(), "alembic_version one two");
    EXPECT_EQ(sql("SELECT version_num FROM alembic_version"), "b");
}

TEST_F(PostgresqlRun, a_section_may_not_end_the_transaction) {
    for (const char* statement : {"COMMIT", "begin", "ROLLBACK", "SAVEPOINT s", "END", "ABORT",
                                  "START TRANSACTION", "PREPARE TRANSACTION 'x'", "RELEASE s"}) {
        const Caught error = upgrade(only("CREATE TABLE t (x int); " + std::string(statement)));
        EXPECT_EQ(error.code, "K306") << statement;
        EXPECT_EQ(tables(), "") << statement;
    }
    EXPECT_EQ(upgrade(only("DO $$ BEGIN COMMIT; END $$")).code, "K411");
    EXPECT_EQ(tables(), "");
}

TEST_F(PostgresqlRun, a_section_without_transaction_runs_statement_by_statement) {
    const TestTable table = on_postgresql(
        "a; b < a; c < b",
        {{"a", {.upgrade = "CREATE TABLE t (x int); CREATE TYPE e AS ENUM ('one');"}},
         {"b",
          {.upgrade =
               "CREATE INDEX CONCURRENTLY i ON t (x); ALTER TYPE e ADD VALUE 'two'; VACUUM t;",
           .no_transaction = true}},
         {"c", {.upgrade = "CREATE TABLE u (y e DEFAULT 'two');"}}});
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(sql("SELECT version_num FROM alembic_version"), "c");
    EXPECT_EQ(sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"), "t");
    EXPECT_EQ(sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
}

TEST_F(PostgresqlRun, what_needs_no_transaction_says_so) {
    const Caught error =
        upgrade(only("CREATE TABLE t (x int); CREATE INDEX CONCURRENTLY i ON t (x)"));
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.hint, "add no-transaction to the section's marker");
    EXPECT_EQ(tables(), "");
    const Caught value = upgrade(
        only("CREATE TYPE e AS ENUM ('one'); COMMENT ON TYPE e IS 'x'; CREATE TABLE t (x text)"));
    EXPECT_EQ(value.code, "nothing");
    const TestTable two = on_postgresql(
        "a; b < a", {{"a", {.upgrade = ""}},
                     {"b", {.upgrade = "ALTER TYPE e ADD VALUE 'two'; SELECT 'two'::e"}}});
    EXPECT_THAT(upgrade(two).hint, HasSubstr("no-transaction"));
}

TEST_F(PostgresqlRun, an_index_that_was_left_invalid_is_found) {
    sql("CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1)");
    const auto revision = [](const std::string& statement) {
        return on_postgresql("a", {{"a", {.upgrade = statement, .no_transaction = true}}});
    };
    const Caught failed = upgrade(revision("CREATE UNIQUE INDEX CONCURRENTLY i ON t (x);"));
    EXPECT_EQ(failed.code, "K411");
    EXPECT_THAT(failed.message, HasSubstr("could not create unique index \"i\" (Key (x)=(1) is "
                                          "duplicated.); the index 'i' of 't' is invalid"));
    EXPECT_THAT(failed.hint, HasSubstr("DROP INDEX CONCURRENTLY public.i;"));
    sql("DELETE FROM t");
    const Caught again =
        upgrade(revision("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (x);"));
    EXPECT_EQ(again.code, "K427");
    EXPECT_EQ(Migrator(url(), revision("")).current(), Names{});
    // One of a table that the section does not name is none of its business.
    EXPECT_EQ(
        upgrade(revision("CREATE TABLE u (x int); CREATE INDEX CONCURRENTLY j ON u (x);")).code,
        "nothing");
}

TEST_F(PostgresqlRun, what_a_section_sets_ends_with_it) {
    const TestTable table = on_postgresql(
        "a; b < a",
        {{"a",
          {.upgrade = "SET lock_timeout = 0; SET statement_timeout = 0; SELECT "
                      "pg_catalog.set_config('search_path', '', false); SET "
                      "standard_conforming_strings = off; SET TimeZone = 'Asia/Tokyo'; CREATE "
                      "TABLE public.one (x int);"}},
         {"b",
          {.upgrade = "CREATE TABLE two AS SELECT current_setting('search_path') AS path, "
                      "current_setting('TimeZone') AS zone, current_setting('lock_timeout') AS "
                      "lock, '\\' AS text;"}}});
    const std::string zone = sql("SHOW TimeZone");
    const PostgresqlSession mine;
    mine.run("SET search_path = public, pg_temp; SET lock_timeout = '7s'");
    Migrator migrator(mine.get(), table);
    migrator.upgrade();
    EXPECT_EQ(
        sql("SELECT path || ';' || (zone = '" + zone + "') || ';' || lock || ';' || text FROM two"),
        "public, pg_temp;true;5s;\\");
    EXPECT_EQ(mine.run("SHOW search_path"), "public, pg_temp");
    EXPECT_EQ(mine.run("SHOW lock_timeout"), "7s");
    EXPECT_EQ(mine.run("SHOW TimeZone"), zone);
    EXPECT_EQ(mine.run("SHOW standard_conforming_strings"), "on");
    EXPECT_EQ(mine.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
}

TEST_F(PostgresqlRun, a_role_that_a_section_takes_ends_with_it) {
    sql("DROP ROLE IF EXISTS kiln_other; CREATE ROLE kiln_other; GRANT ALL ON SCHEMA public TO "
        "kiln_other");
    const TestTable table = on_postgresql(
        "a; b < a", {{"a", {.upgrade = "SET ROLE kiln_other; CREATE TABLE one (x int);"}},
                     {"b", {.upgrade = "CREATE TABLE two (x int);"}}});
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(sql("SELECT tablename, tableowner FROM pg_tables WHERE tablename IN ('one', 'two', "
                  "'alembic_version') ORDER BY 1"),
              "alembic_version|postgres one|kiln_other two|postgres");
    sql("DROP OWNED BY kiln_other; DROP ROLE kiln_other");
}

TEST_F(PostgresqlRun, temporary_tables_end_with_their_section) {
    const TestTable table = on_postgresql(
        "a; b < a",
        {{"a",
          {.upgrade = "CREATE TEMP TABLE one (x serial); CREATE TEMPORARY VIEW v AS SELECT 1;"}},
         {"b", {.upgrade = "CREATE TABLE one (x int); CREATE VIEW v AS SELECT 2;"}}});
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(tables(), "alembic_version one");
    const PostgresqlSession mine;
    mine.run("CREATE TEMP TABLE one (x int)");
    EXPECT_EQ(caught([&] { Migrator(mine.get(), table).downgrade("a"); }).code, "K423");
}

TEST_F(PostgresqlRun, the_applications_own_connection_is_left_as_it_was) {
    const TestTable table = two_tables();
    const PostgresqlSession mine;
    Migrator migrator(mine.get(), table);
    mine.run("BEGIN");
    EXPECT_EQ(migrator.current(), Names{});  // which must not cost the transaction
    EXPECT_EQ(mine.run("SELECT 1"), "1");
    EXPECT_EQ(caught([&] { migrator.upgrade(); }).code, "K415");
    mine.run("COMMIT");
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(PQtransactionStatus(mine.get()), PQTRANS_IDLE);
    EXPECT_EQ(caught([&] { Migrator(static_cast<pg_conn*>(nullptr), table); }).code, "K401");
}

TEST_F(PostgresqlRun, prepared_statements_and_cursors_end_with_their_section) {
    const std::string names =
        "PREPARE p AS SELECT 1; PREPARE \"P q\" AS SELECT 1; DECLARE c CURSOR WITH HOLD FOR SELECT "
        "1;";
    const TestTable table = on_postgresql(
        "a; b < a; c < b", {{"a", {.upgrade = names}},
                            {"b", {.upgrade = names}},
                            {"c", {.upgrade = names + "COMMIT;", .no_transaction = true}}});
    const PostgresqlSession mine;
    mine.run("PREPARE mine AS SELECT 1");
    mine.run("DECLARE my_cursor CURSOR WITH HOLD FOR SELECT 1");
    EXPECT_EQ(caught([&] { Migrator(mine.get(), table).upgrade(); }).message, "");
    EXPECT_EQ(mine.run("SELECT name FROM pg_prepared_statements"), "mine");
    EXPECT_EQ(mine.run("SELECT name FROM pg_cursors"), "my_cursor");
}

TEST_F(PostgresqlRun, what_lets_go_of_the_lock_is_refused) {
    const auto run_only = [&](const std::string& sql, bool alone) {
        return upgrade(on_postgresql("a", {{"a", {.upgrade = sql, .no_transaction = alone}}}));
    };
    for (const bool alone : {false, true}) {
        EXPECT_EQ(run_only("CREATE TABLE t (x int); DISCARD /**/ ALL;", alone).code, "K337");
        empty_postgresql();
    }
    EXPECT_EQ(run_only("SELECT pg_catalog.pg_advisory_unlock_all();", true).code, "K337");
    EXPECT_EQ(
        run_only("SELECT 'pg_advisory_unlock_all()'; DISCARD TEMP; DEALLOCATE ALL;", true).code,
        "nothing");
}

TEST_F(PostgresqlRun, a_callback_that_ends_the_transaction_is_found_out) {
    const TestTable table = two_tables();
    const PostgresqlSession mine;
    for (const std::string how : {"COMMIT", "ROLLBACK"}) {
        empty_postgresql();
        options.progress = [&](const Progress& progress) {
            if (progress.event == Progress::Event::finished && progress.index == 0) mine.run(how);
        };
        const Caught error = caught([&] { Migrator(mine.get(), table, options).upgrade(); });
        EXPECT_EQ(error.code, "K416");
        EXPECT_EQ(error.message.find("was committed without its record") != std::string::npos,
                  how == "COMMIT")
            << error.message;
    }
}

TEST_F(PostgresqlRun, a_run_that_is_refused_leaves_no_lock_on_the_applications_connection) {
    const TestTable split =
        on_postgresql("a", {{"a", {.upgrade = "VACUUM;", .no_transaction = true}}});
    const PostgresqlSession mine;
    mine.run("SET default_transaction_read_only = on");
    EXPECT_EQ(caught([&] { Migrator(mine.get(), split).upgrade(); }).code, "K412");
    EXPECT_EQ(mine.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
}

TEST_F(PostgresqlRun, a_search_path_without_a_schema_is_told_at_once) {
    sql("ALTER DATABASE test SET search_path = nosuch");
    options.lock_wait = std::chrono::hours(1);
    EXPECT_EQ(upgrade(two_tables()).code, "K428");
    const TestTable split =
        on_postgresql("a", {{"a", {.upgrade = "VACUUM;", .no_transaction = true}}});
    EXPECT_EQ(upgrade(split).code, "K428");
    sql("ALTER DATABASE test RESET search_path");
}

TEST_F(PostgresqlRun, a_schema_of_its_own_has_all_of_a_tenant) {
    options.schema = "tenant \"1\"";
    const TestTable table = two_tables();
    EXPECT_EQ(upgrade(table).code, "K428");
    EXPECT_EQ(caught([&] { return Migrator(url(), table, options).current(); }).code, "K428");
    sql(R"(CREATE SCHEMA "tenant ""1""")");
    EXPECT_EQ(Migrator(url(), table, options).state(), State::absent);
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(sql("SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind = "
                  "'r' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname LIKE "
                  "'tenant%')"),
              "alembic_version,kiln_history,one,two");
    EXPECT_EQ(tables(), "");
    EXPECT_EQ(Migrator(url(), table, options).current(), Names{"b"});
    EXPECT_EQ(Migrator(url(), table).current(), Names{});
    Migrator(url(), table, options).downgrade("base");
    Options of_sqlite;
    of_sqlite.schema = "x";
    EXPECT_EQ(caught([&] { Migrator("sqlite://", table, of_sqlite); }).code, "K515");
}

TEST_F(PostgresqlRun, a_version_table_anywhere_in_the_search_path_is_the_one) {
    sql("CREATE SCHEMA postgres; CREATE TABLE public.alembic_version (version_num VARCHAR(32) NOT "
        "NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)); INSERT INTO "
        "public.alembic_version VALUES ('a'); CREATE TABLE one (id int)");
    EXPECT_EQ(upgrade(two_tables()).code, "nothing");
    EXPECT_EQ(sql("SELECT version_num FROM public.alembic_version"), "b");
    EXPECT_EQ(sql("SELECT to_regclass('public.kiln_history') IS NULL, "
                  "to_regclass('postgres.kiln_history') IS NULL"),
              "f|t");
    // A new one goes to the first schema, which is the user's.
    sql("DROP TABLE public.alembic_version, public.kiln_history, postgres.two, one");
    EXPECT_EQ(upgrade(two_tables()).code, "nothing");
    EXPECT_EQ(sql("SELECT version_num FROM postgres.alembic_version"), "b");
}

TEST_F(PostgresqlRun, damaged_records_are_told_as_on_sqlite) {
    const TestTable table = two_tables();
    Migrator(url(), table).upgrade();
    sql("DELETE FROM alembic_version");
    EXPECT_EQ(upgrade(table).code, "K407");
    sql("DROP TABLE alembic_version");
    EXPECT_EQ(upgrade(table).code, "K407");
    sql("CREATE VIEW alembic_version AS SELECT 'a'::varchar AS version_num");
    const Caught view = upgrade(table);
    EXPECT_EQ(view.code, "K408") << view.message;
    sql("DROP VIEW alembic_version; CREATE TABLE alembic_version (x int)");
    EXPECT_EQ(upgrade(table).code, "K408");
    sql("DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num int); INSERT INTO "
        "alembic_version VALUES (1)");
    EXPECT_EQ(upgrade(table).code, "K408");
    sql("DROP TABLE alembic_version; CREATE TABLE alembic_version (version_num text); INSERT INTO "
        "alembic_version VALUES ('nobody')");
    EXPECT_EQ(upgrade(table).code, "K403");
    EXPECT_EQ(Migrator(url(), table).state(), State::newer);
}

TEST_F(PostgresqlRun, stamp_repair_and_ensure_version_work) {
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
}

TEST_F(PostgresqlRun, a_role_that_may_not_write_gets_the_servers_words) {
    sql("DROP ROLE IF EXISTS kiln_reader; CREATE ROLE kiln_reader LOGIN");
    Migrator(url(), two_tables()).upgrade();
    sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO kiln_reader");
    const TestTable more =
        on_postgresql("a; b < a; c < b", {{"c", {.upgrade = "CREATE TABLE three (id int);"}}});
    const std::string reader = PostgresqlServer::shared().url("test", "kiln_reader");
    EXPECT_EQ(Migrator(reader, more).pending(), Names{"c"});
    const Caught error = caught([&] { Migrator(reader, more).upgrade(); });
    EXPECT_EQ(error.code, "K412");
    EXPECT_THAT(error.message, HasSubstr("permission denied for table alembic_version"));
    EXPECT_THAT(error.hint, HasSubstr("give the role the right"));
    sql("ALTER ROLE kiln_reader SET default_transaction_read_only = on");
    EXPECT_THAT(caught([&] { Migrator(reader, more).upgrade(); }).message,
                HasSubstr("is read-only, and there is work to do"));
    sql("DROP OWNED BY kiln_reader; DROP ROLE kiln_reader");
}

TEST_F(PostgresqlRun, a_roles_own_settings_are_overridden) {
    sql("DROP ROLE IF EXISTS kiln_odd; CREATE ROLE kiln_odd LOGIN SUPERUSER; ALTER ROLE kiln_odd "
        "SET "
        "default_transaction_isolation = 'serializable'; ALTER ROLE kiln_odd SET statement_timeout "
        "= "
        "'1ms'; ALTER ROLE kiln_odd SET standard_conforming_strings = off");
    const TestTable table = on_postgresql(
        "a",
        {{"a",
          {.upgrade = "CREATE TABLE one AS SELECT current_setting('transaction_isolation') AS i, "
                      "'\\' AS t FROM pg_sleep(0.01);"}}});
    Migrator(PostgresqlServer::shared().url("test", "kiln_odd") +
                 "&options=-c%20statement_timeout%3D1000",
             table)
        .upgrade();
    EXPECT_EQ(sql("SELECT i || t FROM one"), "read committed\\");
    sql("DROP OWNED BY kiln_odd; DROP ROLE kiln_odd");
}

TEST_F(PostgresqlRun, connections_say_who_they_are) {
    const TestTable table =
        only("CREATE TABLE one AS SELECT current_setting('application_name') AS n;");
    Migrator(url(), table).upgrade();
    EXPECT_EQ(sql("SELECT n FROM one"), "kiln");
    empty_postgresql();
    Migrator(url() + "&application_name=clinic", table).upgrade();
    EXPECT_EQ(sql("SELECT n FROM one"), "clinic");
}

TEST_F(PostgresqlRun, an_unknown_option_and_a_missing_database_are_told_without_passwords) {
    const TestTable table = two_tables();
    const Caught option =
        caught([&] { Migrator("postgresql://u:s3cret@h/d?sslmod=require", table); });
    EXPECT_EQ(option.code, "K509");
    EXPECT_EQ(option.hint, "did you mean 'sslmode'?");
    EXPECT_THAT(option.message, HasSubstr("unknown option 'sslmod'"));
    EXPECT_THAT(option.message, Not(HasSubstr("s3cret")));
    const Caught missing = caught([&] {
        return Migrator(
                   "postgresql://postgres:s3cret@/none?host=" + PostgresqlServer::shared().host(),
                   table)
            .current();
    });
    EXPECT_EQ(missing.code, "K401");
    EXPECT_THAT(missing.message, HasSubstr("database \"none\" does not exist"));
    EXPECT_THAT(missing.message + missing.hint, Not(HasSubstr("s3cret")));
}

TEST_F(PostgresqlRun, a_statement_that_takes_too_long_is_ended) {
    options.statement_deadline = std::chrono::milliseconds(50);
    const Caught error = upgrade(only("CREATE TABLE one (x int);\nSELECT pg_sleep(60);"));
    EXPECT_EQ(error.code, "K419");
    EXPECT_EQ(error.diagnostics.front().location.line, 6U);
    EXPECT_EQ(tables(), "");
}

TEST_F(PostgresqlRun, a_stop_ends_the_wait_for_a_version_table_that_others_hold) {
    EXPECT_EQ(upgrade(only("")).code, "nothing");
    const PostgresqlSession holder;
    holder.run("BEGIN; LOCK TABLE alembic_version");
    options.lock_wait = std::chrono::seconds(20);
    options.stop = stop_in(std::chrono::milliseconds(20));
    expect_question_is_stopped(url(), PostgresqlSession(), only(""), options);
    holder.run("ROLLBACK");
    EXPECT_EQ(upgrade(only("")).code, "nothing");
}

TEST_F(PostgresqlRun, a_stop_ends_the_statement_that_runs) {
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
    const TestTable table = only("CREATE TABLE one (x int);\nSELECT pg_sleep(60);");
    EXPECT_EQ(upgrade(table).code, "K422");
    EXPECT_EQ(tables(), "");
    // Asked for already: nothing happens, and with nothing to do it is no error.
    EXPECT_EQ(upgrade(table).code, "K422");
    EXPECT_EQ(upgrade(only("")).code, "K422");
    Migrator(url(), only("")).upgrade();
    EXPECT_EQ(upgrade(only("")).code, "nothing");
}

TEST_F(PostgresqlRun, too_many_locks_name_what_helps) {
    std::string script =
        "DO $$ BEGIN FOR i IN 1..20000 LOOP EXECUTE 'CREATE TABLE t' || i || ' (x int)'; END LOOP; "
        "END $$;";
    const Caught error = upgrade(only(script));
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.message, HasSubstr("out of shared memory"));
    EXPECT_THAT(error.hint, HasSubstr("transaction_per_migration"));
    EXPECT_EQ(tables(), "");
}

TEST_F(PostgresqlRun, what_the_server_says_beside_its_answers_is_in_the_log) {
    std::vector<std::string> lines;
    options.log = [&](std::string_view line) { lines.emplace_back(line); };
    EXPECT_EQ(upgrade(only("DO $$ BEGIN RAISE NOTICE 'moved % rows', 7; END $$;")).code, "nothing");
    EXPECT_THAT(lines, ::testing::Contains("PostgreSQL: NOTICE:  moved 7 rows"));
}

TEST_F(PostgresqlRun, no_file_is_made_as_a_backup) {
    options.backup = "/tmp/kiln-no-backup";
    EXPECT_EQ(upgrade(two_tables()).code, "K420");
    EXPECT_EQ(tables(), "");
}

TEST_F(PostgresqlRun, a_pg_dump_with_rows_is_a_first_revision) {
    const TestTable table = only(
        "--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\nSET statement_timeout = "
        "0;\nSELECT "
        "pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (a integer, b "
        "text);\nCOPY public.t (a, b) FROM stdin;\n1\tit's; -- $$ /* "
        "\n2\t\\N\n3\ta\\tb\n\\.\n\n\nCOPY "
        "public.t (a, b) FROM stdin;\n\\.\nALTER TABLE public.t ADD PRIMARY KEY "
        "(a);\n\\unrestrict abc\n");
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(sql("SELECT b FROM t ORDER BY a"), "it's; -- $$ /*  NULL a\tb");
    EXPECT_EQ(sql("SELECT version_num FROM alembic_version"), "a");
}

TEST_F(PostgresqlRun, rows_that_a_copy_refuses_have_the_copys_place) {
    const Caught error =
        upgrade(only("CREATE TABLE t (a integer);\nCOPY t FROM stdin;\n1\nx\n\\.\n"));
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.message, HasSubstr("invalid input syntax for type integer: \"x\""));
    EXPECT_EQ(error.diagnostics.front().location.line, 6U);
    EXPECT_EQ(tables(), "");
}

TEST_F(PostgresqlRun, a_backslash_command_is_refused) {
    EXPECT_THAT(upgrade(only("\\connect other\n")).message, HasSubstr("'\\connect'"));
}

}  // namespace
}  // namespace kiln::support
