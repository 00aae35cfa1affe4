#include "tool/report/graph_lines.hpp"
#include "src/graph/graph.hpp"
#include "tests/support/small_graphs.hpp"
#include "tests/support/table_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

using Parents = std::vector<std::vector<std::size_t>>;
using Edges = std::set<std::pair<std::size_t, std::size_t>>;

/// The graph newest first, as `history` lists it.
Parents newest_first(const Graph& graph) {
    const std::size_t size = graph.order.size();
    Parents parents(size);
    for (std::size_t position = 0; position < size; ++position) {
        for (const std::uint32_t parent : graph.down_revisions[position]) {
            parents[size - 1 - position].push_back(size - 1 - parent);
        }
    }
    return parents;
}

/// The drawing, each node's row with its name.
std::string drawn(std::string_view text) {
    const std::vector<GraphNode> nodes = support::parse_graph(text);
    const Graph graph = build_graph(nodes);
    std::string out = "\n";
    for (const GraphRow& row : draw_graph(newest_first(graph))) {
        out += row.lines;
        if (row.node != GraphRow::no_node) {
            out += " " + nodes[graph.order[nodes.size() - 1 - row.node]].revision;
        }
        out += "\n";
    }
    return out;
}

TEST(GraphLines, draws_a_line) {
    EXPECT_EQ(drawn("a; b < a; c < b"), R"(
* c
* b
* a
)");
}

TEST(GraphLines, draws_nothing_for_no_revision) { EXPECT_EQ(drawn(""), "\n"); }

TEST(GraphLines, draws_a_branch) {
    EXPECT_EQ(drawn("a; b < a; c < b; d < a"), R"(
* d
| * c
| * b
|/
* a
)");
}

TEST(GraphLines, draws_many_branches_in_two_lanes) {
    EXPECT_EQ(drawn("a; b < a; c < a; d < a; e < a"), R"(
* e
| * d
|/
| * c
|/
| * b
|/
* a
)");
}

TEST(GraphLines, draws_a_merge) {
    EXPECT_EQ(drawn("a; b < a; c < a; d < b c; e < d"), R"(
* e
* d
|\
| * c
* | b
|/
* a
)");
}

TEST(GraphLines, draws_a_merge_with_its_own_ancestor) {
    EXPECT_EQ(drawn("a; b < a; c < b a"), R"(
* c
|\
* | b
|/
* a
)");
}

TEST(GraphLines, draws_criss_cross_merges) {
    EXPECT_EQ(drawn("a; b < a; c < a; d < b c; e < c b; f < d e"), R"(
* f
|\
| * e
| |\
* | | d
|\|_|
|/ /
* | c
| * b
|/
* a
)");
}

TEST(GraphLines, draws_an_octopus_in_the_last_lane_at_once) {
    EXPECT_EQ(drawn("a; b < a; c < a; d < a; m < b c d; x < a; z < x"), R"(
* z
* x
| *-. m
| |\ \
| | | * d
|_|_|/
| | * c
|_|/
| * b
|/
* a
)");
}

TEST(GraphLines, draws_an_octopus_beside_other_lanes_step_by_step) {
    EXPECT_EQ(drawn("a; a1 < a; b < a; c < a; d < a; m < b c d; z < m a1"), R"(
* z
|\
* | m
|\ \
|\ \ \
| | * | d
| * | | c
| |/ /
* | | b
|/ /
| * a1
|/
* a
)");
}

TEST(GraphLines, draws_bases_apart) {
    EXPECT_EQ(drawn("a; b < a; c; d; e < d"), R"(
* e
* d

* c

* b
* a
)");
}

TEST(GraphLines, draws_bases_that_a_merge_joins) {
    EXPECT_EQ(drawn("a; b < a; c; d < c b"), R"(
* d
|\
* | c
 /
* b
* a
)");
}

