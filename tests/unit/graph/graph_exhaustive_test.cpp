#include "src/graph/graph.hpp"
#include "tests/support/small_graphs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace kiln {
namespace {

using support::bit;
using support::for_each_dag;
using support::has;
using support::letter;
using support::Mask;
using support::most_nodes;
using support::SmallGraph;

/// The order as its contract says it, without any index: take the revision that became ready last,
/// of several the smallest.
std::vector<int> order_by_definition(const SmallGraph& graph) {
    std::vector<int> order;
    std::vector<int> ready;
    Mask done = 0;
    Mask seen = 0;
    const auto look = [&] {
        for (int node = graph.size; node-- > 0;) {
            if (has(seen, node) || (graph.parents(node) & ~done) != 0) continue;
            ready.push_back(node);
            seen |= bit(node);
        }
    };
    look();
    while (!ready.empty()) {
        order.push_back(ready.back());
        done |= bit(ready.back());
        ready.pop_back();
        look();
    }
    return order;
}

std::vector<int> order_of(const std::vector<GraphNode>& nodes) {
    std::vector<int> order;
    for (const std::size_t node : build_graph(nodes).order) {
        order.push_back(nodes[node].revision[0] - 'a');
    }
    return order;
}

Mask mask_of(const std::vector<std::uint32_t>& positions, const std::vector<int>& order) {
    Mask mask = 0;
    for (const std::uint32_t position : positions) mask |= bit(order[position]);
    return mask;
}

void check_heads(const SmallGraph& graph, const Graph& built, const std::vector<int>& order) {
    Mask named = 0;
    for (const Mask down : graph.down) named |= down;
    ASSERT_EQ(mask_of(built.heads, order), graph.all() & ~named) << graph.text();
    ASSERT_EQ(mask_of(built.real_heads, order), graph.tips(graph.all())) << graph.text();
    ASSERT_TRUE(std::is_sorted(built.heads.begin(), built.heads.end()));
    ASSERT_TRUE(std::is_sorted(built.real_heads.begin(), built.real_heads.end()));
}

void check_dag(const SmallGraph& graph, bool all_permutations) {
    std::vector<GraphNode> nodes = graph.nodes();
    const Graph built = build_graph(nodes);
    ASSERT_TRUE(built.faults.empty()) << graph.text();
    std::vector<int> order(built.order.begin(), built.order.end());
    ASSERT_EQ(order, order_by_definition(graph)) << graph.text();
    check_heads(graph, built, order);

    Mask before = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t node = built.order[i];
        ASSERT_EQ(graph.parents(order[i]) & ~before, 0u) << graph.text();
        ASSERT_EQ(mask_of(built.down_revisions[i], order), graph.down[node]) << graph.text();
        ASSERT_EQ(mask_of(built.depends_on[i], order), graph.needs[node]) << graph.text();
        before |= bit(order[i]);
    }
    ASSERT_EQ(before, graph.all()) << graph.text();

    if (!all_permutations) {
        std::reverse(nodes.begin(), nodes.end());
        ASSERT_EQ(order_of(nodes), order) << graph.text();
        std::rotate(nodes.begin(), nodes.begin() + 2, nodes.end());
        ASSERT_EQ(order_of(nodes), order) << graph.text();
        return;
    }
    const auto by_id = [](const GraphNode& a, const GraphNode& b) {
        return a.revision < b.revision;
    };
    while (std::next_permutation(nodes.begin(), nodes.end(), by_id)) {
        ASSERT_EQ(order_of(nodes), order) << graph.text();
    }
}

/// A child that is its parent's only one, and has no other parent, follows it at once.
void check_lines_stay_together(const SmallGraph& graph) {
    const std::vector<int> order = order_by_definition(graph);
    for (std::size_t i = 0; i < order.size(); ++i) {
        Mask children = 0;
        for (int node = 0; node < graph.size; ++node) {
            if (has(graph.parents(node), order[i])) children |= bit(node);
        }
        if (std::popcount(children) != 1) continue;
        const int child = std::countr_zero(children);
        if (graph.parents(child) != bit(order[i])) continue;
        ASSERT_EQ(order[i + 1], child) << graph.text();
    }
}

TEST(GraphExhaustive, orders_every_dag_the_same_way_however_its_files_are_sorted) {
    const unsigned known_counts[] = {1, 1, 3, 25, 543, 29281};  // OEIS A003024
    for (int size = 0; size <= most_nodes; ++size) {
        unsigned count = 0;
        for_each_dag(size, false, [&](const SmallGraph& graph) {
            ++count;
            check_dag(graph, size < 5);
            check_lines_stay_together(graph);
        });
        EXPECT_EQ(count, known_counts[size]);
        if (HasFatalFailure()) return;
    }
}

