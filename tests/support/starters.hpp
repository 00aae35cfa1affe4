#pragma once
// Programs that start at once on a server's database, or are killed while they run.

#include "tests/support/caught.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {

/// Whether KILN_SERVERS_ALL asks for all starters and kills: CI has time for some.
inline bool wants_all_on_servers() { return std::getenv("KILN_SERVERS_ALL") != nullptr; }

/// So many revisions r0, r1, … Each says in a row of its own that it ran, and would fail at a
/// second run. The number `alone` is outside of transactions.
inline TestTable counting(int count, const Dialect& dialect, const DriverFunction& driver,
                          int alone = -1) {
    std::string graph = "r0";
    std::map<std::string, TestScripts> scripts;
    for (int i = 0; i < count; ++i) {
        const std::string id = "r" + std::to_string(i);
        if (i > 0) graph += "; " + id + " < r" + std::to_string(i - 1);
        scripts[id].upgrade =
            "CREATE TABLE IF NOT EXISTS ran (x varchar(9));\nINSERT INTO ran VALUES ('" + id +
            "');\nCREATE TABLE t" + std::to_string(i) + " (x int);";
        scripts[id].downgrade = "DROP TABLE t" + std::to_string(i) + ";";
        scripts[id].no_transaction = i == alone;
    }
    return TestTable(graph, scripts).for_dialect(dialect, driver);
}

/// What each of so many starters of an upgrade throws, and how many steps they ran.
struct Started {
    std::vector<std::string> errors;
    std::size_t steps = 0;
};

inline Started start_together(int starters, const TestTable& table, const std::string& url,
                              const Options& options = {}) {
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

/// On new databases and on some that are at the base: each revision of counting() runs once, and
/// nobody fails. `empty` and `sql` are of the database at `url`.
inline void expect_starters_run_each_once(const Dialect& dialect, const DriverFunction& driver,
                                          const std::string& url, const Options& options,
                                          const std::function<void()>& empty,
                                          const std::function<std::string(const char*)>& sql) {
    const bool all = wants_all_on_servers();
    for (const int starters : all ? std::vector{2, 8, 32} : std::vector{2, 8}) {
        for (const int revisions : all ? std::vector{1, 10, 50} : std::vector{1, 10}) {
            const TestTable table = counting(revisions, dialect, driver);
            const std::string count = std::to_string(revisions);
            for (const bool is_new : {true, false}) {
                SCOPED_TRACE(std::to_string(starters) + " starters, " + count + " revisions" +
                             (is_new ? ", new" : ""));
                empty();
                if (!is_new) Migrator(url, table, options).ensure_version();
                const Started started = start_together(starters, table, url, options);
                EXPECT_THAT(started.errors, ::testing::IsEmpty());
                EXPECT_EQ(started.steps, static_cast<std::size_t>(revisions));
                EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"), count + "|" + count);
                EXPECT_EQ(sql("SELECT count(*) FROM kiln_history"), count);
            }
        }
    }
}

/// How long a run takes by now: what is to be killed within it has to know.
inline std::int64_t microseconds_of_a_run(const std::string& url, const TestTable& table) {
    const auto start = std::chrono::steady_clock::now();
    Migrator(url, table).upgrade();
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 start)
        .count();
}

/// A process that upgrades and ends; killed where it takes longer than that.
inline void upgrade_in_a_process(const std::string& url, const TestTable& table,
                                 std::chrono::microseconds killed_after) {
    const pid_t child = fork();
    if (child == 0) {
        try {
            Migrator(url, table).upgrade();
        } catch (const Error&) {
        }
        _exit(0);
    }
    std::this_thread::sleep_for(killed_after);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

}  // namespace kiln::support
