// Runs that an application asks to stop.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <tuple>
#include <version>
#if defined(__cpp_lib_jthread)
#include <stop_token>
#endif

namespace kiln::support {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;

constexpr auto never_ending =
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT "
    "max(i) FROM n;";

/// In truth a few milliseconds, unless the machine has something else to do.
constexpr std::chrono::seconds patience(5);

/// Says yes from a time on, from the `left`th question on, or when it is told.
struct Asked {
    std::atomic<bool> now{false};
    Clock::time_point from = Clock::time_point::max();
    int left = std::numeric_limits<int>::max();
    Clock::time_point last{};

    bool stop_requested() {
        last = Clock::now();
        if (left > 0 && left != std::numeric_limits<int>::max()) --left;
        return now || left == 0 || last >= from;
    }
};

class MigratorStop : public testing::Test {
protected:
    MigratorStop() { options.stop = std::ref(asked); }
    Migrator migrator(const MigrationTable& of) { return Migrator(url_of(file), of, options); }
    Caught upgrade(const MigrationTable& of) {
        return caught([&] { migrator(of).upgrade(); });
    }
    /// How long behind the time to stop the call came back.
    template <class Call>
    Clock::duration late(Call call) {
        asked.from = Clock::now() + milliseconds(30);
        call();
        return Clock::now() - asked.from;
    }
    std::string objects() const {
        return run_sql(file, "SELECT name FROM sqlite_master WHERE name LIKE 't%' ORDER BY name");
    }

