// Others on the same database: programs with the same migrations, Alembic, sessions that hold a
// lock, poolers, kills.

#include "tests/support/caught.hpp"
#include "tests/support/relay.hpp"
#include "tests/support/starters.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using Names = std::vector<std::string>;
using std::chrono::milliseconds;

class PostgresqlTogether : public OnServer {};

TestTable counting(int count, int alone = -1) {
    return support::counting(count, postgresql_dialect, postgresql_function, alone);
}

TEST_F(PostgresqlTogether, starters_run_each_revision_once) {
    for (const bool each : {false, true}) {
        Options options;
        options.transaction_per_migration = each;
        expect_starters_run_each_once(postgresql_dialect, postgresql_function, url(), options,
                                      empty_postgresql, sql);
    }
}

/// Between the look for the version table, which takes the lock too, and the next question.
TEST_F(PostgresqlTogether, a_database_made_behind_the_look_for_it_is_no_new_one) {
    const TestTable table = counting(2);
    bool is_made = false;
    Relay relay(PostgresqlServer::shared().host() + "/.s.PGSQL.5432", [&](std::string_view sent) {
        if (is_made || sent.find("SET LOCAL lock_timeout") == std::string_view::npos) return;
        is_made = true;
        sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT "
            "alembic_version_pkc PRIMARY KEY (version_num)); CREATE TABLE ran (x text); CREATE "
            "TABLE t0 (x int); CREATE TABLE t1 (x int); INSERT INTO alembic_version VALUES "
            "('r1')");
    });
    const std::string address =
        "postgresql://postgres@" + relay.address() + "/test?sslmode=disable";
    EXPECT_EQ(caught([&] { EXPECT_TRUE(Migrator(address, table).upgrade().empty()); }).message, "");
    EXPECT_TRUE(is_made);
    EXPECT_EQ(sql("SELECT version_num FROM alembic_version"), "r1");
}

TEST_F(PostgresqlTogether, starters_run_once_what_has_no_transaction) {
    const TestTable table = counting(3, 1);
    const Started started = start_together(6, table, url());
    EXPECT_THAT(started.errors, ::testing::IsEmpty());
    EXPECT_EQ(started.steps, 3U);
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"), "3|3");
}

TEST_F(PostgresqlTogether, a_waiting_program_does_not_keep_an_index_from_its_end) {
    const TestTable table = on_postgresql(
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE t AS SELECT generate_series(1, 20000) AS x;"}},
         {"b", {.upgrade = "CREATE INDEX CONCURRENTLY i ON t (x);", .no_transaction = true}}});
    const Started started = start_together(6, table, url());
    EXPECT_THAT(started.errors, ::testing::IsEmpty());
    EXPECT_EQ(started.steps, 2U);
}

TEST_F(PostgresqlTogether, a_lock_that_is_not_had_in_time_is_K405) {
    const TestTable table = counting(2);
    Migrator(url(), table).upgrade("r0");
    const PostgresqlSession holder;
    holder.run("BEGIN; LOCK TABLE alembic_version IN SHARE MODE");
    Options options;
    options.lock_wait = milliseconds(200);
    const Caught error = caught([&] { Migrator(url(), table, options).upgrade(); });
    EXPECT_EQ(error.code, "K405");
    EXPECT_THAT(error.message, HasSubstr("; nothing was changed"));
    holder.run("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE");
    EXPECT_EQ(caught([&] { return Migrator(url(), table, options).current(); }).code, "K405");
    holder.run("ROLLBACK");
    EXPECT_EQ(Migrator(url(), table, options).upgrade().steps.size(), 1U);
}

TEST_F(PostgresqlTogether, the_whole_run_is_tried_again_when_a_table_is_held) {
    sql("CREATE TABLE held (x int)");
    const TestTable table =
        on_postgresql("a; b < a", {{"a", {.upgrade = "CREATE TABLE one (x int);"}},
                                   {"b", {.upgrade = "ALTER TABLE held ADD COLUMN y int;"}}});
    PostgresqlSession holder;
    holder.run("BEGIN; SELECT * FROM held");
    Options options;
    options.lock_timeout = milliseconds(100);
    std::vector<std::string> lines;
    bool is_free_between = false;
    options.log = [&](std::string_view line) {
        lines.emplace_back(line);
        if (!line.starts_with("Trying again")) return;
        // Nobody waits behind us: others get the table, and nothing of ours is there.
        is_free_between =
            sql("SELECT to_regclass('one') IS NULL FROM (SELECT count(*) FROM held) x") == "t";
        holder.run("ROLLBACK");
    };
    const Report report = Migrator(url(), table, options).upgrade();
    EXPECT_EQ(report.steps.size(), 2U);
    EXPECT_TRUE(is_free_between);
    EXPECT_THAT(lines, ::testing::Contains(HasSubstr("Trying again from 'a'")));
    EXPECT_EQ(sql("SELECT count(*), (SELECT count(*) FROM kiln_history) FROM one"), "0|2");
}

