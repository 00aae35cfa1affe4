// A program that is killed at any instant leaves its database where its run began or ended, and its
// next start goes on from there.

#include "src/database/sqlite/backup.hpp"
#include "tests/processes/child.hpp"
#include "tests/processes/database.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <thread>

namespace kiln::processes {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

struct Mode {
    const char* name;
    const char* journal;
    const char* how;  // see program.cpp
    bool backs_up = false;
};

class Kill : public testing::TestWithParam<Mode> {
protected:
    static constexpr int count = 40;

    Child start() const {
        std::vector<std::string> arguments{program(), file, std::to_string(count)};
        if (*GetParam().how != '\0') arguments.emplace_back(GetParam().how);
        if (GetParam().backs_up) arguments.push_back(copy);
        return Child(arguments);
    }
    void make_database() const {
        for (const char* const suffix : {"", "-journal", "-wal", "-shm"}) {
            std::filesystem::remove(file + suffix);
            std::filesystem::remove(copy + suffix);
        }
        support::run_sql(file, std::string("PRAGMA journal_mode = ") + GetParam().journal);
    }

    /// A backup is whole, or not there at all; of a database as it was at or before `at`.
    void check_backup(int at) const {
        if (!std::filesystem::exists(copy)) return;
        std::string why;
        const int then = applied(copy, why);
        EXPECT_TRUE(then >= 0 && then <= at) << then << " " << why;
    }

    support::TemporaryFolder folder;
    std::string file = folder.file("x.db");
    std::string copy = folder.file("x.bak");
};
INSTANTIATE_TEST_SUITE_P(modes, Kill,
                         testing::Values(Mode{"journal", "delete", ""}, Mode{"wal", "wal", ""},
                                         Mode{"journal_each", "delete", "each"},
                                         Mode{"wal_each", "wal", "each"},
                                         Mode{"journal_snapshot", "delete", "snapshot"},
                                         Mode{"wal_snapshot", "wal", "snapshot"},
                                         Mode{"journal_with_backup", "delete", "each", true},
                                         Mode{"wal_with_backup", "wal", "each", true}),
                         [](const auto& mode) { return std::string(mode.param.name); });

TEST_P(Kill, at_any_instant_leaves_the_database_where_a_run_began_or_ended) {
    const bool is_short = GetParam().backs_up || GetParam().how == std::string("snapshot");
    const int kills = is_short ? 60 : 250;
    std::mt19937 random(7);
    std::string why;

    make_database();
    const auto begin = steady_clock::now();
    ASSERT_EQ(start().result().exit_code, 0);
    const auto whole =
        std::chrono::duration_cast<microseconds>(steady_clock::now() - begin).count();
    make_database();

    int killed = 0;
    int halfway = 0;
    int during_backup = 0;
    int at = 0;
    while (killed < kills) {
        Child child = start();
        std::this_thread::sleep_for(
            microseconds(std::uniform_int_distribution<long>(0, static_cast<long>(whole))(random)));
        child.kill();
        const Child::Result result = child.result();
        killed += result.exit_code == -1 ? 1 : 0;
        ASSERT_TRUE(result.exit_code == -1 || result.exit_code == 0) << result.output;
        const int now = applied(file, why);
        ASSERT_GE(now, at) << why;
        check_backup(now);
        if (GetParam().how != std::string("each")) {
            ASSERT_TRUE(now == 0 || now == count) << now;
        }
        halfway += now > at && now < count ? 1 : 0;
        during_backup += std::filesystem::exists(part_of_backup(copy, file)) ? 1 : 0;
        at = now;
        if (at == count) {
            make_database();
            at = 0;
        }
    }
    std::printf("%d kills, %d of them between two revisions, %d during a backup\n", killed, halfway,
                during_backup);
    const Child::Result last = start().result();
    EXPECT_EQ(last.exit_code, 0) << last.output;
    EXPECT_EQ(last.output, std::to_string(count - at) + "\n");
    EXPECT_EQ(applied(file, why), count) << why;
    EXPECT_FALSE(std::filesystem::exists(part_of_backup(copy, file)) && count > at);
}

}  // namespace
}  // namespace kiln::processes
