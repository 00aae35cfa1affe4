#pragma once
// Sets of revisions by plain search, for tests that must not use the planner's arithmetic.

#include "src/graph/graph.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace kiln::differential {

class GraphSets {
public:
    using Ids = std::vector<std::string>;

    /// `nodes` must outlive it.
    explicit GraphSets(std::span<const GraphNode> nodes) {
        for (const GraphNode& node : nodes) {
            nodes_[node.revision] = &node;
            for (const std::string& label : node.branch_labels) owners_[label] = node.revision;
        }
    }

    const std::map<std::string, const GraphNode*>& nodes() const { return nodes_; }
    /// Each label, and the id that it stands on.
    const std::map<std::string, std::string>& labels() const { return owners_; }
    bool is_label(const std::string& name) const { return owners_.contains(name); }
    /// The id that an id or label of depends_on names.
    const std::string& id_of(const std::string& name) const {
        const auto owner = owners_.find(name);
        return owner == owners_.end() ? name : owner->second;
    }

    /// What a revision names; with `all`, its dependencies, too.
    Ids parents(const std::string& id, bool all) const {
        const GraphNode& node = *nodes_.at(id);
        Ids result = node.down_revisions;
        if (!all) return result;
        for (const std::string& name : node.depends_on) result.push_back(id_of(name));
        return result;
    }
    /// `of` and all below, sorted.
    Ids below(const Ids& of, bool all = true) const {
        std::set<std::string> found;
        Ids todo = of;
        while (!todo.empty()) {
            const std::string id = todo.back();
            todo.pop_back();
            if (!found.insert(id).second) continue;
            for (const std::string& parent : parents(id, all)) todo.push_back(parent);
        }
        return {found.begin(), found.end()};
    }
    bool is_below(const std::string& lower, const std::string& upper, bool all = true) const {
        return contains(below({upper}, all), lower);
    }
    /// By down_revision, as branches are.
    bool share_lineage(const std::string& a, const std::string& b) const {
        return is_below(a, b, false) || is_below(b, a, false);
    }
    /// Members of `set` that no other member names, sorted.
    Ids tips(const Ids& set, bool all) const {
        std::set<std::string> result(set.begin(), set.end());
        for (const std::string& id : set) {
            for (const std::string& parent : parents(id, all)) result.erase(parent);
        }
        return {result.begin(), result.end()};
    }
    Ids children(const std::string& id) const {
        Ids result;
        for (const auto& [other, node] : nodes_) {
            if (contains(node->down_revisions, id)) result.push_back(other);
        }
        return result;
    }

    static bool contains(const Ids& ids, const std::string& id) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    }

private:
    std::map<std::string, const GraphNode*> nodes_;
    std::map<std::string, std::string> owners_;
};

}  // namespace kiln::differential
