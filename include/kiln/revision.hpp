#pragma once
// What a generated migrations header includes: light, and constexpr throughout.

#include <kiln/text.hpp>

namespace kiln {

struct MigrationTable;  // <kiln/migration_table.hpp>

/// One revision as an application sees it at compile time.
struct Revision {
    Text revision;
    Range<Text> down_revisions;  ///< ids; empty for a base, two or more for a merge point
    Text message;
};

/// True if each revision stands behind all of its parents. `parents` holds, in the order of
/// `revisions`, the position in `revisions` of each id in each `down_revisions`.
constexpr bool parents_come_first(Range<Revision> revisions, Range<unsigned> parents) {
    std::size_t next = 0;
    for (std::size_t position = 0; position < revisions.size(); ++position) {
        for (const Text& down_revision : revisions[position].down_revisions) {
            if (next == parents.size()) return false;
            const std::size_t parent = parents[next++];
            if (parent >= position || !(revisions[parent].revision == down_revision)) return false;
        }
    }
    return next == parents.size();
}

}  // namespace kiln
