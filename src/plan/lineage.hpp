#pragma once
// Who is above and below whom in a migration table. Each question is one pass over the table.

#include <kiln/migration_table.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kiln {

using Position = std::uint32_t;
/// One flag for each revision of the table.
using Flags = std::vector<bool>;

/// Which edges count: a branch is made of down_revisions alone; what must be applied, of all.
enum class Edges : std::uint8_t { down_revisions, all };

/// `of` and everything below. `of` holds positions in the table.
Flags ancestors(const MigrationTable& table, std::span<const Position> of, Edges edges);
/// `of` and everything above.
Flags descendants(const MigrationTable& table, std::span<const Position> of, Edges edges);
/// A branch's lineage in Alembic's sense: ancestors and descendants by down_revision.
Flags lineage(const MigrationTable& table, Position of);

/// Whether each revision stands on the one before it, and on that alone.
bool is_one_line(const MigrationTable& table);

/// The members of `set` that no other member names, over `edges`. Ascending.
std::vector<Position> tips(const MigrationTable& table, const Flags& set, Edges edges);

/// For each revision those that name it in down_revision, ascending. Built in one pass, for walks
/// of many steps.
class ChildIndex {
public:
    explicit ChildIndex(const MigrationTable& table);
    std::span<const Position> of(Position parent) const {
        return {children_.data() + begins_[parent], begins_[parent + 1] - begins_[parent]};
    }
    std::span<const Position> bases() const { return bases_; }

private:
    std::vector<std::size_t> begins_;
    std::vector<Position> children_;
    std::vector<Position> bases_;
};

/// Revision ids of positions, sorted.
std::vector<std::string> sorted_ids(const MigrationTable& table, std::span<const Position> of);

}  // namespace kiln
