#include "tool/project/rebase.hpp"

#include "tests/support/table_builder.hpp"

#include <kiln/error.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace kiln::tool {
namespace {

using support::TestTable;

/// "base onto", or the message of why not.
std::string rebased(const std::string& graph, const std::string& revision,
                    const std::string& onto = {}) {
    const TestTable table(graph);
    std::optional<std::uint32_t> target;
    if (!onto.empty()) target = table.position(onto);
    try {
        const Rebase rebase = plan_rebase(table, table.position(revision), target);
        return table.names(std::vector{rebase.base}) + " " + table.names(std::vector{rebase.onto}) +
               (rebase.is_done ? " done" : "");
    } catch (const Error& error) {
        return error.diagnostics().front().message;
    }
}

TEST(Rebase, any_revision_of_the_branch_names_it) {
    const std::string graph = "a; b < a; c < b; d < c; x < a; y < x";
    EXPECT_EQ(rebased(graph, "b"), "b y");
    EXPECT_EQ(rebased(graph, "c"), "b y");
    EXPECT_EQ(rebased(graph, "d"), "b y");
    EXPECT_EQ(rebased(graph, "y"), "x d");
}

TEST(Rebase, goes_behind_the_revision_that_is_named) {
    const std::string graph = "a; b < a; c < b; x < a; y < x; z < a";
    EXPECT_EQ(rebased(graph, "c"), "several heads stand beside 'c': 'y' and 'z'");
    EXPECT_EQ(rebased(graph, "c", "z"), "b z");
    EXPECT_EQ(rebased(graph, "c", "x"), "b x");
    EXPECT_EQ(rebased(graph, "c", "a"), "b a done");
    EXPECT_EQ(rebased(graph, "c", "b"), "c b done");
}

TEST(Rebase, a_tree_of_its_own_is_a_branch) {
    EXPECT_EQ(rebased("a; b < a; x; y < x", "y"), "x b");
}

TEST(Rebase, what_is_below_all_heads_is_no_branch) {
    EXPECT_EQ(rebased("a; b < a; x < a", "a"), "no head stands beside 'a'");
    EXPECT_EQ(rebased("a; b < a", "b"), "no head stands beside 'b'");
    EXPECT_EQ(rebased("a; b < a; x < a", "a", "x"), "'a' is below 'x'");
    EXPECT_EQ(rebased("a; b < a; x < a", "x", "x"), "'x' is below 'x'");
}

TEST(Rebase, a_merge_in_the_branch_has_one_base_or_is_refused) {
    // c and d both stand on b.
    EXPECT_EQ(rebased("a; b < a; c < b; d < b; m < c d; x < a", "m"), "b x");
    EXPECT_EQ(rebased("a; b < a; c < a; m < b c; x < a", "m"),
              "the branch of 'm' begins with 'b' and 'c'");
    EXPECT_EQ(rebased("a; b < a; c < a; m < b c; x < a", "c"), "c x");
    // A merge that is the base itself, of what is all below the other head.
    EXPECT_EQ(rebased("a; b < a; c < a; m < b c; x < b c", "m"), "m x");
}

TEST(Rebase, one_line_of_the_text_changes) {
    EXPECT_EQ(with_value("-- a: b\n-- c: d, e\n-- f: g\n", 2, "x"), "-- a: b\n-- c: x\n-- f: g\n");
    EXPECT_EQ(with_value("--a:b\r\n--c:d\r\n", 1, "x"), "--a: x\r\n--c:d\r\n");
    EXPECT_EQ(with_value("\xef\xbb\xbf-- a: b", 1, "x"), "\xef\xbb\xbf-- a: x");
}

}  // namespace
}  // namespace kiln::tool
