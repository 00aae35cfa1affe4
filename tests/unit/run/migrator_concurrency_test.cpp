// Many programs that start at once on one file.

#include "src/database/lock_wait.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

namespace kiln::support {
namespace {

using Names = std::vector<std::string>;

struct Mode {
    std::string name;
    std::string journal;
    bool each;
};

class MigratorConcurrency : public ::testing::TestWithParam<Mode> {
protected:
    MigratorConcurrency() { run_sql(file, "PRAGMA journal_mode = " + GetParam().journal); }
    Options options() const {
        Options options;
        options.transaction_per_migration = GetParam().each;
        return options;
    }
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
};
INSTANTIATE_TEST_SUITE_P(modes, MigratorConcurrency,
                         ::testing::Values(Mode{"rollback_journal", "delete", false},
                                           Mode{"wal", "wal", false},
                                           Mode{"rollback_journal_each", "delete", true},
                                           Mode{"wal_each", "wal", true}),
                         [](const auto& mode) { return mode.param.name; });

/// Ten revisions in a row; each says in a row of its own that it ran.
TestTable ten_revisions() {
    std::string graph = "r0";
    std::map<std::string, TestScripts> scripts;
    for (int i = 0; i < 10; ++i) {
        const std::string id = "r" + std::to_string(i);
        if (i > 0) graph += "; " + id + " < r" + std::to_string(i - 1);
        scripts[id].upgrade = "CREATE TABLE IF NOT EXISTS ran (x); INSERT INTO ran VALUES ('" + id +
                              "'); CREATE TABLE t" + std::to_string(i) + " (x);";
        scripts[id].downgrade = "DROP TABLE t" + std::to_string(i) + ";";
    }
    return TestTable(graph, scripts);
}

/// What each of `count` threads threw, without repetitions.
template <class Body>
std::string errors_of(int count, Body body) {
    std::atomic<bool> go = false;
    std::mutex mutex;
    std::string errors;
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&] {
            while (!go) std::this_thread::yield();
            const Caught error = caught(body);
            const std::lock_guard lock(mutex);
            if (error.code != "nothing" && errors.find(error.message) == std::string::npos) {
                errors += error.message + "\n";
            }
        });
    }
    go = true;
    for (std::thread& thread : threads) thread.join();
    return errors;
}

TEST_P(MigratorConcurrency, of_many_starters_none_fails_and_each_revision_runs_once) {
    const TestTable table = ten_revisions();
    std::atomic<std::size_t> steps = 0;
    const std::string errors = errors_of(32, [&] {
        Migrator migrator(url_of(file), table, options());
        const Report report = migrator.upgrade();
        steps += report.steps.size();
        EXPECT_EQ(report.heads, Names{"r9"});
    });
    EXPECT_EQ(errors, "");
    EXPECT_EQ(steps, 10u);
    EXPECT_EQ(run_sql(file, "SELECT x FROM ran"), "r0 r1 r2 r3 r4 r5 r6 r7 r8 r9");
    EXPECT_EQ(run_sql(file, "SELECT revision FROM kiln_history ORDER BY sequence"),
              "r0 r1 r2 r3 r4 r5 r6 r7 r8 r9");
    EXPECT_EQ(run_sql(file, "PRAGMA journal_mode"), GetParam().journal);
}

TEST_P(MigratorConcurrency, of_many_that_downgrade_none_fails) {
    const TestTable table = ten_revisions();
    Migrator(url_of(file), table).upgrade();
    std::atomic<std::size_t> steps = 0;
    const std::string errors = errors_of(16, [&] {
        Migrator migrator(url_of(file), table, options());
        steps += migrator.downgrade("base").steps.size();
    });
    EXPECT_EQ(errors, "");
    EXPECT_EQ(steps, 10u);
}

TEST_P(MigratorConcurrency, a_commit_waits_for_readers) {
    const TestTable table = ten_revisions();
    Migrator(url_of(file), table).upgrade("r4");
    TestConnection reader(file);
    reader.run("PRAGMA busy_timeout = 60000; BEGIN; SELECT * FROM ran");
    std::thread end([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        reader.run("COMMIT");
    });
    EXPECT_EQ(caught([&] { Migrator(url_of(file), table, options()).upgrade(); }).code, "nothing");
    end.join();
    EXPECT_EQ(run_sql(file, "SELECT * FROM alembic_version"), "r9");
}

TEST_P(MigratorConcurrency, a_writer_that_finishes_is_waited_for) {
    const TestTable table = ten_revisions();
    TestConnection writer(file);
    writer.run("PRAGMA busy_timeout = 60000; BEGIN EXCLUSIVE; CREATE TABLE other (x)");
    std::thread end([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        writer.run("COMMIT");
    });
    EXPECT_EQ(caught([&] { Migrator(url_of(file), table, options()).upgrade(); }).code, "nothing");
    end.join();
}

