#include "src/graph/graph.hpp"

#include "src/graph/cycles.hpp"
#include "src/graph/name_index.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace kiln {
namespace {

constexpr std::uint32_t none = NameIndex::none;

bool has_capitals(const GraphNode& node) {
    return std::ranges::any_of(node.revision, [](char c) { return c != to_lower(c); });
}

/// Reads the nodes once, notes every fault, and turns names into node numbers.
class Linker {
public:
    explicit Linker(std::span<const GraphNode> nodes)
        : nodes_(nodes),
          names_(nodes),
          may_clash_(std::ranges::any_of(nodes, has_capitals)),
          parent_of_(nodes.size(), none),
          dependency_of_(nodes.size(), none) {}

    /// Down_revisions, then dependencies, of each node; the unknown and the node itself left out.
    Adjacency parents;
    Adjacency down_revisions;
    Adjacency depends_on;
    std::vector<GraphFault> faults;

    void link() {
        for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
            check_id(node);
            check_labels(node);
            parents.add_node();
            link_down_revisions(node);
            link_dependencies(node);
        }
    }

private:
    GraphFault& fault(GraphFault::Kind kind, std::size_t node, std::size_t item = 0) {
        faults.push_back({.kind = kind, .node = node, .item = item});
        return faults.back();
    }

    void check_id(std::uint32_t node) {
        const std::string& id = nodes_[node].revision;
        if (const std::uint32_t owner = names_.id(id); owner < node) {
            fault(GraphFault::Kind::duplicate_revision, node).other = owner;
        } else if (may_clash_) {
            const auto [same, is_new] = folded_ids_.emplace(folded(id), node);
            if (!is_new) fault(GraphFault::Kind::case_clash, node).other = same->second;
        }
    }

    void check_labels(std::uint32_t node) {
        const std::vector<std::string>& labels = nodes_[node].branch_labels;
        for (std::size_t item = 0; item < labels.size(); ++item) {
            if (const std::uint32_t owner = names_.id(labels[item]); owner != none) {
                fault(GraphFault::Kind::label_is_revision, node, item).other = owner;
            }
            if (const auto [first, is_new] = seen_labels_.emplace(labels[item], node); !is_new) {
                fault(GraphFault::Kind::duplicate_label, node, item).other = first->second;
            }
        }
    }

    void link_down_revisions(std::uint32_t node) {
        const std::vector<std::string>& names = nodes_[node].down_revisions;
        down_revisions.add_node();
        for (std::size_t item = 0; item < names.size(); ++item) {
            const std::uint32_t parent = names_.id(names[item]);
            if (names[item] == nodes_[node].revision) {
                fault(GraphFault::Kind::self_reference, node, item);
            } else if (parent == none) {
                fault(GraphFault::Kind::unknown_down_revision, node, item).suggestion =
                    names_.suggestion(names[item], false);
            } else if (repeats(parent_of_, parent, node)) {
                fault(GraphFault::Kind::repeated_down_revision, node, item);
            } else {
                down_revisions.add_edge(parent);
                parents.add_edge(parent);
            }
        }
    }

    void link_dependencies(std::uint32_t node) {
        const std::vector<std::string>& names = nodes_[node].depends_on;
        depends_on.add_node();
        for (std::size_t item = 0; item < names.size(); ++item) {
            const std::uint32_t parent = names_.id_or_label(names[item]);
            if (parent == node || names[item] == nodes_[node].revision) {
                fault(GraphFault::Kind::self_reference, node, item).in_depends_on = true;
            } else if (parent == none) {
                fault(GraphFault::Kind::unknown_depends_on, node, item).suggestion =
                    names_.suggestion(names[item], true);
            } else if (!repeats(dependency_of_, parent, node)) {
                depends_on.add_edge(parent);
                parents.add_edge(parent);
            }
        }
    }

    /// True if `node` named `parent` before. One mark a parent: a merge of thousands costs no more
    /// than its size.
    static bool repeats(std::vector<std::uint32_t>& named_by, std::uint32_t parent,
                        std::uint32_t node) {
        return std::exchange(named_by[parent], node) == node;
    }

    std::span<const GraphNode> nodes_;
    NameIndex names_;
    bool may_clash_;  ///< two ids may differ in case alone
    std::unordered_map<std::string, std::uint32_t> folded_ids_;
    std::unordered_map<std::string_view, std::uint32_t> seen_labels_;
    std::vector<std::uint32_t> parent_of_;  ///< the last node that named this one
    std::vector<std::uint32_t> dependency_of_;
};

void find_cycles(std::span<const GraphNode> nodes, const Adjacency& parents,
                 std::vector<GraphFault>& faults) {
    for (const std::vector<std::uint32_t>& knot : knots(parents)) {
        const std::uint32_t start =
            *std::min_element(knot.begin(), knot.end(), [&](std::uint32_t a, std::uint32_t b) {
                return nodes[a].revision < nodes[b].revision;
            });
        GraphFault fault{.kind = GraphFault::Kind::cycle, .node = start};
        const std::vector<std::uint32_t> path = shortest_cycle(parents, knot, start);
        fault.path.assign(path.begin(), path.end());
        faults.push_back(std::move(fault));
    }
}

