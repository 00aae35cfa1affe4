// Others on the same database: programs with the same migrations, Alembic, sessions that hold a
// lock, poolers, kills.

#include "tests/support/caught.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using Names = std::vector<std::string>;
using std::chrono::milliseconds;

class PostgresqlTogether : public OnServer {};

/// Each says in a row of its own that it ran, and would fail at a second run.
TestTable counting(int count, int alone = -1) {
    std::string graph = "r0";
    std::map<std::string, TestScripts> scripts;
    for (int i = 0; i < count; ++i) {
        const std::string id = "r" + std::to_string(i);
        if (i > 0) graph += "; " + id + " < r" + std::to_string(i - 1);
        scripts[id].upgrade =
            "CREATE TABLE IF NOT EXISTS ran (x text);\nINSERT INTO ran VALUES ('" + id +
            "');\nCREATE TABLE t" + std::to_string(i) + " (x int);";
        scripts[id].downgrade = "DROP TABLE t" + std::to_string(i) + ";";
        scripts[id].no_transaction = i == alone;
    }
    return on_postgresql(graph, scripts);
}

/// What each of so many starters of an upgrade throws, and how many steps they ran.
struct Started {
    std::vector<std::string> errors;
    std::size_t steps = 0;
};

Started start_together(int starters, const TestTable& table, const Options& options,
                       const std::string& url) {
    Started started;
    std::mutex mutex;
    std::atomic<int> waiting{starters};
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(starters));
    for (int i = 0; i < starters; ++i) {
        threads.emplace_back([&] {
            Migrator migrator(url, table, options);
            --waiting;
            while (waiting > 0) std::this_thread::yield();
            std::size_t steps = 0;
            const Caught error = caught([&] { steps = migrator.upgrade().steps.size(); });
            const std::lock_guard lock(mutex);
            started.steps += steps;
            if (error.code != "nothing") started.errors.push_back(error.code + " " + error.message);
        });
    }
    for (std::thread& thread : threads) thread.join();
    return started;
}

TEST_F(PostgresqlTogether, starters_run_each_revision_once) {
    for (const int starters : {2, 8}) {
        for (const int revisions : {1, 10}) {
            for (const bool each : {false, true}) {
                empty_postgresql();
                Options options;
                options.transaction_per_migration = each;
                const TestTable table = counting(revisions);
                const Started started = start_together(starters, table, options, url());
                EXPECT_THAT(started.errors, ::testing::IsEmpty());
                EXPECT_EQ(started.steps, static_cast<std::size_t>(revisions));
                EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"),
                          std::to_string(revisions) + "|" + std::to_string(revisions));
                EXPECT_EQ(sql("SELECT count(*) FROM kiln_history"), std::to_string(revisions));
            }
        }
    }
}

TEST_F(PostgresqlTogether, starters_run_once_what_has_no_transaction) {
    const TestTable table = counting(3, 1);
    const Started started = start_together(6, table, {}, url());
    EXPECT_THAT(started.errors, ::testing::IsEmpty());
    EXPECT_EQ(started.steps, 3U);
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"), "3|3");
}

TEST_F(PostgresqlTogether, a_waiting_program_does_not_keep_an_index_from_its_end) {
    const TestTable table = on_postgresql(
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE t AS SELECT generate_series(1, 20000) AS x;"}},
         {"b", {.upgrade = "CREATE INDEX CONCURRENTLY i ON t (x);", .no_transaction = true}}});
    const Started started = start_together(6, table, {}, url());
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
    options.lock_wait = milliseconds(300);
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

/// A process that upgrades and ends; killed where it takes longer than that.
void upgrade_in_a_process(const std::string& url, const TestTable& table, const Options& options,
                          std::chrono::microseconds killed_after) {
    const pid_t child = fork();
    if (child == 0) {
        try {
            Migrator(url, table, options).upgrade();
        } catch (const Error&) {
        }
        _exit(0);
    }
    std::this_thread::sleep_for(killed_after);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

TEST_F(PostgresqlTogether, kills_leave_the_database_where_a_run_began_or_ended) {
    std::mt19937 random(4711);
    const TestTable table = counting(8);
    int began = 0;
    int ended = 0;
    for (int round = 0; round < 20; ++round) {
        empty_postgresql();
        upgrade_in_a_process(url(), table, {}, std::chrono::microseconds(random() % 60'000));
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
    EXPECT_EQ(began + ended, 20);
}

TEST_F(PostgresqlTogether, a_killed_server_has_all_of_a_run_or_nothing) {
    PostgresqlServer& server = PostgresqlServer::shared();
    std::mt19937 random(42);
    const TestTable table = counting(8);
    for (int round = 0; round < 3; ++round) {
        empty_postgresql();
        std::thread killer([&] {
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
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
