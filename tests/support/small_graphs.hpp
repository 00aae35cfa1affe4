#pragma once
// All graphs of a few nodes, as bit masks: the inputs and the arithmetic of exhaustive tests.

#include "src/graph/graph.hpp"
#include "tests/support/sanitized.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

namespace kiln::support {

/// A set of nodes; bit n is node n.
using Mask = std::uint32_t;

constexpr Mask bit(int node) { return Mask{1} << node; }
constexpr bool has(Mask set, int node) { return (set >> node & 1) != 0; }

/// Node n is called by the nth letter.
inline std::string letter(int node) { return std::string(1, static_cast<char>('a' + node)); }

struct SmallGraph {
    int size = 0;
    std::array<Mask, 5> down{};   ///< the down_revisions of each node
    std::array<Mask, 5> needs{};  ///< the depends_on of each node

    Mask all() const { return bit(size) - 1; }
    Mask parents(int node) const {
        return down[static_cast<std::size_t>(node)] | needs[static_cast<std::size_t>(node)];
    }

    /// `below[n]` is n and everything that can be reached from n along `edges`, by repetition.
    std::array<Mask, 5> closure(const std::array<Mask, 5>& edges) const {
        std::array<Mask, 5> below{};
        for (int node = 0; node < size; ++node) below[static_cast<std::size_t>(node)] = bit(node);
        for (int round = 0; round < size; ++round) {
            for (std::size_t node = 0; node < static_cast<std::size_t>(size); ++node) {
                for (int parent = 0; parent < size; ++parent) {
                    if (has(edges[node], parent)) {
                        below[node] |= below[static_cast<std::size_t>(parent)];
                    }
                }
            }
        }
        return below;
    }
    std::array<Mask, 5> all_edges() const {
        std::array<Mask, 5> edges{};
        for (std::size_t node = 0; node < edges.size(); ++node) {
            edges[node] = down[node] | needs[node];
        }
        return edges;
    }
    /// Members that no other member names.
    Mask tips(Mask set) const {
        Mask named = 0;
        for (int node = 0; node < size; ++node) {
            if (has(set, node)) named |= parents(node);
        }
        return set & ~named;
    }
    bool closed(Mask set) const {
        for (int node = 0; node < size; ++node) {
            if (has(set, node) && (parents(node) & ~set) != 0) return false;
        }
        return true;
    }

    std::vector<GraphNode> nodes() const {
        std::vector<GraphNode> result(static_cast<std::size_t>(size));
        for (std::size_t node = 0; node < result.size(); ++node) {
            result[node].revision = letter(static_cast<int>(node));
            for (int parent = 0; parent < size; ++parent) {
                if (has(down[node], parent)) {
                    result[node].down_revisions.push_back(letter(parent));
                }
                if (has(needs[node], parent)) result[node].depends_on.push_back(letter(parent));
            }
        }
        return result;
    }
    /// As parse_graph() reads it.
    std::string text() const {
        std::string result;
        for (const GraphNode& node : nodes()) {
            result += (result.empty() ? "" : "; ") + node.revision;
            if (!node.down_revisions.empty()) result += " <";
            for (const std::string& parent : node.down_revisions) result += " " + parent;
            if (!node.depends_on.empty()) result += " needs";
            for (const std::string& parent : node.depends_on) result += " " + parent;
        }
        return result;
    }
};

/// Up to how many nodes all graphs are tried. Those of five are 29,281, which would be minutes
/// under a sanitizer. Where graphs are counted by a code, that takes one of so many.
constexpr int most_nodes = is_sanitized ? 4 : 5;
constexpr int most_nodes_with_dependencies = is_sanitized ? 3 : 4;
constexpr unsigned step_of_codes = is_sanitized ? 17 : 1;

/// Every labelled directed acyclic graph of `size` nodes; with `dependencies`, in every choice of
/// down_revision or depends_on for each edge.
template <class Action>
void for_each_dag(int size, bool dependencies, Action action) {
    const unsigned kinds = dependencies ? 5 : 3;  // none, or one of two kinds in one of two ways
    unsigned count = 1;
    for (int pair = 0; pair < size * (size - 1) / 2; ++pair) count *= kinds;
    for (unsigned code = 0; code < count; ++code) {
        SmallGraph graph;
        graph.size = size;
        unsigned rest = code;
        for (int a = 0; a < size; ++a) {
            for (int b = a + 1; b < size; ++b, rest /= kinds) {
                const unsigned kind = rest % kinds;
                if (kind == 0) continue;
                const int child = kind % 2 == 1 ? a : b;
                auto& edges = kind <= 2 ? graph.down : graph.needs;
                edges[static_cast<std::size_t>(child)] |= bit(child == a ? b : a);
            }
        }
        const std::array<Mask, 5> below = graph.closure(graph.all_edges());
        bool acyclic = true;
        for (std::size_t a = 0; a < static_cast<std::size_t>(size); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                const bool both =
                    has(below[a], static_cast<int>(b)) && has(below[b], static_cast<int>(a));
                acyclic = acyclic && !both;
            }
        }
        if (acyclic) action(graph);
    }
}

}  // namespace kiln::support