    const TestTable table{"a; b < a",
                          {{"a", {.upgrade = "CREATE TABLE t (x); INSERT INTO t VALUES (1);"}},
                           {"b", {.upgrade = "CREATE TABLE t2 (x);"}}}};
    const TestTable endless{
        "a; b < a", {{"a", {.upgrade = "CREATE TABLE t (x);"}}, {"b", {.upgrade = never_ending}}}};
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    Asked asked;
    Options options;
};

TEST_F(MigratorStop, asked_before_a_run_nothing_happens) {
    asked.now = true;
    const Caught error = upgrade(table);
    EXPECT_EQ(error.code, "K422");
    EXPECT_EQ(error.message, "the work on the database '" + file +
                                 "' was stopped, as the program asked; nothing was changed");
    EXPECT_EQ(error.hint, "run again to go on from where the database is");
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_EQ(caught([&] { migrator(table).stamp("b"); }).code, "K422");
    EXPECT_EQ(caught([&] { migrator(table).ensure_version(); }).code, "K422");
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(MigratorStop, with_nothing_to_do_it_is_no_error) {
    EXPECT_EQ(upgrade(table).code, "nothing");
    asked.now = true;
    EXPECT_TRUE(migrator(table).upgrade().empty());
    EXPECT_TRUE(migrator(table).downgrade("b").empty());
    EXPECT_TRUE(migrator(table).stamp("b").empty());
    EXPECT_TRUE(migrator(table).repair().empty());
    migrator(table).ensure_version();
    migrator(table).check();
    EXPECT_EQ(migrator(table).state(), State::at_heads);
    EXPECT_EQ(caught([&] { migrator(table).downgrade("base"); }).code, "K422");
    EXPECT_EQ(objects(), "t t2");
}

TEST_F(MigratorStop, a_running_statement_is_ended_and_its_run_rolled_back) {
    Caught error;
    EXPECT_LT(late([&] { error = upgrade(endless); }), patience);
    EXPECT_EQ(error.code, "K422");
    EXPECT_THAT(error.message, HasSubstr("was stopped, as the program asked; nothing was changed"));
    EXPECT_EQ(objects(), "");
}

TEST_F(MigratorStop, it_is_no_matter_that_the_application_interrupts_too) {
    const TestConnection own(file);
    std::thread presser([&] {
        std::this_thread::sleep_for(milliseconds(30));
        asked.now = true;
        sqlite3_interrupt(own.get());
    });
    const Caught error = caught([&] { Migrator(own.get(), endless, options).upgrade(); });
    presser.join();
    EXPECT_EQ(error.code, "K422");
    EXPECT_EQ(objects(), "");
    EXPECT_EQ(own.run("SELECT count(*) FROM sqlite_master"), "0") << "the connection works on";
}

TEST_F(MigratorStop, an_interrupt_that_nobody_asked_to_stop_for_is_none) {
    const TestConnection own(file);
    std::thread presser([&] {
        std::this_thread::sleep_for(milliseconds(30));
        sqlite3_interrupt(own.get());
    });
    EXPECT_EQ(caught([&] { Migrator(own.get(), endless, options).upgrade(); }).code, "K411");
    presser.join();
}

TEST_F(MigratorStop, what_fails_by_itself_keeps_its_code) {
    const TestTable broken(
        "a", {{"a", {.upgrade = "CREATE TABLE t (x); INSERT INTO nope VALUES (1);"}}});
    EXPECT_EQ(upgrade(broken).code, "K411");
    options.statement_deadline = milliseconds(20);
    EXPECT_EQ(upgrade(endless).code, "K419");
}

TEST_F(MigratorStop, many_short_statements_are_ended_between_two_of_them) {
    std::string sql = "CREATE TABLE t (x);\n";
    for (int i = 0; i < 2000; ++i) sql += "INSERT INTO t VALUES (1);\n";
    const TestTable many("a", {{"a", {.upgrade = sql}}});
    asked.left = 1000;
    EXPECT_EQ(upgrade(many).code, "K422");
    EXPECT_EQ(objects(), "");
}

TEST_F(MigratorStop, a_wait_for_the_lock_is_ended) {
    EXPECT_EQ(upgrade(table).code, "nothing");
    const TestConnection other(file);
    other.run("BEGIN IMMEDIATE");
    Caught error;
    EXPECT_LT(late([&] { error = caught([&] { migrator(table).downgrade("base"); }); }), patience);
    EXPECT_EQ(error.code, "K422");
    EXPECT_THAT(error.message, HasSubstr("; nothing was changed"));
    other.run("COMMIT");
    other.run("BEGIN EXCLUSIVE");
    EXPECT_LT(late([&] { error = caught([&] { std::ignore = migrator(table).current(); }); }),
              patience);
    EXPECT_EQ(error.code, "K422");
}

TEST_F(MigratorStop, an_applications_own_timeout_keeps_no_wait_from_ending) {
    EXPECT_EQ(upgrade(table).code, "nothing");
    const TestConnection own(file);
    own.run("PRAGMA busy_timeout = 20000");
    const TestConnection other(file);
    other.run("BEGIN IMMEDIATE");
    Caught error;
    const auto call = [&] {
        error = caught([&] { Migrator(own.get(), table, options).downgrade("base"); });
    };
    EXPECT_LT(late(call), patience);
    EXPECT_EQ(error.code, "K422");
    EXPECT_EQ(own.run("PRAGMA busy_timeout"), "20000");
    options.connect = [](sqlite3* connection) { sqlite3_busy_timeout(connection, 20000); };
    EXPECT_LT(late([&] { error = caught([&] { migrator(table).downgrade("base"); }); }), patience);
    EXPECT_EQ(error.code, "K422");
}

TEST_F(MigratorStop, a_commit_that_waits_for_a_reader_is_ended_and_rolled_back) {
    EXPECT_EQ(upgrade(table).code, "nothing");
    const TestConnection reader(file);
    reader.run("BEGIN; SELECT * FROM t");
    Caught error;
    EXPECT_LT(late([&] { error = caught([&] { migrator(table).downgrade("a"); }); }), patience);
    EXPECT_EQ(error.code, "K422");
    reader.run("COMMIT");
    EXPECT_EQ(objects(), "t t2");
    EXPECT_EQ(Migrator(url_of(file), table).state(), State::at_heads);
}

TEST_F(MigratorStop, a_transaction_for_each_keeps_those_that_were_committed) {
    options.transaction_per_migration = true;
    Caught error;
    late([&] { error = upgrade(endless); });
    EXPECT_EQ(error.code, "K422");
    EXPECT_THAT(error.message, HasSubstr("; revision 'a' stays applied, 'b' was rolled back"));
    EXPECT_EQ(Migrator(url_of(file), endless).current(), std::vector<std::string>{"a"});
}

TEST_F(MigratorStop, of_a_section_without_transaction_it_says_what_to_do_by_hand) {
    const TestTable alone("a; b < a",
                          {{"a", {.upgrade = "CREATE TABLE t (x);"}},
                           {"b",
                            {.upgrade = "CREATE TABLE t2 (x);\n" + std::string(never_ending),
                             .no_transaction = true}}});
    // Within the statement, however long it takes to get there.
    options.progress = [&](const Progress& progress) {
        asked.now = progress.event == Progress::Event::running;
    };
    const Caught error = upgrade(alone);
    EXPECT_EQ(error.code, "K422");
    EXPECT_THAT(error.message, HasSubstr("cannot upgrade to 'b': the program asked to stop; "
                                         "revision 'a' stays applied"));
    EXPECT_EQ(error.hint,
              "undo by hand what it did and run again; or finish it by hand and run: "
              "kiln stamp b");
    EXPECT_EQ(error.diagnostics.front().location.line, 6U);
}

TEST_F(MigratorStop, a_section_without_transaction_that_has_ended_is_recorded) {
    const TestTable alone("a; b < a", {{"a", {.upgrade = "VACUUM;", .no_transaction = true}},
                                       {"b", {.upgrade = "CREATE TABLE t2 (x);"}}});
    options.progress = [&](const Progress& progress) {
        asked.now = progress.event == Progress::Event::finished;
    };
    const Caught error = upgrade(alone);
    EXPECT_EQ(error.code, "K422");
    EXPECT_EQ(Migrator(url_of(file), alone).current(), std::vector<std::string>{"a"});
}

TEST_F(MigratorStop, a_backup_is_ended_and_leaves_no_part_of_itself) {
    run_sql(
        file,
        "CREATE TABLE big (x); WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
        "LIMIT 3000) INSERT INTO big SELECT zeroblob(4000) FROM n");
    options.backup = folder.file("x.bak");
    asked.left = 6;
    EXPECT_EQ(upgrade(table).code, "K422");
    EXPECT_FALSE(std::filesystem::exists(options.backup));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
    asked.left = std::numeric_limits<int>::max();
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(run_sql(options.backup, "SELECT count(*) FROM big"), "3000");
}

#if defined(__cpp_lib_jthread)
TEST_F(MigratorStop, takes_a_stop_token_and_a_source) {
    std::stop_source source;
    options.stop = source.get_token();
    EXPECT_EQ(migrator(table).upgrade("a").steps.size(), 1U);
    source.request_stop();
    EXPECT_EQ(upgrade(table).code, "K422");
    options.stop = source;
    EXPECT_EQ(upgrade(table).code, "K422");
    options.stop = Stop();
    EXPECT_EQ(upgrade(table).code, "nothing");
}
#endif

/// Long and short ones; a foreign key makes a check of all rows follow.
const TestTable& shop() {
    static const std::string fill =
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 20000) ";
    static const TestTable table(
        "a; b < a; c < b; d < c",
        {{"a",
          {.upgrade =
               "CREATE TABLE t (id INTEGER PRIMARY KEY, x); CREATE TABLE t2 (id REFERENCES t);",
           .downgrade = "DROP TABLE t2; DROP TABLE t;"}},
         {"b",
          {.upgrade = fill + "INSERT INTO t SELECT i, i % 7 FROM n; " + fill +
                      "INSERT INTO t2 SELECT i FROM n;",
           .downgrade = "DELETE FROM t2; DELETE FROM t;"}},
         {"c", {.upgrade = "CREATE INDEX tx ON t (x);", .downgrade = "DROP INDEX tx;"}},
         {"d",
          {.upgrade = "UPDATE t SET x = x + 1; CREATE TABLE t3 (x);",
           .downgrade = "UPDATE t SET x = x - 1; DROP TABLE t3;"}}});
    return table;
}

/// At 200 instants of runs up and down the database is where the run began or where it was to end.
TEST_F(MigratorStop, at_any_instant_the_database_is_where_the_run_began_or_ended) {
    const std::string at_base = folder.file("base.db");
    const std::string at_heads = folder.file("heads.db");
    run_sql(at_base, "PRAGMA user_version = 0; CREATE TABLE mine (x)");
    std::filesystem::copy_file(at_base, at_heads);
    const auto begin = Clock::now();
    Migrator(url_of(at_heads), shop()).upgrade();
    const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    const std::string contents =
        "SELECT (SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE name NOT IN "
        "('kiln_history', 'alembic_version') AND name NOT LIKE 'sqlite%' ORDER BY name))";
    std::mt19937 random(7);
    std::uniform_int_distribution<std::int64_t> instants(0, taken.count());
    int stopped = 0;
    for (int i = 0; i < 200 && !HasFailure(); ++i) {
        const bool up = i % 4 != 3;
        copy_over(up ? at_base : at_heads, file);
        asked.from = Clock::now() + std::chrono::microseconds(instants(random));
        const Caught error = caught([&] {
            if (up) {
                migrator(shop()).upgrade();
            } else {
                migrator(shop()).downgrade("base");
            }
        });
        const bool is_stopped = error.code == "K422";
        stopped += is_stopped ? 1 : 0;
        EXPECT_TRUE(is_stopped || error.code == "nothing") << error.code << error.message;
        const bool at_end = up != is_stopped;
        EXPECT_EQ(Migrator(url_of(file), shop()).state() == State::at_heads, at_end);
        EXPECT_EQ(run_sql(file, contents), at_end ? "mine,t,t2,t3,tx" : "mine");
        if (at_end) {
            EXPECT_EQ(run_sql(file, "SELECT count(*), sum(x), (SELECT count(*) FROM t2) FROM t"),
                      "20000|79998|20000");
        }
        EXPECT_EQ(run_sql(file, "PRAGMA integrity_check"), "ok");
    }
    EXPECT_GT(stopped, 20);
}

}  // namespace
}  // namespace kiln::support
