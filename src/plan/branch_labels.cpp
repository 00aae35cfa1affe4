#include "src/plan/branch_labels.hpp"

#include "src/plan/lineage.hpp"

#include <algorithm>

namespace kiln {
namespace {

/// How often each revision is named, as a dependency too: where it is twice, branches part.
std::vector<std::uint32_t> count_children(const MigrationTable& table) {
    std::vector<std::uint32_t> count(table.migrations.size());
    for (const Migration& migration : table.migrations) {
        for (const Position parent : migration.down_revisions) ++count[parent];
        for (const Position parent : migration.depends_on) {
            const Range<Position>& named = migration.down_revisions;
            if (std::find(named.begin(), named.end(), parent) == named.end()) ++count[parent];
        }
    }
    return count;
}

/// Sorted, each once, and cut.
void settle(std::vector<std::string>& labels) {
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    if (labels.size() > most_labels + 1) labels.resize(most_labels + 1);
}

/// The lowest revision of the line without branches that each one is in: what a line's members are
/// labelled, all are.
std::vector<Position> bottoms(const MigrationTable& table) {
    const std::vector<std::uint32_t> children = count_children(table);
    const auto in_line = [&](Position position) {
        return children[position] < 2 && table.migrations[position].down_revisions.size() < 2;
    };
    std::vector<Position> bottom(table.migrations.size());
    for (Position position = 0; position < bottom.size(); ++position) {
        const Range<Position> parents = table.migrations[position].down_revisions;
        // A labelled branch or merge point is itself where the branch begins.
        const bool goes_on = in_line(position) && !parents.empty() && in_line(parents[0]);
        bottom[position] = goes_on ? bottom[parents[0]] : position;
    }
    return bottom;
}

}  // namespace

std::vector<std::vector<std::string>> spread_labels(const MigrationTable& table) {
    const std::vector<Position> bottom = bottoms(table);
    std::vector<std::vector<std::string>> labels(table.migrations.size());
    for (Position position = 0; position < bottom.size(); ++position) {
        const Range<Text> own = table.migrations[position].branch_labels;
        labels[bottom[position]].insert(labels[bottom[position]].end(), own.begin(), own.end());
    }
    for (Position position = 0; position < bottom.size(); ++position) {
        std::vector<std::string>& of_this = labels[position];
        if (bottom[position] != position) {
            of_this = labels[bottom[position]];
            continue;
        }
        for (const Position parent : table.migrations[position].down_revisions) {
            of_this.insert(of_this.end(), labels[parent].begin(), labels[parent].end());
        }
        settle(of_this);
    }
    return labels;
}

}  // namespace kiln
