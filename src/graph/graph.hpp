#pragma once
// The graph of revisions: validated and brought into the one order. Values in, values out.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kiln {

/// One revision as its file names it.
struct GraphNode {
    std::string revision;
    std::vector<std::string> down_revisions;  ///< ids
    std::vector<std::string> depends_on;      ///< ids or branch labels
    std::vector<std::string> branch_labels;
};

struct GraphFault {
    enum class Kind : std::uint8_t {
        unknown_down_revision,   ///< down_revisions[item] is no revision
        unknown_depends_on,      ///< depends_on[item] is neither a revision nor a branch label
        repeated_down_revision,  ///< down_revisions[item] stands there before
        duplicate_revision,      ///< `other` has the same id
        case_clash,              ///< `other` has an id that differs only in case
        duplicate_label,         ///< branch_labels[item] stands on `other` too
        label_is_revision,       ///< branch_labels[item] is the id of `other`
        self_reference,          ///< down_revisions[item] or depends_on[item] is the node itself
        cycle,                   ///< `path`
    };
    Kind kind;
    std::size_t node = 0;        ///< the node at fault, an index into the input
    std::size_t item = 0;        ///< which of its down_revisions, depends_on or branch_labels
    bool in_depends_on = false;  ///< self_reference: `item` counts in depends_on
    std::size_t other = 0;       ///< the node that it clashes with
    /// The input node whose id (in depends_on: or label) the writer may have meant; `no_node` if
    /// none is near.
    std::size_t suggestion = no_node;
    /// cycle: nodes from child to parent, the first repeated as the last; the shortest cycle
    /// through the smallest id of each strongly connected component.
    std::vector<std::size_t> path{};

    static constexpr std::size_t no_node = static_cast<std::size_t>(-1);
};

/// A resolved graph. Positions are indexes into `order`; the other vectors run parallel to it.
struct Graph {
    /// All faults, in the input's order; with any, nothing below is filled.
    std::vector<GraphFault> faults;

    /// Input indexes, every node behind its parents and dependencies. It depends on ids and edges
    /// alone, never on the input's order, and keeps a branch's revisions together: depth first
    /// (a stack instead of a queue in Kahn's algorithm), the smaller id first.
    std::vector<std::size_t> order;
    std::vector<std::vector<std::uint32_t>> down_revisions;  ///< positions, in the file's order
    std::vector<std::vector<std::uint32_t>> depends_on;      ///< positions, in the file's order
    std::vector<std::uint32_t> heads;                        ///< ascending; see MigrationTable
    std::vector<std::uint32_t> real_heads;                   ///< ascending; see MigrationTable
};

/// Near-linear in nodes and edges.
Graph build_graph(std::span<const GraphNode> nodes);

}  // namespace kiln
