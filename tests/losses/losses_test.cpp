// Revisions that lose something, and sound ones that look alike: each file in tests/losses is one
// case, replayed as the build replays. README.md says how one is written.

#include "tests/losses/case.hpp"
#include "tool/schema/memory_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class Losses : public testing::TestWithParam<std::string> {};

/// The same case behind a revision that makes many other tables, so that revisions are tried on the
/// part of the schema that they reach.
std::string beside_others(const std::string& text) {
    std::string others = "== others_of_the_schema\n";
    for (int i = 0; i < 24; ++i) {
        const std::string name = "other_" + std::to_string(i);
        others += "CREATE TABLE " + name + "(id INTEGER PRIMARY KEY, of_other INTEGER REFERENCES ";
        others += "other_" + std::to_string(i / 2) + ", note TEXT); ";
        others += "CREATE INDEX ix_" + name + " ON " + name + "(note);\n";
    }
    const std::size_t first = text.starts_with("== ") ? 0 : text.find("\n== ") + 1;
    return text.substr(0, first) + others + text.substr(first);
}

TEST_P(Losses, are_found_beside_many_other_tables_too) {
    std::ifstream file(fs::path(KILN_LOSSES_DIRECTORY) / (GetParam() + ".sql"), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::istringstream lines(beside_others(text));
    EXPECT_THAT(differences_in(Case(lines)), IsEmpty());
}

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

TEST(NewerSqlite, finds_no_fault_with_a_function_that_the_application_brings) {
    std::istringstream lines(
        "== a\nCREATE TABLE t(x, y);\nUPDATE t SET x = IIF(y, 1, 2) WHERE y;\n");
    const Case losses(lines);
    ReplayOptions options;
    options.sqlite_minimum = 3026000;
    const auto codes = [&] {
        Lines found;
        for (const Diagnostic& each : found_in(losses, options)) {
            found.push_back(to_string(each.code));
        }
        return found;
    };
    EXPECT_THAT(codes(), ElementsAre("K607"));
    have_in_memory({{}, {{"iif", 3}}, {}});
    EXPECT_THAT(codes(), IsEmpty());
    have_in_memory({});
}

TEST(Case, is_a_chain_of_upgrades_unless_it_says_more) {
    EXPECT_THAT(differences_in("== a\n== b\n-- down_revision: a\n\n-- kiln:upgrade\n"
                               "CREATE TABLE t(x);\n-- kiln:downgrade\nSELECT y; -- expect K302\n"
                               "== c\n-- down_revision: a\nCREATE TABLE t(x); -- expect K301\n"),
                IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