TEST_F(PostgresqlTogether, patience_that_ends_names_the_table_and_who_holds_it) {
    sql("CREATE TABLE held (x int)");
    const TestTable table =
        on_postgresql("a", {{"a", {.upgrade = "CREATE TABLE one (x int);\nDROP TABLE held;"}}});
    const PostgresqlSession holder;
    holder.run("SET application_name = 'report'; BEGIN; SELECT * FROM held");
    Options options;
    options.lock_timeout = milliseconds(50);
    options.lock_wait = milliseconds(2000);  // a busy machine needs some of it to come to the table
    const Caught error = caught([&] { Migrator(url(), table, options).upgrade(); });
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.message,
                HasSubstr("canceling statement due to lock timeout: the table 'held' is locked by "
                          "process " +
                          std::to_string(PQbackendPID(holder.get())) + " ('report')"));
    EXPECT_EQ(error.diagnostics.front().location.line, 6U);
    EXPECT_EQ(sql("SELECT to_regclass('one') IS NULL"), "t");
}

TEST_F(PostgresqlTogether, a_transaction_of_each_is_tried_again_alone) {
    sql("CREATE TABLE held (x int)");
    const TestTable table =
        on_postgresql("a; b < a; c < b", {{"a", {.upgrade = "CREATE TABLE one (x int);"}},
                                          {"b", {.upgrade = "DROP TABLE held;"}},
                                          {"c", {.upgrade = "CREATE TABLE two (x int);"}}});
    const PostgresqlSession holder;
    holder.run("BEGIN; SELECT * FROM held");
    Options options;
    options.lock_timeout = milliseconds(50);
    options.transaction_per_migration = true;
    options.log = [&](std::string_view line) {
        if (line.starts_with("Trying again from 'b'")) holder.run("ROLLBACK");
    };
    EXPECT_EQ(Migrator(url(), table, options).upgrade().steps.size(), 3U);
    EXPECT_EQ(sql("SELECT count(*) FROM kiln_history"), "3");
}

TEST_F(PostgresqlTogether, sets_of_their_own_do_not_wait_for_each_other) {
    const TestTable table = counting(1);
    Migrator(url(), table).ensure_version();
    Options other;
    other.version_table = "other_version";
    other.lock_wait = milliseconds(0);
    Options options;
    options.progress = [&](const Progress& progress) {
        if (progress.event == Progress::Event::finished) return;
        const TestTable another =
            on_postgresql("x", {{"x", {.upgrade = "CREATE TABLE another (x int);"}}});
        Migrator(url(), another, other).upgrade();
    };
    Migrator(url(), table, options).upgrade();
    EXPECT_EQ(sql("SELECT count(*) FROM alembic_version, other_version"), "1");
}

TEST_F(PostgresqlTogether, a_connection_that_ends_in_the_midst_leaves_nothing) {
    const TestTable table = on_postgresql(
        "a", {{"a",
               {.upgrade =
                    "CREATE TABLE one (x int);\nSELECT pg_terminate_backend(pg_backend_pid());"}}});
    const Caught error = caught([&] { Migrator(url(), table).upgrade(); });
    EXPECT_EQ(error.code, "K425");
    EXPECT_EQ(error.diagnostics.front().location.line, 6U);
    EXPECT_EQ(sql("SELECT to_regclass('one') IS NULL"), "t");
}

TEST_F(PostgresqlTogether, kills_leave_the_database_where_a_run_began_or_ended) {
    std::mt19937 random(4711);
    const TestTable table = counting(8);
    int began = 0;
    int ended = 0;
    const int rounds = wants_all_on_servers() ? 200 : 20;
    const std::int64_t time = microseconds_of_a_run(url(), table);
    for (int round = 0; round < rounds; ++round) {
        empty_postgresql();
        upgrade_in_a_process(url(), table, std::chrono::microseconds(random() % time));
        // The server notices when it next reads or writes.
        Migrator migrator(url(), table);
        const std::string ran = sql("SELECT to_regclass('ran') IS NULL");
        if (migrator.current().empty()) {
            ++began;
        } else {
            ++ended;
            EXPECT_EQ(migrator.current(), Names{"r7"});
        }
        migrator.upgrade();
        EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"), "8|8") << ran;
        EXPECT_EQ(sql("SELECT count(*) FROM kiln_history"), "8");
    }
    EXPECT_EQ(began + ended, rounds);
    if (rounds > 20) std::fprintf(stderr, "%d kills: %d came before the commit\n", rounds, began);
}

TEST_F(PostgresqlTogether, a_killed_server_has_all_of_a_run_or_nothing) {
    PostgresqlServer& server = PostgresqlServer::shared();
    std::mt19937 random(42);
    const TestTable table = counting(8);
    const std::int64_t time = microseconds_of_a_run(url(), table);
    for (int round = 0; round < (wants_all_on_servers() ? 50 : 3); ++round) {
        empty_postgresql();
        std::thread killer([&] {
            std::this_thread::sleep_for(std::chrono::microseconds(random() % time));
            server.kill_hard();
        });
        const Caught error = caught([&] { Migrator(url(), table).upgrade(); });
        killer.join();
        server.start();
        Migrator migrator(url(), table);
        const Names rows = migrator.current();
        EXPECT_TRUE(rows.empty() || rows == Names{"r7"});
        EXPECT_TRUE(error.code != "nothing" || !rows.empty());
        migrator.upgrade();
        EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"), "8|8") << error.message;
    }
}

}  // namespace
}  // namespace kiln::support
