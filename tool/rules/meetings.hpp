#pragma once
// Where branches meet, and the orders in which they may have run there. Values in, values out.

#include "src/graph/graph.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kiln::tool {

/// A revision that brings branches together, or heads that stand side by side. Positions as in
/// Graph.
struct Meeting {
    struct Order {
        std::size_t branch = 0;                ///< index of the parent whose branch comes first
        std::size_t length = 0;                ///< of it: so many of `positions`
        std::vector<std::uint32_t> positions;  ///< of the region, all of it
    };
    std::vector<std::uint32_t> parents;  ///< that meet; of heads, they themselves
    bool is_merge = false;
    std::uint32_t merge = 0;  ///< if it is one
    /// What some of the parents build on and others do not, in Kiln's order.
    std::vector<std::uint32_t> region;
    std::vector<std::vector<bool>>
        branches;               ///< of each in `region`: whether parent i builds on it
    std::vector<Order> orders;  ///< each branch first, the others behind it; but Kiln's own order

    /// Whether parent `branch` builds on, or is, the one at `position`.
    bool has(std::size_t branch, std::uint32_t position) const;
    /// The last position that it is about.
    std::uint32_t last() const;
};

/// All at which there is more than one order, by the start of their regions. A region is found by
/// walking back from the parents until all of them share what is left, as `git merge-base` does.
std::vector<Meeting> meetings_of(const Graph& graph);

}  // namespace kiln::tool