TEST(GraphLines, keeps_bases_apart_beside_the_lines_of_others) {
    EXPECT_EQ(drawn("a; b; c; d < a needs b c"), R"(
* d
| * c
|
| * b
* a
)");
}

TEST(GraphLines, cuts_lanes_beyond_the_limit) {
    const Parents wide{{5, 4, 3, 2, 1}, {5}, {5}, {5}, {}, {}};
    std::string out = "\n";
    for (const GraphRow& row : draw_graph(wide, 3)) out += row.lines + "\n";
    EXPECT_EQ(out, R"(
*-.-.-~
|\ \ \~
| | | ~*
|_|_|_~
| | | ~*
|_|_|/
| | *
|_|/
| *
*
)");
}

TEST(GraphLines, leaves_out_rows_of_lines_that_are_all_cut_off) {
    const Parents wide{{4, 2, 1}, {3}, {3}, {4}, {}};
    std::string out = "\n";
    for (const GraphRow& row : draw_graph(wide, 1)) out += row.lines + "\n";
    EXPECT_EQ(out, R"(
*-~
|\~
| ~*
| ~*
| ~*
|/
*
)");
}

TEST(GraphLines, bounds_ten_thousand_heads_and_their_merge) {
    constexpr std::size_t heads = 10'000;
    Parents parents(heads + 2);
    for (std::size_t head = 1; head <= heads; ++head) {
        parents[0].push_back(head);
        parents[head] = {heads + 1};
    }
    const std::vector<GraphRow> merged = draw_graph(parents);
    EXPECT_LE(merged.size(), 2 * heads + 2);
    for (const GraphRow& row : merged) ASSERT_LE(row.lines.size(), 2 * max_lanes + 2);

    parents[0].clear();
    for (const GraphRow& row : draw_graph(parents)) ASSERT_LE(row.lines.size(), 3U);
}

TEST(GraphLines, draws_a_line_in_a_row_for_each_revision) {
    constexpr std::size_t size = 10'000;
    Parents parents(size);
    for (std::size_t node = 0; node + 1 < size; ++node) parents[node] = {node + 1};
    const std::vector<GraphRow> rows = draw_graph(parents);
    ASSERT_EQ(rows.size(), size);
    for (const GraphRow& row : rows) ASSERT_EQ(row.lines, "*");
}

/// Reads a drawing back as a person does: follows each line downwards, knowing nothing of how it
/// was made. Throws a text that says what is wrong with the drawing.
class Reader {
public:
    Edges read(const std::vector<GraphRow>& rows) {
        for (const GraphRow& row : rows) {
            text_ = row.lines;
            next_.clear();
            if (row.node == GraphRow::no_node) {
                read_lines();
            } else {
                read_node(row.node);
            }
            require(text_.find_first_not_of(' ') == std::string::npos, "a line from nowhere");
            // What does not go on must be a node without parents: its line has no way to go.
            for (const auto& [lane, nodes] : lanes_) {
                require(nodes == std::set<std::size_t>{last_node_}, "a line ends in nothing");
            }
            lanes_ = std::move(next_);
            last_node_ = row.node;
        }
        return edges_;
    }

private:
    using Nodes = std::set<std::size_t>;

    static void require(bool holds, const char* what) {
        if (!holds) throw std::string(what);
    }
    char at(std::size_t column) const { return column < text_.size() ? text_[column] : ' '; }
    /// Reads a character off the row.
    bool take(std::size_t column, char c) {
        if (at(column) != c) return false;
        text_[column] = ' ';
        return true;
    }
    void carry(std::size_t from, std::size_t to) {
        const auto found = lanes_.find(from);
        require(found != lanes_.end(), "a line begins in nothing");
        next_[to].insert(found->second.begin(), found->second.end());
        carried_.insert(from);
    }
    void forget_carried() {
        for (const std::size_t lane : carried_) lanes_.erase(lane);
        carried_.clear();
    }

