// What a user without rights can do. Root ignores permissions: then the test becomes somebody else.

#include "tests/processes/child.hpp"
#include "tests/processes/database.hpp"
#include "tests/processes/revisions.hpp"
#include "tests/support/caught.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <grp.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace kiln::processes {
namespace {

namespace fs = std::filesystem;
using support::caught;
using support::url_of;
using testing::HasSubstr;

constexpr auto read_only_file = fs::perms(0444);
constexpr auto read_only_folder = fs::perms(0555);

void become_nobody() {
    constexpr unsigned nobody = 65534;
    if (::geteuid() != 0) return;
    if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0) {
        ::_exit(125);
    }
}

class Rights : public testing::Test {
protected:
    Rights() {
        fs::create_directory(inner);
        Migrator(url_of(file), three).upgrade();
    }
    ~Rights() override { fs::permissions(inner, fs::perms(0755)); }

    void take_away() const {
        fs::permissions(file, read_only_file);
        fs::permissions(inner, read_only_folder);
        fs::permissions(folder.path(), fs::perms(0755));
    }
    /// What a user without rights is told, and "done" where it worked.
    std::string told(const support::TestTable& table, auto call) const {
        return Child([&] {
                   become_nobody();
                   Migrator migrator(url_of(file), table);
                   const auto error = caught([&] { call(migrator); });
                   std::printf("%s", error.code == "nothing"
                                         ? "done"
                                         : (error.message + " [" + error.code + "]").c_str());
                   return 0;
               })
            .result()
            .output;
    }

    support::TestTable three = revisions(3);
    support::TestTable four = revisions(4);
    support::TemporaryFolder folder;
    fs::path inner = folder.path() / "inner";
    std::string file = (inner / "x.db").string();
};

TEST_F(Rights, with_nothing_to_do_a_read_only_file_in_a_read_only_folder_is_enough) {
    take_away();
    EXPECT_EQ(told(three, [](Migrator& migrator) { migrator.upgrade(); }), "done");
    EXPECT_EQ(told(three, [](Migrator& migrator) { migrator.check(); }), "done");
    EXPECT_EQ(told(four, [](Migrator& migrator) { return migrator.pending(); }), "done");
    EXPECT_EQ(told(three, [](Migrator& migrator) { migrator.repair(); }), "done");
}

TEST_F(Rights, with_something_to_do_it_is_an_error_and_nothing_is_changed) {
    take_away();
    const std::string before = support::bytes_of(file);
    const auto upgrade = [](Migrator& migrator) { migrator.upgrade(); };
    EXPECT_THAT(told(four, upgrade), HasSubstr("nothing was changed [K412]"));
    fs::permissions(file, fs::perms(0666));  // but there is no room for a journal
    EXPECT_THAT(told(four, upgrade), HasSubstr("nothing was changed [K412]"));
    EXPECT_EQ(support::bytes_of(file), before);
}

TEST_F(Rights, what_may_not_be_read_is_not_taken_for_empty) {
    take_away();
    fs::permissions(file, fs::perms::none);
    EXPECT_THAT(told(three, [](Migrator& migrator) { return migrator.current(); }),
                HasSubstr("unable to open database file [K401]"));
}

}  // namespace
}  // namespace kiln::processes
