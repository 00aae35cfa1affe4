#include "src/graph/graph.hpp"
#include "src/text/nearest.hpp"
#include "tests/support/table_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace kiln {
namespace {

using support::parse_graph;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = GraphFault::Kind;

Graph graph_of(const std::string& text) { return build_graph(parse_graph(text)); }

std::string order_of(const std::string& text) {
    const std::vector<GraphNode> nodes = parse_graph(text);
    std::string order;
    for (const std::size_t node : build_graph(nodes).order) {
        order += (order.empty() ? "" : " ") + nodes[node].revision;
    }
    return order;
}

/// "kind node item", a readable form for comparisons.
std::vector<std::string> faults_of(const std::string& text) {
    const std::vector<GraphNode> nodes = parse_graph(text);
    const auto id = [&](std::size_t node) {
        return node == GraphFault::no_node ? std::string("-") : nodes[node].revision;
    };
    std::vector<std::string> lines;
    for (const GraphFault& fault : build_graph(nodes).faults) {
        const std::string at = id(fault.node) + "[" + std::to_string(fault.item) + "]";
        switch (fault.kind) {
            case Kind::unknown_down_revision:
                lines.push_back("unknown_down_revision " + at + " ~ " + id(fault.suggestion));
                break;
            case Kind::unknown_depends_on:
                lines.push_back("unknown_depends_on " + at + " ~ " + id(fault.suggestion));
                break;
            case Kind::repeated_down_revision:
                lines.push_back("repeated_down_revision " + at);
                break;
            case Kind::duplicate_revision:
                lines.push_back("duplicate_revision " + std::to_string(fault.node) + " of " +
                                std::to_string(fault.other));
                break;
            case Kind::case_clash:
                lines.push_back("case_clash " + id(fault.node) + " " + id(fault.other));
                break;
            case Kind::duplicate_label:
                lines.push_back("duplicate_label " + at + " " + id(fault.other));
                break;
            case Kind::label_is_revision:
                lines.push_back("label_is_revision " + at + " " + id(fault.other));
                break;
            case Kind::self_reference:
                lines.push_back(std::string("self_reference ") +
                                (fault.in_depends_on ? "depends_on " : "") + at);
                break;
            case Kind::cycle: {
                std::string line = "cycle";
                for (const std::size_t node : fault.path) line += " " + id(node);
                lines.push_back(line);
                break;
            }
        }
    }
    return lines;
}

std::string id_of(std::size_t number) {
    std::string digits = std::to_string(number);
    return "r" + std::string(6 - digits.size(), '0') + digits;
}

std::vector<GraphNode> chain(std::size_t size) {
    std::vector<GraphNode> nodes(size);
    for (std::size_t i = 0; i < size; ++i) {
        nodes[i].revision = id_of(i);
        if (i > 0) nodes[i].down_revisions = {id_of(i - 1)};
    }
    return nodes;
}

TEST(Graph, of_nothing_is_empty) {
    const Graph graph = build_graph({});
    EXPECT_THAT(graph.faults, IsEmpty());
    EXPECT_THAT(graph.order, IsEmpty());
    EXPECT_THAT(graph.heads, IsEmpty());
}

TEST(Graph, puts_parents_before_children_however_files_are_sorted) {
    EXPECT_EQ(order_of("c < b; b < a; a"), "a b c");
    EXPECT_EQ(order_of("a; b < a; c < b"), "a b c");
    EXPECT_EQ(order_of("a < b; b < c; c"), "c b a");
}

TEST(Graph, keeps_the_revisions_of_a_branch_together) {
    EXPECT_EQ(order_of("a; b1 < a; c1 < a; b2 < b1; c2 < c1; m < b2 c2"), "a b1 b2 c1 c2 m");
    EXPECT_EQ(order_of("a1; b1; a2 < a1; b2 < b1"), "a1 a2 b1 b2");
}

TEST(Graph, puts_dependencies_before_dependents) {
    EXPECT_EQ(order_of("a needs z; z"), "z a");
    EXPECT_EQ(order_of("a needs docs; z label docs"), "z a");
}

TEST(Graph, takes_one_revision_as_parent_and_dependency_at_once) {
    const Graph graph = graph_of("a label x; b < a needs a x; c < b");
    ASSERT_THAT(graph.faults, IsEmpty());
    EXPECT_THAT(graph.order, ElementsAre(0, 1, 2));
    EXPECT_THAT(graph.depends_on[1], ElementsAre(0));
}

TEST(Graph, gives_parents_as_positions_in_the_order_of_the_file) {
    const Graph graph = graph_of("m < c b; a; b < a; c < a");
    ASSERT_THAT(graph.order, ElementsAre(1, 2, 3, 0));
    EXPECT_THAT(graph.down_revisions[3], ElementsAre(2, 1));
}

TEST(Graph, heads_are_what_no_down_revision_names) {
    const Graph graph = graph_of("a; b < a; c; d < c needs b");
    EXPECT_THAT(graph.order, ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(graph.heads, ElementsAre(1, 3));
    EXPECT_THAT(graph.real_heads, ElementsAre(3));
}

TEST(Graph, reports_unknown_down_revisions_with_the_nearest_id) {
    EXPECT_THAT(faults_of("3f2a; b71c < 3f2b"),
                ElementsAre("unknown_down_revision b71c[0] ~ 3f2a"));
    EXPECT_THAT(faults_of("3f2a; b71c < 3f2a zzzz"),
                ElementsAre("unknown_down_revision b71c[1] ~ -"));
}

TEST(Graph, suggests_the_only_id_that_begins_like_the_unknown_one) {
    EXPECT_THAT(faults_of("1975ea83b712; x < 1975"),
                ElementsAre("unknown_down_revision x[0] ~ 1975ea83b712"));
    EXPECT_THAT(faults_of("1975ea83b712; 1975f00dbeef < 1975ea83b712; x < 1975"),
                ElementsAre("unknown_down_revision x[0] ~ -"));
}

TEST(Graph, suggests_the_revision_of_a_label_that_stands_as_down_revision) {
    EXPECT_THAT(faults_of("a label docs; b < docs"), ElementsAre("unknown_down_revision b[0] ~ a"));
}

TEST(Graph, reports_unknown_dependencies) {
    EXPECT_THAT(faults_of("a label docs; b needs a docs dcos"),
                ElementsAre("unknown_depends_on b[2] ~ a"));
}

TEST(Graph, reports_ids_that_are_equal_or_differ_only_in_case) {
    EXPECT_THAT(
        faults_of("ab; ab; aB; ab"),
        ElementsAre("duplicate_revision 1 of 0", "case_clash aB ab", "duplicate_revision 3 of 0"));
}

TEST(Graph, reports_labels_that_clash_with_labels_and_ids) {
    EXPECT_THAT(faults_of("a label x x; b label x; c label b c"),
                ElementsAre("duplicate_label a[1] a", "duplicate_label b[0] a",
                            "label_is_revision c[0] b", "label_is_revision c[1] c"));
}

TEST(Graph, reports_a_parent_that_is_named_twice) {
    EXPECT_THAT(faults_of("a; b < a a a"),
                ElementsAre("repeated_down_revision b[1]", "repeated_down_revision b[2]"));
}

TEST(Graph, reports_a_revision_that_names_itself_apart_from_cycles) {
    EXPECT_THAT(faults_of("a < a; b needs b; c label x needs x"),
                ElementsAre("self_reference a[0]", "self_reference depends_on b[0]",
                            "self_reference depends_on c[0]"));
}

TEST(Graph, prints_a_cycle_from_its_smallest_id_child_to_parent) {
    EXPECT_THAT(faults_of("c < b; b < a; a < c"), ElementsAre("cycle a c b a"));
}

TEST(Graph, counts_cycles_that_close_through_a_dependency) {
    EXPECT_THAT(faults_of("a needs x; b < a label x"), ElementsAre("cycle a b a"));
}

TEST(Graph, prints_the_shortest_of_several_cycles_through_one_revision) {
    EXPECT_THAT(faults_of("a < d b; b < c; c < a; d < a"), ElementsAre("cycle a d a"));
}

TEST(Graph, reports_each_knot_of_cycles_once) {
    EXPECT_THAT(faults_of("a < b; b < a; c < b d; d < c"),
                ElementsAre("cycle a b a", "cycle c d c"));
}

TEST(Graph, reports_everything_in_one_run) {
    EXPECT_THAT(faults_of("a < gone; b < c a; c < b; d < d; b"),
                ElementsAre("unknown_down_revision a[0] ~ -", "cycle b c b", "self_reference d[0]",
                            "duplicate_revision 4 of 1"));
}

TEST(Graph, with_faults_fills_in_nothing_else) {
    const Graph graph = graph_of("a; b < c");
    EXPECT_THAT(graph.faults, SizeIs(1));
    EXPECT_THAT(graph.order, IsEmpty());
    EXPECT_THAT(graph.heads, IsEmpty());
}

TEST(Graph, needs_no_stack_for_a_chain_of_100000) {
    std::vector<GraphNode> nodes = chain(100'000);
    std::reverse(nodes.begin(), nodes.end());
    const Graph graph = build_graph(nodes);
    ASSERT_THAT(graph.faults, IsEmpty());
    EXPECT_EQ(graph.order.front(), 99'999u);
    EXPECT_THAT(graph.heads, ElementsAre(99'999));

    nodes.back().down_revisions = {nodes.front().revision};
    const Graph ring = build_graph(nodes);
    ASSERT_THAT(ring.faults, SizeIs(1));
    EXPECT_EQ(ring.faults[0].path.size(), 100'001u);
}

TEST(Graph, survives_faults_in_every_one_of_10000_files) {
    std::vector<GraphNode> nodes = chain(10'000);
    for (GraphNode& node : nodes) node.down_revisions = {"x" + node.revision};
    EXPECT_THAT(build_graph(nodes).faults, SizeIs(10'000));
}

TEST(Nearest, finds_slips_of_the_finger_and_nothing_far_off) {
    const std::vector<std::string> words{"upgrade", "downgrade", "down_revision", "ae10"};
    const auto nearest_word = [&](const std::string& word) {
        const std::size_t found = nearest(word, words);
        return found == std::string::npos ? "" : words[found];
    };
    EXPECT_EQ(nearest_word("upgarde"), "upgrade");
    EXPECT_EQ(nearest_word("UPGRADE"), "upgrade");
    EXPECT_EQ(nearest_word("downgrad"), "downgrade");
    EXPECT_EQ(nearest_word("down-revison"), "down_revision");
    EXPECT_EQ(nearest_word("ae11"), "ae10");
    EXPECT_EQ(nearest_word("af11"), "");
    EXPECT_EQ(nearest_word("history"), "");
    EXPECT_EQ(nearest_word(""), "");
}

TEST(Nearest, takes_the_first_of_two_that_are_as_near) {
    EXPECT_EQ(nearest("aaax", std::vector<std::string>{"bbbb", "aaay", "aaaz"}), 1u);
    EXPECT_EQ(nearest("aaaz", std::vector<std::string>{"bbbb", "aaay", "aaaz"}), 2u);
    EXPECT_EQ(nearest("a", std::vector<std::string>{"b"}), std::string::npos);
    EXPECT_EQ(nearest("a", {}), std::string::npos);
}

}  // namespace
}  // namespace kiln
