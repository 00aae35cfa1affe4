#include "src/graph/name_index.hpp"

#include "src/text/nearest.hpp"

#include <algorithm>

namespace kiln {

NameIndex::NameIndex(std::span<const GraphNode> nodes) : nodes_(nodes) {
    ids_.reserve(nodes.size());
    for (std::uint32_t node = 0; node < nodes.size(); ++node) {
        ids_.emplace(nodes[node].revision, node);
        for (const std::string& name : nodes[node].branch_labels) labels_.emplace(name, node);
    }
}

std::size_t NameIndex::suggestion(const std::string& name, bool may_be_label) {
    if (const std::uint32_t node = label(name); node != none) return node;
    if (budget_ < nodes_.size()) return GraphFault::no_node;
    budget_ -= nodes_.size();
    collect_candidates();
    std::span<const std::string> candidates = candidates_;
    if (!may_be_label) candidates = candidates.first(nodes_.size());
    const std::size_t found = nearest(name, candidates);
    return found != std::string::npos ? owners_[found] : only_with_prefix(name);
}

void NameIndex::collect_candidates() {
    if (!candidates_.empty()) return;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        candidates_.push_back(nodes_[node].revision);
        owners_.push_back(node);
    }
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        for (const std::string& name : nodes_[node].branch_labels) {
            candidates_.push_back(name);
            owners_.push_back(node);
        }
    }
}

std::size_t NameIndex::only_with_prefix(std::string_view prefix) const {
    const auto matches = [&](const GraphNode& node) { return node.revision.starts_with(prefix); };
    const auto first = std::find_if(nodes_.begin(), nodes_.end(), matches);
    if (first == nodes_.end() || std::any_of(first + 1, nodes_.end(), matches)) {
        return GraphFault::no_node;
    }
    return static_cast<std::size_t>(first - nodes_.begin());
}

}  // namespace kiln
