// Programs that start at once on one database: none fails, each revision runs once, also when one
// of them is killed.

#include "tests/processes/child.hpp"
#include "tests/processes/database.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

namespace kiln::processes {
namespace {

struct Case {
    int programs;
    int revisions;
    const char* database;  ///< new, existing, wal
};

class StartTogether : public testing::TestWithParam<Case> {
protected:
    void make_database() const {
        for (const char* const suffix : {"", "-journal", "-wal", "-shm"}) {
            std::filesystem::remove(file + suffix);
        }
        const std::string kind = GetParam().database;
        if (kind == "new") return;
        if (kind == "wal") support::run_sql(file, "PRAGMA journal_mode = WAL");
        support::run_sql(file, "CREATE TABLE of_the_application (x)");
    }

    support::TemporaryFolder folder;
    std::string file = folder.file("x.db");
};

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const int programs : {2, 8, 32}) {
        for (const int revisions : {1, 10, 50}) {
            for (const char* const database : {"new", "existing", "wal"}) {
                all.push_back({programs, revisions, database});
            }
        }
    }
    return all;
}
INSTANTIATE_TEST_SUITE_P(cases, StartTogether, testing::ValuesIn(cases()), [](const auto& each) {
    return std::to_string(each.param.programs) + "_programs_" +
           std::to_string(each.param.revisions) + "_revisions_" + each.param.database;
});

TEST_P(StartTogether, none_fails_and_each_revision_runs_once) {
    const auto [programs, revisions, database] = GetParam();
    constexpr int rounds = 25;
    std::mt19937 random(11);
    std::string why;
    for (int round = 0; round < rounds; ++round) {
        make_database();
        std::vector<Child> children;
        for (int i = 0; i < programs; ++i) {
            children.emplace_back(
                std::vector<std::string>{program(), file, std::to_string(revisions)}, true);
        }
        for (Child& child : children) child.go();
        const bool kills = round % 2 == 1;
        const std::size_t victim =
            std::uniform_int_distribution<std::size_t>(0, children.size() - 1)(random);
        if (kills) {
            std::this_thread::sleep_for(
                std::chrono::microseconds(std::uniform_int_distribution<long>(0, 20'000)(random)));
            children[victim].kill();
        }
        int steps = 0;
        for (std::size_t i = 0; i < children.size(); ++i) {
            const Child::Result result = children[i].result();
            if (kills && i == victim && result.exit_code == -1) continue;
            ASSERT_EQ(result.exit_code, 0) << result.output;
            steps += std::stoi(result.output);
        }
        if (!kills) {
            EXPECT_EQ(steps, revisions);
        }
        ASSERT_EQ(applied(file, why), revisions) << why;
    }
}

}  // namespace
}  // namespace kiln::processes