TEST_P(MigratorConcurrency, a_script_without_a_transaction_waits_for_a_writer_too) {
    const TestTable table("a", {{"a",
                                 {.upgrade = "CREATE TABLE IF NOT EXISTS t (x);"
                                             "INSERT INTO t VALUES (1);",
                                  .no_transaction = true}}});
    TestConnection writer(file);
    Options waiting = options();
    std::thread end;
    waiting.progress = [&](const Progress& progress) {
        if (progress.event != Progress::Event::started) return;
        writer.run("PRAGMA busy_timeout = 60000; BEGIN IMMEDIATE; CREATE TABLE other (x)");
        end = std::thread([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            writer.run("COMMIT");
        });
    };
    EXPECT_EQ(caught([&] { Migrator(url_of(file), table, waiting).upgrade(); }).code, "nothing");
    end.join();
    EXPECT_EQ(run_sql(file, "SELECT * FROM t"), "1");
}

TEST(LockWait, sleeps_between_attempts_however_long_it_may_wait) {
    using std::chrono::milliseconds;
    using std::chrono::steady_clock;
    for (const milliseconds limit : {milliseconds(60'000), milliseconds::max()}) {
        LockWait wait;
        wait.start(limit, {});
        int busy = 4;
        const auto begin = steady_clock::now();
        const int result =
            wait([&] { return busy-- > 0 ? 5 : 0; }, [](int code) { return code == 5; });
        EXPECT_EQ(result, 0);
        EXPECT_GE(steady_clock::now() - begin, milliseconds(1 + 2 + 4 + 8));
    }
}

TEST(LockWait, what_was_waited_counts_until_the_next_start) {
    LockWait wait;
    const auto attempts = [&] {
        int count = 0;
        wait([&] { return ++count, 5; }, [](int code) { return code == 5; });
        return count;
    };
    for (int i = 0; i < 2; ++i) {
        wait.start(std::chrono::milliseconds(5), {});
        EXPECT_EQ(wait.waited().count(), 0);
        attempts();
        EXPECT_GE(wait.waited().count(), 5);
        EXPECT_EQ(attempts(), 1);
    }
}

TEST(migrator_concurrency, one_who_goes_the_other_way_meanwhile_is_an_error) {
    const TemporaryFolder folder;
    const std::string url = url_of(folder.file("x.db"));
    const TestTable table("a; b < a; c < b; x < c",
                          {{"b", {.upgrade = "VACUUM;", .no_transaction = true}}});
    // While b runs without a lock, another program goes back to the base.
    Options options;
    options.progress = [&](const Progress& progress) {
        if (progress.event == Progress::Event::started && progress.step.revision == "b") {
            Migrator(url, table).downgrade("base");
        }
    };
    const Caught error = caught([&] { Migrator(url, table, options).upgrade(); });
    EXPECT_EQ(error.code, "K409");
    EXPECT_EQ(Migrator(url, table).current(), Names{});
}

/// What others do at one instant of a run, the same one each time.
class Meanwhile : public ::testing::Test {
protected:
    /// Behind the run's first commit; it commits after each revision.
    Options behind_a_commit(std::function<void()> others) {
        return {.transaction_per_migration = true, .log = once("Committed", std::move(others))};
    }
    /// Between the run's first look and its lock: `sql` is committed when it waits.
    Options before_the_lock(const std::string& sql) {
        other.run("BEGIN IMMEDIATE; " + sql);
        return {.log = once("Waiting", [this] { other.run("COMMIT"); })};
    }

    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    std::string url = url_of(file);
    TestConnection other{file};

private:
    static std::function<void(std::string_view)> once(std::string begin,
                                                      std::function<void()> others) {
        return [begin = std::move(begin), others = std::move(others),
                done = false](std::string_view line) mutable {
            if (line.starts_with(begin) && !std::exchange(done, true)) others();
        };
    }
};

TEST_F(Meanwhile, a_script_without_transaction_has_none_where_others_ran_what_is_before_it) {
    const TestTable table("a; b < a; c < b",
                          {{"c", {.upgrade = "VACUUM;", .no_transaction = true}}});
    const Options options = behind_a_commit([&] { Migrator(url, table).upgrade("b"); });
    EXPECT_EQ(caught([&] { Migrator(url, table, options).upgrade(); }).message, "");
    EXPECT_EQ(Migrator(url, table).current(), Names{"c"});
}

TEST_F(Meanwhile, a_script_without_transaction_that_others_ran_is_not_run_again) {
    const TestTable table(
        "a; b < a", {{"a", {.upgrade = "CREATE TABLE t (x);"}},
                     {"b", {.upgrade = "INSERT INTO t VALUES (1);", .no_transaction = true}}});
    const Options options = behind_a_commit([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(Migrator(url, table, options).upgrade().heads, Names{"b"});
    EXPECT_EQ(run_sql(file, "SELECT x FROM t"), "1");
}

TEST_F(Meanwhile, a_script_without_transaction_that_others_run_too_is_recorded_once) {
    const TestTable table("a; b < a; c < b",
                          {{"b", {.upgrade = "VACUUM;", .no_transaction = true}}});
    Options options;
    options.progress = [&](const Progress& progress) {
        if (progress.event == Progress::Event::started && progress.step.revision == "b") {
            Migrator(url, table).upgrade("b");
        }
    };
    EXPECT_EQ(Migrator(url, table, options).upgrade().heads, Names{"c"});
    EXPECT_EQ(run_sql(file, "SELECT revision FROM kiln_history ORDER BY sequence"), "a b c");
}

TEST_F(Meanwhile, a_revision_is_not_run_where_others_took_back_what_it_depends_on) {
    const TestTable table("a; x; y < x needs a");
    Migrator(url, table).upgrade("a");
    const Options options =
        behind_a_commit([&] { other.run("DELETE FROM alembic_version WHERE version_num = 'a'"); });
    EXPECT_EQ(caught([&] { Migrator(url, table, options).upgrade(); }).code, "K409");
    EXPECT_EQ(Migrator(url, table).current(), Names{"x"});
}

TEST_F(Meanwhile, a_revision_is_not_taken_back_from_under_what_others_put_on_it) {
    const TestTable table("a; b < a; c < b");
    Migrator(url, table).upgrade();
    const Options options = behind_a_commit([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(caught([&] { Migrator(url, table, options).downgrade("base"); }).code, "K409");
    EXPECT_EQ(Migrator(url, table).current(), Names{"c"});
}

TEST_F(Meanwhile, foreign_keys_that_others_broke_are_not_the_runs) {
    other.run("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p)");
    for (const bool alone : {false, true}) {
        const TestTable table(
            "a; b < a",
            {{"a", {.upgrade = "INSERT INTO p DEFAULT VALUES;"}},
             {"b", {.upgrade = "INSERT INTO p DEFAULT VALUES;", .no_transaction = alone}}});
        const Options options = behind_a_commit([&] { other.run("INSERT INTO c VALUES (77)"); });
        EXPECT_EQ(caught([&] { Migrator(url, table, options).upgrade(); }).message, "");
        Migrator(url, table).stamp("base");
    }
}

TEST_F(Meanwhile, a_stamp_starts_from_what_others_wrote) {
    const TestTable table("a; b < a; c < a");
    Migrator(url, table).upgrade("b");
    const Options options = before_the_lock("UPDATE alembic_version SET version_num = 'a'");
    EXPECT_EQ(Migrator(url, table, options).stamp("c").heads, Names{"c"});
    EXPECT_EQ(Migrator(url, table).current(), Names{"c"});
}

TEST_F(Meanwhile, a_stamp_with_an_expectation_looks_behind_the_lock) {
    const TestTable table("a; b < a");
    Migrator(url, table).stamp("a");
    const Options options = before_the_lock("UPDATE alembic_version SET version_num = 'b'");
    const Caught late =
        caught([&] { Migrator(url, table, options).stamp({"base"}, {.expected = Names{"a"}}); });
    EXPECT_EQ(late.code, "K409");
    EXPECT_EQ(late.message, "the database '" + file +
                                "' is at 'b', and was expected at 'a'; nothing was changed");
    EXPECT_EQ(Migrator(url, table).current(), Names{"b"});
}

TEST_F(Meanwhile, of_two_that_adopt_a_database_one_stamps) {
    const TestTable table("a; b < a; c < b");
    Migrator first(url, table);
    Migrator second(url, table);
    const Names seen = second.current();
    first.stamp({"a"}, {.expected = first.current()});
    first.upgrade("b");
    EXPECT_EQ(caught([&] { second.stamp({"a"}, {.expected = seen}); }).code, "K409");
    EXPECT_EQ(second.upgrade().heads, Names{"c"});
    // Nor does it count that there would be nothing to do.
    EXPECT_EQ(caught([&] { second.stamp({"c"}, {.expected = Names{}}); }).code, "K409");
    EXPECT_EQ(second.stamp({"a"}, {.expected = Names{"c"}}).heads, Names{"a"});
}

TEST_F(Meanwhile, a_purge_looks_at_what_is_expected_first) {
    const TestTable table("a; b < a");
    Migrator migrator(url, table);
    migrator.stamp("a");
    other.run("INSERT INTO alembic_version VALUES ('zz')");
    EXPECT_EQ(caught([&] { migrator.stamp({"b"}, {.purge = true, .expected = Names{"a"}}); }).code,
              "K409");
    EXPECT_EQ(migrator.stamp({"b"}, {.purge = true, .expected = Names{"zz", "a"}}).heads,
              Names{"b"});
}

TEST_F(Meanwhile, where_others_did_all_an_older_backup_stays) {
    const TestTable table("a; b < a");
    Migrator(url, table).upgrade("a");
    Options options = before_the_lock("UPDATE alembic_version SET version_num = 'b'");
    options.backup = folder.file("x.bak");
    std::ofstream(options.backup) << "an older copy";
    EXPECT_TRUE(Migrator(url, table, options).upgrade().empty());
    EXPECT_EQ(bytes_of(options.backup), "an older copy");
}

}  // namespace
}  // namespace kiln::support