/// Input indexes in the order of their ids, so that nothing below depends on the input's order.
std::vector<std::uint32_t> by_id(std::span<const GraphNode> nodes) {
    std::vector<std::uint32_t> sorted(nodes.size());
    std::iota(sorted.begin(), sorted.end(), 0u);
    const auto smaller = [&](std::uint32_t a, std::uint32_t b) {
        return nodes[a].revision < nodes[b].revision;
    };
    // As files come in the order of names that begin with the id, they mostly are.
    if (!std::is_sorted(sorted.begin(), sorted.end(), smaller)) {
        std::sort(sorted.begin(), sorted.end(), smaller);
    }
    return sorted;
}

/// For each node who names it as a parent, in the order of `sorted`, counted and then filled in.
class Children {
public:
    Children(const Adjacency& parents, std::span<const std::uint32_t> sorted)
        : ends_(parents.size() + 1) {
        for (const std::uint32_t node : sorted) {
            for (const std::uint32_t parent : parents.of(node)) ++ends_[parent + 1];
        }
        std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
        targets_.resize(ends_.back());
        std::vector<std::uint32_t> next(ends_.begin(), ends_.end() - 1);
        for (const std::uint32_t node : sorted) {
            for (const std::uint32_t parent : parents.of(node)) targets_[next[parent]++] = node;
        }
    }
    std::span<const std::uint32_t> of(std::uint32_t node) const {
        return {targets_.data() + ends_[node], ends_[node + 1] - ends_[node]};
    }

private:
    std::vector<std::uint32_t> ends_;
    std::vector<std::uint32_t> targets_;
};

/// Kahn's algorithm with a stack: a revision's first child follows it at once, so a branch stays
/// together. Of several that are ready together, the smaller id comes first.
std::vector<std::size_t> sort_topologically(std::span<const GraphNode> nodes,
                                            const Adjacency& parents) {
    const std::vector<std::uint32_t> sorted = by_id(nodes);
    const Children children(parents, sorted);
    std::vector<std::size_t> missing(nodes.size());
    std::vector<std::uint32_t> ready;
    const auto push_in_reverse = [&](std::span<const std::uint32_t> candidates) {
        std::uint32_t last = none;
        for (std::size_t i = candidates.size(); i-- > 0;) {
            // A child that names a node as parent and as dependency stands here twice in a row.
            const bool again = std::exchange(last, candidates[i]) == candidates[i];
            if (!again && missing[candidates[i]] == 0) ready.push_back(candidates[i]);
        }
    };

    for (std::size_t node = 0; node < nodes.size(); ++node) missing[node] = parents.of(node).size();
    push_in_reverse(sorted);
    std::vector<std::size_t> order;
    order.reserve(nodes.size());
    while (!ready.empty()) {
        const std::uint32_t node = ready.back();
        ready.pop_back();
        order.push_back(node);
        for (const std::uint32_t child : children.of(node)) --missing[child];
        push_in_reverse(children.of(node));
    }
    return order;
}

void place(Graph& graph, const Linker& linker) {
    std::vector<std::uint32_t> position(graph.order.size());
    for (std::uint32_t i = 0; i < graph.order.size(); ++i) position[graph.order[i]] = i;
    std::vector<bool> has_child(graph.order.size());
    std::vector<bool> has_dependent(graph.order.size());

    const auto placed = [&](std::span<const std::uint32_t> nodes, std::vector<bool>& named) {
        std::vector<std::uint32_t> positions;
        positions.reserve(nodes.size());
        for (const std::uint32_t node : nodes) {
            positions.push_back(position[node]);
            named[position[node]] = true;
        }
        return positions;
    };
    for (const std::size_t node : graph.order) {
        graph.down_revisions.push_back(placed(linker.down_revisions.of(node), has_child));
        graph.depends_on.push_back(placed(linker.depends_on.of(node), has_dependent));
    }
    for (std::uint32_t i = 0; i < graph.order.size(); ++i) {
        if (has_child[i]) continue;
        graph.heads.push_back(i);
        if (!has_dependent[i]) graph.real_heads.push_back(i);
    }
}

}  // namespace

Graph build_graph(std::span<const GraphNode> nodes) {
    Linker linker(nodes);
    linker.link();

    Graph graph;
    if (linker.faults.empty()) graph.order = sort_topologically(nodes, linker.parents);
    if (graph.order.size() == nodes.size()) {
        place(graph, linker);
        return graph;
    }
    // There are faults, or nodes that no order has: a cycle, and what builds on it.
    graph.order.clear();
    find_cycles(nodes, linker.parents, linker.faults);
    graph.faults = std::move(linker.faults);
    std::stable_sort(graph.faults.begin(), graph.faults.end(),
                     [](const GraphFault& a, const GraphFault& b) { return a.node < b.node; });
    return graph;
}

}  // namespace kiln
