#pragma once
// The one namespace of ids and branch labels, and what an unknown name may have meant.

#include "src/graph/graph.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kiln {

/// Looks names up in the input of build_graph(); of duplicates the first counts.
class NameIndex {
public:
    static constexpr auto none = static_cast<std::uint32_t>(-1);

    /// `nodes` must outlive the NameIndex.
    explicit NameIndex(std::span<const GraphNode> nodes);

    /// Nodes, or `none`.
    std::uint32_t id(std::string_view name) const { return look_up(ids_, name); }
    std::uint32_t label(std::string_view name) const { return look_up(labels_, name); }
    std::uint32_t id_or_label(std::string_view name) const {
        const std::uint32_t node = id(name);
        return node == none ? label(name) : node;
    }

    /// The node that the writer of an unknown `name` may have meant: the one that has it as its
    /// label, the nearest, or the only one whose id begins so; else GraphFault::no_node. Each
    /// search reads all names, so there is a budget: thousands of faults have one cause, which the
    /// first hints show.
    std::size_t suggestion(const std::string& name, bool may_be_label);

private:
    using Index = std::unordered_map<std::string_view, std::uint32_t>;

    static std::uint32_t look_up(const Index& index, std::string_view name) {
        const auto found = index.find(name);
        return found == index.end() ? none : found->second;
    }
    void collect_candidates();
    std::size_t only_with_prefix(std::string_view prefix) const;

    std::span<const GraphNode> nodes_;
    Index ids_;
    Index labels_;
    std::vector<std::string> candidates_;  ///< all ids, then all labels
    std::vector<std::size_t> owners_;      ///< the node of each candidate
    std::size_t budget_ = 300'000;
};

}  // namespace kiln
