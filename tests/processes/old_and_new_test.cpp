// An older program on a database of a newer one, and the other way round.

#include "tests/processes/child.hpp"
#include "tests/processes/database.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace kiln::processes {
namespace {

namespace fs = std::filesystem;

class OldAndNew : public testing::TestWithParam<const char*> {
protected:
    Child::Result run(int revisions) const {
        return Child({program(), file, std::to_string(revisions)}).result();
    }
    support::TemporaryFolder folder;
    std::string file = folder.file("x.db");
};
INSTANTIATE_TEST_SUITE_P(journals, OldAndNew, testing::Values("delete", "wal"),
                         [](const auto& mode) { return std::string(mode.param); });

TEST_P(OldAndNew, an_older_program_refuses_and_writes_not_a_byte) {
    support::run_sql(file, std::string("PRAGMA journal_mode = ") + GetParam());
    ASSERT_EQ(run(5).exit_code, 0);
    const std::string before = support::bytes_of(file);
    const auto written = fs::last_write_time(file);
    const Child::Result result = run(3);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.output,
              "the database is at revision 'r4', which is not among the migrations here; nothing "
              "was changed [K403]; a newer version of this program may have migrated it: use that "
              "version, or add the missing revision file\n");
    EXPECT_EQ(support::bytes_of(file), before);
    EXPECT_EQ(fs::last_write_time(file), written);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1) << "files beside it";
}

TEST_P(OldAndNew, a_newer_program_goes_on_where_an_older_one_ended) {
    support::run_sql(file, std::string("PRAGMA journal_mode = ") + GetParam());
    ASSERT_EQ(run(3).output, "3\n");
    EXPECT_EQ(run(5).output, "2\n");
    std::string why;
    EXPECT_EQ(applied(file, why), 5) << why;
}

}  // namespace
}  // namespace kiln::processes
