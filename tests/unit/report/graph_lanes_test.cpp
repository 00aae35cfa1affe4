#include "tool/report/graph_lanes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using Lanes = std::vector<std::vector<GraphEdge>>;

/// A line a row: the node's lane, then lines above it, below it and past it; `?` of dependencies.
std::string drawn(const Lanes& edges) {
    std::string text;
    const auto add = [&](const char* word, const std::vector<LaneRow::Line>& lines) {
        for (const LaneRow::Line& line : lines) {
            text += std::string(" ") + word + std::to_string(line.bottom);
            if (*word == '|' && line.top != line.bottom) text += "<" + std::to_string(line.top);
            if (line.is_dependency) text += '?';
        }
    };
    for (const LaneRow& row : lay_out_lanes(edges)) {
        text += std::to_string(row.lane);
        add("^", row.above);
        add("v", row.below);
        add("|", row.past);
        text += '\n';
    }
    return text;
}

TEST(GraphLanes, nothing_is_drawn_of_nothing) { EXPECT_EQ(drawn({}), ""); }

TEST(GraphLanes, a_chain_is_one_lane) {
    EXPECT_EQ(drawn({{{1}}, {{2}}, {}}),
              "0 v0\n"
              "0 ^0 v0\n"
              "0 ^0\n");
}

TEST(GraphLanes, a_merge_opens_a_lane_and_the_branch_point_closes_it) {
    EXPECT_EQ(drawn({{{1}, {2}}, {{3}}, {{3}}, {}}),
              "0 v0 v1\n"
              "0 ^0 v0 |1\n"
              "1 ^1 v0 |0\n"
              "0 ^0\n");
}

TEST(GraphLanes, heads_of_one_base_share_its_lane) {
    EXPECT_EQ(drawn({{{3}}, {{3}}, {{3}}, {}}),
              "0 v0\n"
              "1 v0 |0\n"
              "1 v0 |0\n"
              "0 ^0\n");
}

TEST(GraphLanes, a_dependency_is_told_apart_and_a_line_that_joins_it_is_none) {
    EXPECT_EQ(drawn({{{1}, {2, true}}, {}, {}}),
              "0 v0 v1?\n"
              "0 ^0 |1?\n"
              "1 ^1?\n");
    EXPECT_EQ(drawn({{{2, true}}, {{2}}, {}}),
              "0 v0?\n"
              "1 v0 |0?\n"
              "0 ^0\n");
}

TEST(GraphLanes, a_lane_that_ended_is_taken_again) {
    EXPECT_EQ(drawn({{{1}}, {}, {{3}}, {}}),
              "0 v0\n"
              "0 ^0\n"
              "0 v0\n"
              "0 ^0\n");
}

TEST(GraphLanes, the_left_one_of_two_lanes_goes_on) {
    EXPECT_EQ(drawn({{{1}, {2}}, {{3}}, {{3}}, {}}),
              "0 v0 v1\n"
              "0 ^0 v0 |1\n"
              "1 ^1 v0 |0\n"
              "0 ^0\n");
    // The right branch comes first, so that its lane leads to the base already.
    EXPECT_EQ(drawn({{{2}, {1}}, {{3}}, {{3}}, {}}),
              "0 v0 v1\n"
              "1 ^1 v1 |0\n"
              "0 ^0 v0 |0<1\n"
              "0 ^0\n");
}

}  // namespace
}  // namespace kiln::tool
