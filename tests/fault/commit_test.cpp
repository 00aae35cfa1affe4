// What is said of a commit that an I/O error ended.

#include "tests/fault/fault_vfs.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

namespace kiln::fault {
namespace {

TEST(CommitInDoubt, is_not_said_to_have_changed_nothing) {
    const support::TestTable table(
        "a", {{"a", {.upgrade = "CREATE TABLE t (x);", .downgrade = "DROP TABLE u;"}}});
    const support::TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    Disk disk;
    FaultVfs file_system{disk};
    Trigger trigger;
    int done_all_the_same = 0;
    for (std::uint64_t at = 1; at == 1 || trigger.was_reached(); ++at) {
        disk.load({});
        trigger.arm(at, false);
        file_system.arm(FaultVfs::Fault::io_error, trigger);
        Migrator migrator(support::url_of(file), table);
        const support::Caught error = support::caught([&] { migrator.upgrade(); });
        file_system.disarm();
        if (error.code != "K416") continue;
        EXPECT_EQ(error.message, "the commit on the database '" + file +
                                     "' failed: disk I/O error; this commit may have taken effect "
                                     "all the same");
        const std::string schema = "SELECT count(*) FROM sqlite_schema WHERE name = 't'";
        const bool done = support::run_sql(file, schema) == "1";
        done_all_the_same += done ? 1 : 0;
        // The next call is not in doubt.
        const support::Caught next = support::caught([&] { migrator.downgrade("base"); });
        EXPECT_EQ(next.code, done ? "K411" : "nothing");
        EXPECT_EQ(next.message.ends_with("; nothing was changed"), done) << next.message;
    }
    EXPECT_GT(done_all_the_same, 0);
}

}  // namespace
}  // namespace kiln::fault
