// A program that is killed at any instant leaves its database where its run began or ended, and its
// next start goes on from there.

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
    bool each;
};

class Kill : public testing::TestWithParam<Mode> {
protected:
    static constexpr int count = 40;

    Child start() const {
        std::vector<std::string> arguments{program(), file, std::to_string(count)};
        if (GetParam().each) arguments.emplace_back("each");
        return Child(arguments);
    }
    void make_database() const {
        for (const char* const suffix : {"", "-journal", "-wal", "-shm"}) {
            std::filesystem::remove(file + suffix);
        }
        support::run_sql(file, std::string("PRAGMA journal_mode = ") + GetParam().journal);
    }

    support::TemporaryFolder folder;
    std::string file = folder.file("x.db");
};
INSTANTIATE_TEST_SUITE_P(modes, Kill,
                         testing::Values(Mode{"journal", "delete", false},
                                         Mode{"wal", "wal", false},
                                         Mode{"journal_each", "delete", true},
                                         Mode{"wal_each", "wal", true}),
                         [](const auto& mode) { return std::string(mode.param.name); });

TEST_P(Kill, at_any_instant_leaves_the_database_where_a_run_began_or_ended) {
    constexpr int kills = 250;
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
        if (!GetParam().each) {
            ASSERT_TRUE(now == 0 || now == count) << now;
        }
        halfway += now > at && now < count ? 1 : 0;
        at = now;
        if (at == count) {
            make_database();
            at = 0;
        }
    }
    std::printf("%d kills, %d of them between two revisions\n", killed, halfway);
    const Child::Result last = start().result();
    EXPECT_EQ(last.exit_code, 0) << last.output;
    EXPECT_EQ(last.output, std::to_string(count - at) + "\n");
    EXPECT_EQ(applied(file, why), count) << why;
}

}  // namespace
}  // namespace kiln::processes
