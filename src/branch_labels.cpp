#include "src/lineage.hpp"
#include "src/planner.hpp"

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

void sort_once(std::vector<std::string>& labels) {
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
}

}  // namespace

std::vector<std::vector<std::string>> spread_labels(const MigrationTable& table) {
    std::vector<std::vector<std::string>> labels(table.migrations.size());
    for (Position position = 0; position < table.migrations.size(); ++position) {
        std::vector<std::string>& own = labels[position];
        for (const Text& label : table.migrations[position].branch_labels) own.push_back(label);
        for (const Position parent : table.migrations[position].down_revisions) {
            own.insert(own.end(), labels[parent].begin(), labels[parent].end());
        }
        sort_once(own);
    }

    const std::vector<std::uint32_t> children = count_children(table);
    const auto in_line = [&](Position position) {
        return children[position] < 2 && table.migrations[position].down_revisions.size() < 2;
    };
    for (Position position = 0; position < table.migrations.size(); ++position) {
        for (const Text& label : table.migrations[position].branch_labels) {
            // A labelled branch or merge point is itself where the branch begins.
            for (Position place = position; in_line(place);) {
                const Range<Position> parents = table.migrations[place].down_revisions;
                if (parents.empty() || !in_line(parents[0])) break;
                place = parents[0];
                labels[place].push_back(label);
            }
        }
    }
    for (std::vector<std::string>& own : labels) sort_once(own);
    return labels;
}

}  // namespace kiln
