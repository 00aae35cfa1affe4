#include "tool/project/watch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace kiln::tool {
namespace {

using Paths = std::vector<std::string>;

class Watch : public testing::Test {
protected:
    Watch() { folder_.write("m/a.sql", "a"); }

    FileStates states() const { return states_of({{folder_ / "m"}, {folder_ / "kiln.toml"}}); }

    TemporaryDirectory folder_;
};

TEST_F(Watch, sees_what_was_made_saved_and_removed) {
    folder_.write("m/b.cpp", "b");
    const FileStates before = states();
    EXPECT_EQ(changed_files(before, states()), Paths{});
    folder_.write("m/a.sql", "a longer text");
    folder_.write("m/frozen.txt", "");
    folder_.write("kiln.toml", "");
    std::filesystem::remove(folder_ / "m/b.cpp");
    EXPECT_EQ(changed_files(before, states()),
              (Paths{folder_ / "kiln.toml", folder_ / "m/a.sql", folder_ / "m/b.cpp",
                     folder_ / "m/frozen.txt"}));
}

TEST_F(Watch, sees_a_file_of_the_same_size_in_the_place_of_another) {
    const FileStates before = states();
    folder_.write("m/new", "b");
    std::filesystem::rename(folder_ / "m/new", folder_ / "m/a.sql");
    EXPECT_EQ(changed_files(before, states()), Paths{folder_ / "m/a.sql"});
}

TEST_F(Watch, passes_what_editors_put_beside_files) {
    const FileStates before = states();
    for (const char* name : {"m/.a.sql.swp", "m/4913", "m/a.sql~", "m/#a.sql#", "m/a.sql.orig"}) {
        folder_.write(name, "x");
    }
    EXPECT_EQ(changed_files(before, states()), Paths{});
}

TEST_F(Watch, sees_a_folder_come_and_go) {
    const FileStates before = states();
    std::filesystem::remove_all(folder_ / "m");
    EXPECT_EQ(changed_files(before, states()), Paths{folder_ / "m/a.sql"});
    EXPECT_EQ(changed_files(states(), before), Paths{folder_ / "m/a.sql"});
}

}  // namespace
}  // namespace kiln::tool
