#pragma once
// A graph of revisions as lanes beside a list, for whoever draws lines and curves.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kiln::tool {

/// A line to a node from one that stands above it.
struct GraphEdge {
    std::size_t node = 0;
    bool is_dependency = false;
};

/// One row of a drawing: a node, and the lines that lead into it, out of it and past it.
struct LaneRow {
    struct Line {
        std::size_t top = 0;  ///< its lane there; the node's where it begins at that
        std::size_t bottom = 0;
        bool is_dependency = false;
    };
    std::size_t lane = 0;     ///< of the node
    std::vector<Line> above;  ///< from the row's top to the node: one, or none
    std::vector<Line> below;  ///< from the node to the row's bottom
    std::vector<Line> past;   ///< from top to bottom
};

/// Lays out nodes 0, 1, … from above, one a row. `edges[n]` lead to nodes greater than n, none of
/// them twice. Two lines that lead to one node join as early as they can, in the left one's lane;
/// else a lane stays where it is, and one that became free is taken again. Time: nodes and edges
/// times width.
std::vector<LaneRow> lay_out_lanes(std::span<const std::vector<GraphEdge>> edges);

}  // namespace kiln::tool
