// Revisions that lose something, and sound ones that look alike: each file in tests/losses is one
// case, replayed as the build replays. README.md says how one is written.

#include "tests/losses/case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class Losses : public testing::TestWithParam<std::string> {};

TEST_P(Losses, are_found_where_the_case_says_and_nowhere_else) {
    std::ifstream lines(fs::path(KILN_LOSSES_DIRECTORY) / (GetParam() + ".sql"), std::ios::binary);
    ASSERT_TRUE(lines.is_open());
    EXPECT_THAT(differences_in(Case(lines)), IsEmpty());
}

Lines case_names() {
    Lines names;
    for (const fs::directory_entry& entry : fs::directory_iterator(KILN_LOSSES_DIRECTORY)) {
        if (entry.path().extension() == ".sql") names.push_back(entry.path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

INSTANTIATE_TEST_SUITE_P(in, Losses, testing::ValuesIn(case_names()),
                         [](const auto& name) { return name.param; });

Lines differences_in(const std::string& text) {
    std::istringstream lines(text);
    return differences_in(Case(lines));
}

TEST(Case, that_expects_too_much_too_little_or_another_line_or_text_is_none) {
    EXPECT_THAT(
        differences_in("# why\n== a\nCREATE TABLE t(x);\n== b\nSELECT y;  -- expect K301\n"),
        IsEmpty());
    EXPECT_THAT(differences_in("== a\nSELECT y;\n"), ElementsAre("+ 2 K301 \"no such column: y\""));
    EXPECT_THAT(differences_in("== a\nSELECT 1;  -- expect K606 \"an index\" K611\n"),
                ElementsAre("- 2 K606 \"an index\"", "- 2 K611"));
    EXPECT_THAT(differences_in("== a\n-- expect K301\nSELECT y;\n"),
                ElementsAre("- 2 K301", "+ 3 K301 \"no such column: y\""));
    EXPECT_THAT(differences_in("== a\nSELECT y;  -- expect K301 \"column: z\"\n"),
                ElementsAre("- 2 K301 \"column: z\"", "+ 2 K301 \"no such column: y\""));
}

TEST(Case, is_a_chain_of_upgrades_unless_it_says_more) {
    EXPECT_THAT(differences_in("== a\n== b\n-- down_revision: a\n\n-- kiln:upgrade\n"
                               "CREATE TABLE t(x);\n-- kiln:downgrade\nSELECT y; -- expect K302\n"
                               "== c\n-- down_revision: a\nCREATE TABLE t(x); -- expect K301\n"),
                IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
