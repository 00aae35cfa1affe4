#include "src/plan/lineage.hpp"

#include <algorithm>
#include <cstddef>

namespace kiln {
namespace {

template <class Action>
void for_each_edge(const Migration& migration, Edges edges, Action action) {
    for (const Position parent : migration.down_revisions) action(parent);
    if (edges == Edges::down_revisions) return;
    for (const Position parent : migration.depends_on) action(parent);
}

}  // namespace

Flags ancestors(const MigrationTable& table, std::span<const Position> of, Edges edges) {
    Flags flags(table.migrations.size());
    Position end = 0;
    for (const Position position : of) {
        flags[position] = true;
        end = std::max(end, position + 1);
    }
    // Parents stand before their children, so one pass downwards reaches them all.
    for (Position position = end; position-- > 0;) {
        if (!flags[position]) continue;
        for_each_edge(table.migrations[position], edges,
                      [&](Position parent) { flags[parent] = true; });
    }
    return flags;
}

Flags descendants(const MigrationTable& table, std::span<const Position> of, Edges edges) {
    Flags flags(table.migrations.size());
    for (const Position position : of) flags[position] = true;
    if (of.empty()) return flags;
    for (Position position = *std::min_element(of.begin(), of.end());
         position < table.migrations.size(); ++position) {
        bool above = flags[position];
        for_each_edge(table.migrations[position], edges,
                      [&](Position parent) { above = above || flags[parent]; });
        flags[position] = above;
    }
    return flags;
}

Flags lineage(const MigrationTable& table, Position of) {
    Flags flags = ancestors(table, {&of, 1}, Edges::down_revisions);
    const Flags above = descendants(table, {&of, 1}, Edges::down_revisions);
    for (Position position = of; position < flags.size(); ++position) {
        if (above[position]) flags[position] = true;
    }
    return flags;
}

bool is_one_line(const MigrationTable& table) {
    for (std::size_t i = 0; i < table.migrations.size(); ++i) {
        const auto& below = table.migrations[i].down_revisions;
        if (i == 0 ? !below.empty() : below.size() != 1 || below[0] != i - 1) return false;
    }
    return true;
}

std::vector<Position> tips(const MigrationTable& table, const Flags& set, Edges edges) {
    Flags named(set.size());
    std::vector<Position> result;
    for (Position position = static_cast<Position>(set.size()); position-- > 0;) {
        if (!set[position]) continue;
        if (!named[position]) result.push_back(position);
        for_each_edge(table.migrations[position], edges,
                      [&](Position parent) { named[parent] = true; });
    }
    std::reverse(result.begin(), result.end());
    return result;
}

ChildIndex::ChildIndex(const MigrationTable& table) : begins_(table.migrations.size() + 1) {
    for (const Migration& migration : table.migrations) {
        for (const Position parent : migration.down_revisions) ++begins_[parent + 1];
    }
    for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
    children_.resize(begins_.back());
    std::vector<std::size_t> next = begins_;
    for (Position position = 0; position < table.migrations.size(); ++position) {
        const Range<Position> parents = table.migrations[position].down_revisions;
        if (parents.empty()) bases_.push_back(position);
        for (const Position parent : parents) children_[next[parent]++] = position;
    }
}

std::vector<std::string> sorted_ids(const MigrationTable& table, std::span<const Position> of) {
    std::vector<std::string> ids;
    ids.reserve(of.size());
    for (const Position position : of) ids.push_back(table.migrations[position].revision);
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace kiln