TEST(GraphExhaustive, orders_every_dag_with_dependencies) {
    for (int size = 1; size <= support::most_nodes_with_dependencies; ++size) {
        for_each_dag(size, true, [&](const SmallGraph& graph) { check_dag(graph, size < 4); });
        if (HasFatalFailure()) return;
    }
}

/// All edges of four nodes, self-loops included, as sixteen bits.
struct Digraph {
    unsigned code;
    bool edge(int from, int to) const { return (code >> (from * 4 + to) & 1) != 0; }
};

enum class Kinds : std::uint8_t { down_revisions, depends_on, mixed };

std::vector<GraphNode> nodes_of(Digraph graph, Kinds kinds) {
    std::vector<GraphNode> nodes(4);
    for (int from = 0; from < 4; ++from) {
        GraphNode& node = nodes[static_cast<std::size_t>(from)];
        node.revision = letter(from);
        for (int to = 0; to < 4; ++to) {
            if (!graph.edge(from, to)) continue;
            const bool depends =
                kinds == Kinds::depends_on || (kinds == Kinds::mixed && (from + to) % 2 == 1);
            (depends ? node.depends_on : node.down_revisions).push_back(letter(to));
        }
    }
    return nodes;
}

/// Fewest edges of a way from each node to each, one at least; self-loops aside.
using Distances = std::array<std::array<int, 4>, 4>;
constexpr int unreachable = 99;

Distances distances_of(Digraph graph) {
    Distances distance;
    for (int a = 0; a < 4; ++a) {
        for (int b = 0; b < 4; ++b) {
            distance[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] =
                a != b && graph.edge(a, b) ? 1 : unreachable;
        }
    }
    for (std::size_t via = 0; via < 4; ++via) {
        for (std::size_t a = 0; a < 4; ++a) {
            for (std::size_t b = 0; b < 4; ++b) {
                distance[a][b] = std::min(distance[a][b], distance[a][via] + distance[via][b]);
            }
        }
    }
    return distance;
}

void check_path(Digraph graph, const std::vector<std::size_t>& path, int shortest) {
    ASSERT_EQ(path.size(), static_cast<std::size_t>(shortest) + 1) << graph.code;
    ASSERT_EQ(path.front(), path.back()) << graph.code;
    Mask seen = 0;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        ASSERT_TRUE(graph.edge(static_cast<int>(path[i]), static_cast<int>(path[i + 1])))
            << graph.code;
        ASSERT_FALSE(has(seen, static_cast<int>(path[i]))) << graph.code;
        seen |= bit(static_cast<int>(path[i]));
    }
}

void check_cycles(Digraph graph, Kinds kinds) {
    const Distances distance = distances_of(graph);
    std::vector<const GraphFault*> cycles;
    unsigned self_references = 0;
    const Graph built = build_graph(nodes_of(graph, kinds));
    for (const GraphFault& fault : built.faults) {
        if (fault.kind == GraphFault::Kind::self_reference) {
            ASSERT_TRUE(graph.edge(static_cast<int>(fault.node), static_cast<int>(fault.node)));
            ++self_references;
        } else {
            ASSERT_EQ(fault.kind, GraphFault::Kind::cycle);
            cycles.push_back(&fault);
        }
    }

    unsigned loops = 0;
    std::size_t knots = 0;
    for (std::size_t node = 0; node < 4; ++node) {
        if (graph.edge(static_cast<int>(node), static_cast<int>(node))) ++loops;
        const bool on_cycle = distance[node][node] < unreachable;
        bool smallest = on_cycle;
        for (std::size_t other = 0; other < node; ++other) {
            const int there_and_back = distance[node][other] + distance[other][node];
            smallest = smallest && there_and_back >= unreachable;
        }
        if (!smallest) continue;
        ASSERT_LT(knots, cycles.size()) << graph.code;
        ASSERT_EQ(cycles[knots]->node, node) << graph.code;
        ASSERT_EQ(cycles[knots]->path.front(), node) << graph.code;
        check_path(graph, cycles[knots]->path, distance[node][node]);
        ++knots;
    }
    ASSERT_EQ(cycles.size(), knots) << graph.code;
    ASSERT_EQ(self_references, loops) << graph.code;
    ASSERT_EQ(built.order.size(), built.faults.empty() ? 4u : 0u) << graph.code;
}

TEST(GraphExhaustive, finds_one_real_shortest_cycle_in_every_knot_of_every_digraph) {
    for (const Kinds kinds : {Kinds::down_revisions, Kinds::depends_on, Kinds::mixed}) {
        for (unsigned code = 0; code < 1u << 16; code += support::step_of_codes) {
            check_cycles(Digraph{code}, kinds);
            if (HasFatalFailure()) return;
        }
    }
}

}  // namespace
}  // namespace kiln
