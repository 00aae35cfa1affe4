#pragma once
// Revisions as Alembic prints them, and as JSON.

#include <kiln/migration_table.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// Everything about the revisions of a table that a listing shows.
class RevisionReport {
public:
    /// The table must outlive the report; `current` are positions of what the database is at.
    explicit RevisionReport(const MigrationTable& table,
                            std::span<const std::uint32_t> current = {});

    struct Line {
        bool parents = false;  ///< `a -> b`
        bool labels = false;
        bool current = false;
        bool points = false;        ///< (branchpoint), (mergepoint)
        bool dependencies = false;  ///< (depends on c)
        bool message = false;
    };
    /// `8ae59f9a9e71 -> 09d5cf25532f (head) (current), add column`
    std::string line(std::uint32_t position, Line parts) const;
    /// The block that `-v` prints.
    std::string block(std::uint32_t position, bool current = false) const;
    /// An array of objects, with the keys of the contract, in the order given.
    std::string json(std::span<const std::uint32_t> positions) const;

private:
    std::string names(Range<std::uint32_t> positions) const;
    std::string labels(std::uint32_t position) const;
    Range<std::uint32_t> children(std::uint32_t position) const;
    bool is_head(std::uint32_t position) const { return children(position).empty(); }
    bool is_real(std::uint32_t position) const;

    const MigrationTable& table_;
    std::vector<bool> current_;
    std::vector<std::uint32_t> children_;           ///< of one revision after another
    std::vector<std::uint32_t> children_ends_;      ///< where they end
    std::vector<std::vector<std::string>> labels_;  ///< own and inherited
};

}  // namespace kiln::tool
