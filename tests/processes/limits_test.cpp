// Where no more may be written the message says so, and the database is as it was.

#include "tests/processes/child.hpp"
#include "tests/processes/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/resource.h>

#include <cstdio>

namespace kiln::processes {
namespace {

using testing::HasSubstr;

class Limits : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(journals, Limits, testing::Values("delete", "wal"),
                         [](const auto& mode) { return std::string(mode.param); });

TEST_P(Limits, a_limit_on_the_size_of_files_is_told_and_the_database_is_as_it_was) {
    const support::TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    support::run_sql(file, std::string("PRAGMA journal_mode = ") + GetParam());
    support::run_sql(file, "CREATE TABLE of_the_application (x)");
    const std::string before = support::bytes_of(file);
    std::string why;
    int refused = 0;
    // Less than its index in shared memory, and a WAL cannot be read.
    const bool wal = GetParam() == std::string("wal");
    for (rlim_t limit = (wal ? 36 : 8) * 1024;; limit += 4 * 1024) {
        const Child::Result result = Child({program(), file, "10"}, [&] {
                                         const rlimit both{limit, limit};
                                         ::setrlimit(RLIMIT_FSIZE, &both);
                                         ::signal(SIGXFSZ, SIG_IGN);
                                     }).result();
        if (result.exit_code == 0) break;
        ++refused;
        EXPECT_THAT(result.output, HasSubstr("the limit on the size of a file is reached"));
        EXPECT_THAT(result.output, HasSubstr("; nothing was changed [K413]; raise that limit"));
        ASSERT_EQ(support::bytes_of(file), before);
    }
    std::printf("%d limits in steps of 4 KiB\n", refused);
    EXPECT_GT(refused, 10);
    EXPECT_EQ(applied(file, why), 10) << why;
}

}  // namespace
}  // namespace kiln::processes
