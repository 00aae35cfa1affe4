#include "src/graph.hpp"

#include "src/cycles.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace kiln {
namespace {

constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

std::string folded(std::string_view id) {
    std::string result(id);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

/// Ids and branch labels live in one namespace; of duplicates the first in the input counts.
class Names {
public:
    explicit Names(std::span<const GraphNode> nodes) : nodes_(nodes) {
        ids_.reserve(nodes.size());
        for (std::uint32_t node = 0; node < nodes.size(); ++node) {
            ids_.emplace(nodes[node].revision, node);
        }
        for (std::uint32_t node = 0; node < nodes.size(); ++node) {
            for (const std::string& label : nodes[node].branch_labels) labels_.emplace(label, node);
        }
    }

    std::uint32_t id(std::string_view name) const { return look_up(ids_, name); }
    std::uint32_t label(std::string_view name) const { return look_up(labels_, name); }
    std::uint32_t id_or_label(std::string_view name) const {
        const std::uint32_t node = id(name);
        return node == none ? label(name) : node;
    }

    /// The node that the writer of an unknown `name` may have meant: the one that has it as its
    /// label, the nearest, or the only one whose id begins so. Each search reads all names, so
    /// there is a budget: thousands of faults have one cause, which the first hundred hints show.
    std::size_t suggestion(const std::string& name, bool may_be_label) {
        if (const std::uint32_t node = label(name); node != none) return node;
        if (budget_ < nodes_.size()) return GraphFault::no_node;
        budget_ -= nodes_.size();
        collect_candidates();
        std::span<const std::string> candidates = candidates_;
        if (!may_be_label) candidates = candidates.first(nodes_.size());
        const std::size_t found = nearest(name, candidates);
        return found != std::string::npos ? owners_[found] : only_with_prefix(name);
    }

private:
    using Index = std::unordered_map<std::string_view, std::uint32_t>;

    static std::uint32_t look_up(const Index& index, std::string_view name) {
        const auto found = index.find(name);
        return found == index.end() ? none : found->second;
    }

    /// All ids, then all labels.
    void collect_candidates() {
        if (!candidates_.empty()) return;
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            candidates_.push_back(nodes_[node].revision);
            owners_.push_back(node);
        }
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            for (const std::string& label : nodes_[node].branch_labels) {
                candidates_.push_back(label);
                owners_.push_back(node);
            }
        }
    }

    std::size_t only_with_prefix(std::string_view prefix) const {
        const auto matches = [&](const GraphNode& node) {
            return node.revision.starts_with(prefix);
        };
        const auto first = std::find_if(nodes_.begin(), nodes_.end(), matches);
        if (first == nodes_.end() || std::any_of(first + 1, nodes_.end(), matches)) {
            return GraphFault::no_node;
        }
        return static_cast<std::size_t>(first - nodes_.begin());
    }

    std::span<const GraphNode> nodes_;
    Index ids_;
    Index labels_;
    std::vector<std::string> candidates_;
    std::vector<std::size_t> owners_;
    std::size_t budget_ = 1'000'000;
};

/// Reads the nodes once, notes every fault, and turns names into node numbers.
class Linker {
public:
    explicit Linker(std::span<const GraphNode> nodes)
        : nodes_(nodes),
          names_(nodes),
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
        const auto [same, is_new] = folded_ids_.emplace(folded(id), node);
        if (is_new) return;
        const std::uint32_t owner = names_.id(id);
        if (owner < node) {
            fault(GraphFault::Kind::duplicate_revision, node).other = owner;
        } else {
            fault(GraphFault::Kind::case_clash, node).other = same->second;
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
    Names names_;
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
    std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
        return nodes[a].revision < nodes[b].revision;
    });
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
        if (!has_dependent[i]) graph.effective_heads.push_back(i);
    }
}

}  // namespace

Graph build_graph(std::span<const GraphNode> nodes) {
    Linker linker(nodes);
    linker.link();
    find_cycles(nodes, linker.parents, linker.faults);

    Graph graph;
    graph.faults = std::move(linker.faults);
    std::stable_sort(graph.faults.begin(), graph.faults.end(),
                     [](const GraphFault& a, const GraphFault& b) { return a.node < b.node; });
    if (!graph.faults.empty()) return graph;

    graph.order = sort_topologically(nodes, linker.parents);
    place(graph, linker);
    return graph;
}

}  // namespace kiln