    void read_node(std::size_t node) {
        const std::size_t column = text_.find('*');
        require(column != std::string::npos && column % 2 == 0, "no node in its row");
        text_[column] = ' ';
        for (const std::size_t child : lanes_[column / 2]) edges_.emplace(child, node);
        lanes_.erase(column / 2);
        next_[column / 2] = {node};
        for (std::size_t dot = column + 2; take(dot - 1, '-'); dot += 2) {
            require(take(dot, '.'), "a dash without its dot");
            next_[dot / 2] = {node};
        }
        for (std::size_t lane = 0; 2 * lane < text_.size(); ++lane) {
            if (take(2 * lane, '|')) carry(lane, lane);
        }
        forget_carried();
    }

    void read_lines() {
        const std::string whole = text_;
        const auto is = [&](std::size_t column, char c) {
            return column < whole.size() && whole[column] == c;
        };
        for (std::size_t column = 0; column < whole.size(); ++column) {
            if (column % 2 == 0) {
                if (take(column, '|')) carry(column / 2, column / 2);
            } else if (take(column, '/')) {
                std::size_t end = column - 1;
                while (end > 0 && is(end, '|') && is(end - 1, '_')) {
                    end -= 2;
                    text_[end + 1] = ' ';
                }
                carry((column + 1) / 2, end / 2);
            } else if (take(column, '\\')) {
                std::size_t end = column + 1;
                while (is(end, '|') && is(end + 1, '_')) {
                    end += 2;
                    text_[end - 1] = ' ';
                }
                carry((column - 1) / 2, end / 2);
            }
        }
        forget_carried();
    }

    std::string text_;
    std::map<std::size_t, Nodes> lanes_;  ///< the nodes whose lines are in each lane
    std::map<std::size_t, Nodes> next_;
    std::set<std::size_t> carried_;
    std::size_t last_node_ = 0;
    Edges edges_;
};

void expect_its_own_edges(const Parents& parents) {
    Edges edges;
    for (std::size_t node = 0; node < parents.size(); ++node) {
        for (const std::size_t parent : parents[node]) edges.emplace(node, parent);
    }
    const std::vector<GraphRow> rows = draw_graph(parents);
    std::string text = "\n";
    std::vector<std::size_t> nodes;
    for (const GraphRow& row : rows) {
        text += row.lines + "\n";
        if (row.node != GraphRow::no_node) nodes.push_back(row.node);
        ASSERT_FALSE(row.lines.ends_with(' ')) << text;
    }
    ASSERT_EQ(nodes.size(), parents.size()) << text;
    ASSERT_TRUE(std::ranges::is_sorted(nodes)) << text;
    try {
        ASSERT_EQ(Reader().read(rows), edges) << text;
    } catch (const std::string& fault) {
        FAIL() << fault << text;
    }
}

TEST(GraphLinesExhaustive, draws_exactly_the_edges_of_every_dag) {
    for (int size = 0; size <= support::most_nodes; ++size) {
        support::for_each_dag(size, false, [](const support::SmallGraph& graph) {
            expect_its_own_edges(newest_first(build_graph(graph.nodes())));
        });
        if (HasFatalFailure()) return;
    }
}

/// Also those orders of rows that `history` never has, as it keeps a branch's revisions together.
TEST(GraphLinesExhaustive, draws_exactly_the_edges_of_every_dag_of_six_in_every_order) {
    constexpr std::size_t size = 6;
    constexpr unsigned pairs = size * (size - 1) / 2;
    for (unsigned code = 0; code < 1U << pairs; code += support::step_of_codes) {
        Parents parents(size);
        unsigned rest = code;
        for (std::size_t node = 0; node < size; ++node) {
            for (std::size_t parent = node + 1; parent < size; ++parent, rest >>= 1U) {
                if ((rest & 1U) != 0) parents[node].push_back(parent);
            }
        }
        expect_its_own_edges(parents);
        for (std::vector<std::size_t>& each : parents) std::ranges::reverse(each);
        expect_its_own_edges(parents);
        if (HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace kiln::tool
