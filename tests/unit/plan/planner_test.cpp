#include "src/plan/planner.hpp"
#include "src/plan/branch_labels.hpp"
#include "src/plan/stamp_plan.hpp"
#include "src/plan/version_rows.hpp"
#include "tests/support/planner_text.hpp"
#include "tests/support/table_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln {
namespace {

using support::downgrade;
using support::error_of;
using support::stamp;
using support::TestScripts;
using support::TestTable;
using support::upgrade;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Two branches of one base, merged.
const char* const diamond = "a; b < a; c < a; m < b c; n < m";
/// Two trees; the second needs a revision in the middle of the first.
const char* const dependent = "a1 label a; a2 < a1; a3 < a2; b1 label b; b2 < b1 needs a2; b3 < b2";

TEST(Upgrade, applies_what_is_missing_in_the_order_of_the_table) {
    EXPECT_EQ(upgrade(TestTable(diamond), "", "heads"), "+a{a} +b{b} +c{b c} +m{m} +n{n}");
    EXPECT_EQ(upgrade(TestTable(diamond), "c", "n"), "+b{b c} +m{m} +n{n}");
    EXPECT_EQ(upgrade(TestTable(diamond), "a", "c"), "+c{c}");
    EXPECT_EQ(upgrade(TestTable("a"), "", "head"), "+a{a}");
}

TEST(Upgrade, of_what_is_applied_already_does_nothing) {
    const TestTable table(diamond);
    EXPECT_EQ(upgrade(table, "n", "head"), "{n}");
    EXPECT_EQ(upgrade(table, "n", "b"), "{n}");
    EXPECT_EQ(upgrade(table, "b c", "b"), "{b c}");
    EXPECT_EQ(upgrade(table, "b c", "current"), "{b c}");
    EXPECT_EQ(upgrade(table, "n", "base"), "{n}");
    EXPECT_EQ(upgrade(table, "", "base"), "{}");
    EXPECT_EQ(upgrade(TestTable(""), "", "heads"), "{}");
    EXPECT_EQ(upgrade(TestTable(""), "", "head"), "{}");
}

TEST(Upgrade, brings_dependencies_and_leaves_no_row_for_them) {
    const TestTable table(dependent);
    EXPECT_EQ(upgrade(table, "", "b@head"), "+a1{a1} +a2{a2} +b1{a2 b1} +b2{b2} +b3{b3}");
    EXPECT_EQ(upgrade(table, "b3", "heads"), "+a3{a3 b3}");
    EXPECT_EQ(upgrade(table, "a3", "b2"), "+b1{a3 b1} +b2{a3 b2}");
}

TEST(Upgrade, counts_from_the_one_row_there_is) {
    const TestTable table("a; b < a; c < b; d < c");
    EXPECT_EQ(upgrade(table, "b", "+1"), "+c{c}");
    EXPECT_EQ(upgrade(table, "", "+2"), "+a{a} +b{b}");
    EXPECT_EQ(upgrade(table, "b", "+0"), "{b}");
    EXPECT_EQ(upgrade(table, "b", "+3"), "K505");
    EXPECT_EQ(upgrade(table, "a", "head-1"), "+b{b} +c{c}");
    EXPECT_EQ(upgrade(table, "b", "a-1"), "{b}");
}

TEST(Upgrade, refuses_to_count_from_several_rows_or_down) {
    const TestTable table("a; b < a; c < a; b2 < b; c2 < c");
    EXPECT_EQ(error_of([&] { plan_upgrade(table, table.positions("b c"), "+1"); }),
              "K506: '+1' is ambiguous: it could count from 'b' or 'c'; write 'b@+1' or 'c@+1'");
    EXPECT_EQ(upgrade(table, "b c", "b@+1"), "+b2{b2 c}");
    EXPECT_EQ(upgrade(table, "a", "+1"), "K506");
    EXPECT_EQ(upgrade(table, "a", "c2@+2"), "+c{c} +c2{c2}");
    EXPECT_EQ(error_of([&] { plan_upgrade(table, table.positions("b"), "-1"); }),
              "K503: '-1' counts downwards, which an upgrade cannot go; write 'downgrade -1'");
}

TEST(Upgrade, starts_a_branch_where_it_left_what_is_applied) {
    const TestTable table("a; b1 < a label b; b2 < b1; c1 < a; z1 label z; z2 < z1");
    EXPECT_EQ(upgrade(table, "c1", "b@+1"), "+b1{b1 c1}");
    EXPECT_EQ(upgrade(table, "c1", "b@+2"), "+b1{b1 c1} +b2{b2 c1}");
    EXPECT_EQ(upgrade(table, "c1", "z@+1"), "+z1{c1 z1}");
    EXPECT_EQ(upgrade(table, "c1 z1", "z@+1"), "+z2{c1 z2}");
}

TEST(Upgrade, of_one_of_two_heads_needs_its_name) {
    const TestTable table("a; b < a label b_line; c < a");
    EXPECT_EQ(upgrade(table, "", "head"), "K504");
    EXPECT_EQ(upgrade(table, "", "b_line@head"), "+a{a} +b{b}");
    EXPECT_EQ(upgrade(table, "", "c@head"), "+a{a} +c{c}");
    EXPECT_EQ(upgrade(table, "", "a@head"), "K504");
}

TEST(Upgrade, says_each_step_in_full) {
    const Plan plan = plan_upgrade(TestTable(diamond), std::vector<std::uint32_t>{1, 2}, "m");
    ASSERT_EQ(plan.steps.size(), 1u);
    EXPECT_THAT(plan.from, ElementsAre("b", "c"));
    EXPECT_THAT(plan.to, ElementsAre("m"));
    const PlanStep& step = plan.steps[0];
    EXPECT_EQ(step.direction, Direction::upgrade);
    EXPECT_EQ(step.position, 3u);
    EXPECT_EQ(step.revision, "m");
    EXPECT_THAT(step.down_revisions, ElementsAre("b", "c"));
    EXPECT_EQ(step.message, "message of m");
    EXPECT_THAT(step.heads_after, ElementsAre("m"));
}

TEST(Upgrade, says_the_rows_of_the_end_where_those_of_the_steps_are_left_out) {
    const TestTable table(diamond);
    const Plan plan = plan_upgrade(table, table.positions("a"), "heads", StepRows::left_out);
    ASSERT_EQ(plan.steps.size(), 4u);
    for (const PlanStep& step : plan.steps) EXPECT_THAT(step.heads_after, IsEmpty());
    EXPECT_THAT(plan.to, ElementsAre("n"));
}

TEST(Downgrade, takes_back_what_is_above_the_target) {
    const TestTable table(diamond);
    EXPECT_EQ(downgrade(table, "n", "m"), "-n{m}");
    EXPECT_EQ(downgrade(table, "n", "base"), "-n{m} -m{b c} -c{b} -b{a} -a{}");
    EXPECT_EQ(downgrade(table, "m", "b"), "-m{b c}");
    EXPECT_EQ(downgrade(table, "b c", "a"), "-c{b} -b{a}");
    EXPECT_EQ(downgrade(table, "b", "a"), "-b{a}");
}

TEST(Downgrade, to_where_the_database_is_does_nothing) {
    const TestTable table(diamond);
    EXPECT_EQ(downgrade(table, "n", "n"), "{n}");
    EXPECT_EQ(downgrade(table, "n", "head"), "{n}");
    EXPECT_EQ(downgrade(table, "b c", "c"), "{b c}");
    EXPECT_EQ(downgrade(table, "b c", "current"), "{b c}");
    EXPECT_EQ(downgrade(table, "", "base"), "{}");
    EXPECT_EQ(downgrade(TestTable(""), "", "base"), "{}");
    EXPECT_EQ(downgrade(TestTable(dependent), "b3", "a2"), "{b3}");
}

TEST(Downgrade, to_what_is_not_applied_is_an_error) {
    const TestTable table(diamond);
    EXPECT_EQ(error_of([&] { plan_downgrade(table, table.positions("b"), "c", Dialect::sqlite); }),
              "K508: cannot downgrade to 'c', which is not applied: the database is at 'b'; to "
              "apply it, use upgrade c");
    EXPECT_EQ(downgrade(table, "", "a"), "K508");
    EXPECT_EQ(downgrade(table, "b c", "head"), "K508");
}

TEST(Downgrade, takes_dependents_along_and_leaves_dependencies) {
    const TestTable table(dependent);
    EXPECT_EQ(downgrade(table, "a3 b3", "a1"), "-b3{a3 b2} -b2{a3 b1} -a3{a2 b1} -a2{a1 b1}");
    EXPECT_EQ(downgrade(table, "b3", "b1"), "-b3{b2} -b2{a2 b1}");
}

TEST(Downgrade, of_one_branch_leaves_the_others) {
    const TestTable table(dependent);
    EXPECT_EQ(downgrade(table, "a3 b3", "b@base"), "-b3{a3 b2} -b2{a3 b1} -b1{a3}");
    const TestTable parted("a; b < a; b2 < b; c < a; c2 < c");
    EXPECT_EQ(downgrade(parted, "b2 c2", "a"), "-c2{b2 c} -c{b2} -b2{b} -b{a}");
    EXPECT_EQ(downgrade(parted, "b2 c2", "b@a"), "-b2{b c2} -b{c2}");
    EXPECT_EQ(downgrade(parted, "b2 c2", "b2@base+1"), "-b2{b c2} -b{c2}");
}

TEST(Downgrade, counts_from_the_one_row_there_is) {
    const TestTable table("a; b < a; c < b");
    EXPECT_EQ(downgrade(table, "c", "-1"), "-c{b}");
    EXPECT_EQ(downgrade(table, "c", "-3"), "-c{b} -b{a} -a{}");
    EXPECT_EQ(downgrade(table, "c", "-4"), "K505");
    EXPECT_EQ(downgrade(table, "", "-1"), "K505");
    EXPECT_EQ(downgrade(table, "c", "-0"), "{c}");
    EXPECT_EQ(downgrade(table, "c", "c-1"), "-c{b}");
    EXPECT_EQ(downgrade(table, "c", "a+1"), "-c{b}");
    EXPECT_EQ(downgrade(table, "b", "a+2"), "K508");
    EXPECT_EQ(error_of([&] { plan_downgrade(table, table.positions("b"), "+1", Dialect::sqlite); }),
              "K503: '+1' counts upwards, which a downgrade cannot go; write 'upgrade +1'");
}

TEST(Downgrade, by_one_from_several_rows_is_refused_and_says_what_is_clear) {
    const TestTable table("a; b < a; c < a");
    EXPECT_EQ(
        error_of([&] { plan_downgrade(table, table.positions("b c"), "-1", Dialect::sqlite); }),
        "K506: '-1' is ambiguous: it could count from 'b' or 'c'; write 'b@-1' or 'c@-1'");
    EXPECT_EQ(downgrade(table, "b c", "b@-1"), "-b{c}");
    EXPECT_EQ(downgrade(table, "b c", "c@-1"), "-c{b}");
}

TEST(Downgrade, by_one_of_a_merge_is_refused_and_names_both_sides) {
    const TestTable table(diamond);
    EXPECT_EQ(error_of([&] { plan_downgrade(table, table.positions("m"), "-1", Dialect::sqlite); }),
              "K506: '-1' is ambiguous: the walk comes to a choice between 'b' and 'c'; write 'b' "
              "or 'c'");
    EXPECT_EQ(downgrade(table, "n", "-2"), "K506");
}

TEST(Downgrade, by_one_takes_back_one_revision_only) {
    const TestTable trees("a1; b1; b2 < b1 needs a1");
    EXPECT_EQ(downgrade(trees, "b2", "-1"), "-b2{a1 b1}");
    EXPECT_EQ(downgrade(trees, "b2", "-2"), "-b2{a1 b1} -b1{a1}");
    EXPECT_EQ(downgrade(trees, "a1 b1", "b1-1"), "-b1{a1}");
}

TEST(Downgrade, counts_on_a_branch_whose_row_another_implies) {
    const TestTable table(dependent);
    EXPECT_EQ(downgrade(table, "b3", "a@-1"), "-b3{b2} -b2{a2 b1} -a2{a1 b1}");
    EXPECT_EQ(downgrade(table, "a3", "b@-1"), "K508");
}

TEST(Downgrade, past_irreversible_revisions_names_them_all_before_anything_runs) {
    const TestTable table("a; b < a; c < b; d < c",
                          {{"b", {.reversible = false}}, {"d", {.reversible = false}}});
    EXPECT_EQ(downgrade(table, "c", "b"), "-c{b}");
    try {
        plan_downgrade(table, table.positions("d"), "base", Dialect::sqlite);
        FAIL();
    } catch (const Error& error) {
        ASSERT_EQ(error.diagnostics().size(), 2u);
        EXPECT_EQ(error.code(), 410);
        EXPECT_EQ(error.diagnostics()[0].message,
                  "revision 'd' (d_test.sql) is irreversible: it has no downgrade");
        EXPECT_EQ(error.diagnostics()[1].message,
                  "revision 'b' (b_test.sql) is irreversible: it has no downgrade");
        EXPECT_EQ(error.diagnostics()[0].hint, "add a section '-- kiln:downgrade' to d_test.sql");
    }
    EXPECT_THROW(plan_downgrade(table, table.positions("c"), "b", Dialect::mysql), Error);
}

TEST(Stamp, sets_the_rows_and_plans_no_step) {
    const TestTable table(diamond);
    EXPECT_EQ(stamp(table, "", {"m"}), "{m}");
    EXPECT_EQ(stamp(table, "n", {"b"}), "{b}");
    EXPECT_EQ(stamp(table, "a", {"heads"}), "{n}");
    EXPECT_EQ(stamp(table, "b", {"c"}), "{b c}");
    EXPECT_EQ(stamp(table, "b", {"b"}), "{b}");
    EXPECT_EQ(stamp(table, "b c", {"base"}), "{}");
    EXPECT_EQ(stamp(table, "", {"b", "c"}), "{b c}");
    EXPECT_EQ(stamp(table, "n", {"c", "c"}), "{c}");
    EXPECT_EQ(stamp(table, "a", {"b@+1"}), "{b}");
}

TEST(Stamp, leaves_rows_of_other_branches) {
    const TestTable table("a; b < a; c < a; m < b c; u1; u2 < u1");
    EXPECT_EQ(stamp(table, "b c u1", {"m"}), "{m u1}");
    EXPECT_EQ(stamp(table, "b c u2", {"heads"}), "{m u2}");
    EXPECT_EQ(stamp(table, "b u2", {"u1"}), "{b u1}");
    EXPECT_EQ(stamp(table, "b u2", {"u2@base"}), "{b}");
    EXPECT_EQ(stamp(table, "b u2", {"a@base"}), "{u2}");
    EXPECT_EQ(stamp(table, "b u1", {"u1-1"}), "{b}");
}

TEST(Stamp, of_a_branch_drops_rows_only_for_its_base) {
    const TestTable table("a label x; b < a; c < a; u");
    EXPECT_EQ(stamp(table, "b u", {"c"}), "{b c u}");
    EXPECT_EQ(stamp(table, "b u", {"x@c"}), "{b c u}");
    EXPECT_EQ(stamp(table, "b c u", {"x@base"}), "{u}");
    EXPECT_EQ(stamp(table, "b c u", {"b@base"}), "{c u}");
}

TEST(Stamp, writes_no_row_for_what_another_implies) {
    const TestTable table(dependent);
    EXPECT_EQ(stamp(table, "", {"a2", "b2"}), "{b2}");
    EXPECT_EQ(stamp(table, "a2", {"b2"}), "{b2}");
    EXPECT_EQ(stamp(table, "", {"heads"}), "{a3 b3}");
    EXPECT_EQ(stamp(TestTable("a; b needs a"), "", {"heads"}), "{b}");
}

TEST(Stamp, purges_what_is_there) {
    const TestTable table("a; b < a; u");
    EXPECT_EQ(stamp(table, "b u", {"a"}, true), "{a}");
    EXPECT_EQ(stamp(table, "b u", {"base"}, true), "{}");
}

TEST(Stamp, refuses_a_target_and_its_ancestor) {
    const TestTable table(diamond);
    EXPECT_EQ(error_of([&] {
                  plan_stamp(table, {}, std::vector<std::string>{"n", "b"}, false);
              }),
              "K517: cannot stamp both 'n' and its ancestor 'b'; stamp 'n' alone: it includes its "
              "ancestors");
    EXPECT_EQ(stamp(table, "", {"heads", "a"}), "K517");
    EXPECT_EQ(stamp(table, "", {}), "K503");
    EXPECT_EQ(stamp(table, "", {""}), "K503");
}

TEST(LocateRows, finds_positions_in_the_tables_order) {
    const TestTable table(diamond);
    const auto located = [&](std::vector<std::string> rows) {
        return table.names(locate_rows(table, rows));
    };
    EXPECT_EQ(located({}), "");
    EXPECT_EQ(located({"n"}), "n");
    EXPECT_EQ(located({"c", "b"}), "b c");
}

TEST(LocateRows, refuses_every_revision_that_the_table_does_not_have) {
    const TestTable table(diamond);
    try {
        locate_rows(table, std::vector<std::string>{"z2", "b", "z1", ""});
        FAIL();
    } catch (const Error& error) {
        ASSERT_EQ(error.diagnostics().size(), 3u);
        EXPECT_EQ(error.code(), 403);
        EXPECT_EQ(error.diagnostics()[1].message,
                  "the database is at revision 'z1', which is not among the migrations here");
    }
}

TEST(LocateRows, refuses_rows_that_cannot_stand_together) {
    const TestTable table("a; b < a; c < b; d needs c");
    EXPECT_EQ(error_of([&] {
                  locate_rows(table, std::vector<std::string>{"c", "a"});
              }),
              "K408: the version table has both 'c' and its ancestor 'a'; run: kiln repair");
    EXPECT_EQ(error_of([&] {
                  locate_rows(table, std::vector<std::string>{"b", "b", "b"});
              }),
              "K408: the version table has revision 'b' more than once; run: kiln repair");
    EXPECT_EQ(table.names(locate_rows(table, std::vector<std::string>{"d", "c"})), "c d");
}

TEST(LocateRows, keeps_implied_rows_until_something_runs) {
    const TestTable table("a; b needs a; b2 < b");
    EXPECT_EQ(upgrade(table, "a b", "b"), "{a b}");
    EXPECT_EQ(upgrade(table, "a b", "head"), "K504");
    EXPECT_EQ(upgrade(table, "a b", "b@head"), "+b2{b2}");
}

TEST(AppliedSet, is_the_rows_and_all_that_they_need) {
    const TestTable table(dependent);
    EXPECT_THAT(applied_set(table, table.positions("b2")),
                ElementsAre(true, true, false, true, true, false));
    EXPECT_EQ(table.names(rows_of(table, applied_set(table, table.positions("b2")))), "b2");
    EXPECT_EQ(table.names(rows_of(table, applied_set(table, table.positions("a3 b2")))), "a3 b2");
    EXPECT_THAT(rows_of(TestTable(""), {}), IsEmpty());
}

std::string spread(const std::string& graph) {
    const TestTable table(graph);
    std::string text;
    const auto labels = spread_labels(table);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::uint32_t position[] = {static_cast<std::uint32_t>(i)};
        text +=
            (i == 0 ? "" : " ") + table.names(position) + "{" + support::joined(labels[i]) + "}";
    }
    return text;
}

