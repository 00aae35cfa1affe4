#pragma once
// Runs that are asked to stop at random instants.

#include "tests/support/caught.hpp"
#include "tests/support/stop_at.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace kiln::support {

/// Upgrades a new database, and then down to the base and up again in turn, each run asked to stop
/// at an instant of one and a half times what the first took. Behind each `look(up, has_ended)`:
/// what it was to do, and whether it did. So many runs, or KILN_STOP_INSTANTS; more where few were
/// stopped.
template <typename Table, typename Look>
void stop_at_random_instants(const std::string& url, const Table& table, int by_default,
                             const Look& look) {
    using Clock = std::chrono::steady_clock;
    const char* const asked = std::getenv("KILN_STOP_INSTANTS");
    const int wanted = asked == nullptr ? by_default : std::atoi(asked);
    const auto begin = Clock::now();
    Migrator(url, table).upgrade();
    const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    std::mt19937 random(7);
    std::uniform_int_distribution<std::int64_t> instants(0, taken.count() * 3 / 2);
    bool up = false;
    int stopped = 0;
    int runs = 0;
    // How many are stopped is the machine's to say.
    while ((runs < wanted || (stopped <= wanted / 5 && runs < 10 * wanted)) &&
           !testing::Test::HasFailure()) {
        ++runs;
        Options options;
        options.stop = StopAt{Clock::now() + std::chrono::microseconds(instants(random))};
        const Caught error = caught([&] {
            Migrator migrator(url, table, options);
            if (up) {
                migrator.upgrade();
            } else {
                migrator.downgrade("base");
            }
        });
        ASSERT_TRUE(error.code == "K422" || error.code == "nothing") << error.message;
        const bool has_ended = error.code == "nothing";
        stopped += has_ended ? 0 : 1;
        look(up, has_ended);
        if (has_ended) up = !up;
    }
    std::printf("stopped %d of %d\n", stopped, runs);
    EXPECT_GT(stopped, wanted / 5);
}

}  // namespace kiln::support
