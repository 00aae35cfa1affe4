#include "tool/rules/meetings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Positions = std::vector<std::uint32_t>;

Graph graph_of(const std::vector<GraphNode>& nodes) {
    Graph graph = build_graph(nodes);
    EXPECT_THAT(graph.faults, IsEmpty());
    return graph;
}

TEST(meetings, are_none_in_a_chain) {
    EXPECT_THAT(meetings_of(graph_of({{"a", {}, {}, {}}, {"b", {"a"}, {}, {}}})), IsEmpty());
}

TEST(meetings, at_a_merge_have_the_order_that_kiln_has_not) {
    const auto meetings = meetings_of(graph_of({{"a", {}, {}, {}},
                                                {"b", {"a"}, {}, {}},
                                                {"c", {"a"}, {}, {}},
                                                {"c2", {"c"}, {}, {}},
                                                {"m", {"b", "c2"}, {}, {}},
                                                {"n", {"m"}, {}, {}}}));
    ASSERT_EQ(meetings.size(), 1U);
    EXPECT_TRUE(meetings[0].is_merge);
    EXPECT_EQ(meetings[0].merge, 4U);
    EXPECT_THAT(meetings[0].region, ElementsAre(1, 2, 3));
    ASSERT_EQ(meetings[0].orders.size(), 1U);
    EXPECT_THAT(meetings[0].orders[0].positions, ElementsAre(2, 3, 1));
    EXPECT_EQ(meetings[0].orders[0].length, 2U);
}

TEST(meetings, do_not_try_what_a_dependency_forbids) {
    EXPECT_THAT(meetings_of(graph_of({{"a", {}, {}, {}},
                                      {"b", {"a"}, {}, {}},
                                      {"c", {"a"}, {"b"}, {}},
                                      {"m", {"b", "c"}, {}, {}}})),
                IsEmpty());
}

TEST(meetings, of_heads_have_an_order_for_each) {
    const auto meetings = meetings_of(graph_of(
        {{"a", {}, {}, {}}, {"b", {}, {}, {}}, {"c", {"a"}, {}, {}}, {"d", {"a"}, {}, {}}}));
    ASSERT_EQ(meetings.size(), 1U);
    EXPECT_FALSE(meetings[0].is_merge);
    EXPECT_EQ(meetings[0].parents.size(), 3U);
    EXPECT_EQ(meetings[0].region.size(), 4U);
    EXPECT_EQ(meetings[0].orders.size(), 2U);
}

/// All that a position builds on, and itself.
std::set<std::uint32_t> ancestors(const Graph& graph, std::uint32_t position) {
    std::set<std::uint32_t> all{position};
    for (const auto* parents : {&graph.down_revisions, &graph.depends_on}) {
        for (const std::uint32_t parent : (*parents)[position]) all.merge(ancestors(graph, parent));
    }
    return all;
}

void check_against_ancestors(const Graph& graph, const Meeting& meeting) {
    std::vector<std::set<std::uint32_t>> branches;
    for (const std::uint32_t parent : meeting.parents) branches.push_back(ancestors(graph, parent));
    Positions region;
    for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
        const auto count = std::ranges::count_if(
            branches, [&](const auto& branch) { return branch.count(position) > 0; });
        if (count > 0 && static_cast<std::size_t>(count) < branches.size()) {
            region.push_back(position);
        }
        for (std::size_t i = 0; i < branches.size(); ++i) {
            if (meeting.region.end() != std::ranges::find(meeting.region, position)) {
                EXPECT_EQ(meeting.has(i, position), branches[i].count(position) > 0);
            }
        }
    }
    EXPECT_EQ(meeting.region, region);
    for (const Meeting::Order& order : meeting.orders) {
        EXPECT_TRUE(std::ranges::is_permutation(order.positions, region));
        EXPECT_NE(order.positions, region);
        // Everything stands behind what it builds on.
        for (std::size_t i = 0; i < order.positions.size(); ++i) {
            const std::set<std::uint32_t> below = ancestors(graph, order.positions[i]);
            for (std::size_t later = i + 1; later < order.positions.size(); ++later) {
                EXPECT_EQ(below.count(order.positions[later]), 0U);
            }
        }
    }
}

TEST(meetings, of_all_small_graphs_hold_what_the_branches_do_not_share) {
    constexpr std::size_t most = 5;
    // Each node: none, one or two of those before it as parents, the second perhaps by depends_on.
    std::vector<std::vector<GraphNode>> graphs{{}};
    std::size_t checked = 0;
    for (std::size_t size = 1; size <= most; ++size) {
        std::vector<std::vector<GraphNode>> larger;
        for (const std::vector<GraphNode>& nodes : graphs) {
            const std::string id(1, static_cast<char>('a' + nodes.size()));
            std::vector<GraphNode> ways{{id, {}, {}, {}}};
            for (std::size_t i = 0; i < nodes.size(); ++i) {
                ways.push_back({id, {nodes[i].revision}, {}, {}});
                for (std::size_t k = 0; k < i; ++k) {
                    ways.push_back({id, {nodes[k].revision, nodes[i].revision}, {}, {}});
                    ways.push_back({id, {nodes[k].revision}, {nodes[i].revision}, {}});
                }
            }
            for (GraphNode& way : ways) {
                larger.push_back(nodes);
                larger.back().push_back(std::move(way));
            }
        }
        graphs = std::move(larger);
        for (const std::vector<GraphNode>& nodes : graphs) {
            const Graph graph = build_graph(nodes);
            ASSERT_THAT(graph.faults, IsEmpty());
            for (const Meeting& meeting : meetings_of(graph)) {
                check_against_ancestors(graph, meeting);
                ++checked;
            }
        }
    }
    EXPECT_GT(checked, 1'000U);
}

}  // namespace
}  // namespace kiln::tool
