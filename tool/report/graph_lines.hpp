#pragma once
// A graph of revisions as lines of characters, as `git log --graph` draws one.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// One row of a drawing. Lane n stands in column 2n.
struct GraphRow {
    std::string lines;  ///< of `* | / \ _ - .`, without white space at its end
    std::size_t node = no_node;

    static constexpr std::size_t no_node = static_cast<std::size_t>(-1);
};

/// Lanes that a drawing shows; where there are more, a row ends with `~`, and with `~*` where the
/// row's own node is among those.
inline constexpr std::size_t max_lanes = 20;

/// Draws nodes 0, 1, … from above, one a row, with rows of lines alone where lines meet or part.
/// `parents[n]` are nodes greater than n, none of them twice. Two lines that lead to one node join
/// as early as they can, so the width is that of the graph and not the number of its heads.
/// Time: nodes and edges times width.
std::vector<GraphRow> draw_graph(std::span<const std::vector<std::size_t>> parents,
                                 std::size_t lanes_shown = max_lanes);

}  // namespace kiln::tool
