#pragma once
// What a generated migrations header includes: light, and constexpr throughout.

#include <kiln/text.hpp>

#include <cstddef>

namespace kiln {

struct MigrationTable;  // <kiln/migration_table.hpp>

/// One revision as an application sees it at compile time.
struct Revision {
    Text revision;
    Range<Text> down_revisions;  ///< ids; empty for a base, two or more for a merge point
    Text message;

    /// Flat, because compilers take twice as long over a list in braces for each member.
    constexpr Revision(const char* id, std::size_t id_size, const Text* parents,
                       std::size_t parent_count, const char* text, std::size_t text_size)
        : revision(id, id_size), down_revisions(parents, parent_count), message(text, text_size) {}
};

/// True if each revision stands behind all of its parents. `parents` holds, in the order of
/// `revisions`, the position in `revisions` of each id in each `down_revisions`.
/// Written with plain pointers: compilers evaluate this in each translation unit.
[[nodiscard]] constexpr bool parents_come_first(Range<Revision> revisions,
                                                Range<unsigned> parents) {
    const Revision* const first = revisions.data();
    const unsigned* parent = parents.data();
    std::size_t left = parents.size();
    for (std::size_t position = 0; position < revisions.size(); ++position) {
        const std::size_t count = first[position].down_revisions.size();
        if (count > left) return false;
        left -= count;
        for (std::size_t i = 0; i < count; ++i) {
            if (*parent++ >= position) return false;
        }
    }
    return left == 0;
}

}  // namespace kiln