TEST(SpreadLabels, reach_descendants_and_ancestors_up_to_the_last_branch_or_merge) {
    EXPECT_EQ(spread("a; b < a label x; c < b"), "a{x} b{x} c{x}");
    EXPECT_EQ(spread("a; p < a; b < p label x; c < b; d < a"), "a{} d{} p{x} b{x} c{x}");
    EXPECT_EQ(spread("a; b < a; m < a b; n < m; o < n label x"), "a{} b{} m{} n{x} o{x}");
    EXPECT_EQ(spread("a label x; b label y; m < a b"), "a{x} b{y} m{x y}");
}

TEST(SpreadLabels, stop_where_a_dependent_parts_and_begin_at_a_branch_point) {
    EXPECT_EQ(spread("a; b < a; c < b label x; d needs a"), "a{} b{x} c{x} d{}");
    EXPECT_EQ(spread("a; b < a label x; c < b; d < b"), "a{} b{x} c{x} d{x}");
}

TEST(SpreadLabels, are_cut_in_a_chain_of_50000_that_are_all_labelled) {
    std::vector<GraphNode> nodes;
    for (int i = 100'000; i < 150'000; ++i) {
        const std::string number = std::to_string(i);
        GraphNode node{"r" + number, {}, {}, {"l" + number}};
        if (!nodes.empty()) node.down_revisions.push_back(nodes.back().revision);
        nodes.push_back(node);
    }
    const auto labels = spread_labels(TestTable(nodes));
    ASSERT_EQ(labels.size(), nodes.size());
    for (const auto& of_one : {labels.front(), labels.back()}) {
        ASSERT_EQ(of_one.size(), most_labels + 1);
        EXPECT_EQ(of_one.front(), "l100000");
        EXPECT_EQ(of_one.back(), "l100100");
    }
}

}  // namespace
}  // namespace kiln
