#pragma once
// Cycles in a graph that is given as lists of parents.

#include <cstdint>
#include <span>
#include <vector>

namespace kiln {

/// Lists of node numbers in one piece of memory: `of(n)` are those of node n.
class Adjacency {
public:
    void add_node() { ends_.push_back(static_cast<std::uint32_t>(targets_.size())); }
    /// Adds to the node that was added last.
    void add_edge(std::uint32_t target) {
        targets_.push_back(target);
        ++ends_.back();
    }
    std::size_t size() const { return ends_.size(); }
    std::span<const std::uint32_t> of(std::size_t node) const {
        const std::uint32_t begin = node == 0 ? 0 : ends_[node - 1];
        return {targets_.data() + begin, ends_[node] - begin};
    }

private:
    std::vector<std::uint32_t> targets_;
    std::vector<std::uint32_t> ends_;
};

/// The strongly connected components of two or more nodes (Tarjan, 1972), without recursion: a
/// chain of any length needs no stack.
std::vector<std::vector<std::uint32_t>> knots(const Adjacency& parents);

/// The shortest way from `start` along parents back to `start`, both ends included, that stays
/// inside `knot`. Needs a `start` that is in the knot.
std::vector<std::uint32_t> shortest_cycle(const Adjacency& parents,
                                          std::span<const std::uint32_t> knot, std::uint32_t start);

}  // namespace kiln
