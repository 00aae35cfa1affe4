#pragma once
// Looks identifiers up in a migration table and walks from there.

#include "src/plan/identifier.hpp"
#include "src/plan/lineage.hpp"

#include <kiln/error.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kiln {

/// What an identifier names.
struct Target {
    std::vector<Position> revisions;  ///< ascending; none is the base
    /// The identifier confines what is done to this revision's lineage: the label's of `label@X`,
    /// or where a walk down began.
    std::optional<Position> branch;
};

class Resolver {
public:
    /// Ranges of a history show what there is: walks stop at the ends of the graph instead of
    /// failing there, and from several revisions each is walked.
    enum class Walks : std::uint8_t { exact, clamped };

    /// `table` and `current` (positions) must outlive the Resolver.
    Resolver(const MigrationTable& table, std::span<const Position> current,
             Walks walks = Walks::exact)
        : table_(table), current_(current), walks_(walks) {}

    /// Throws K501 to K508.
    Target resolve(const Identifier& identifier) const;

private:
    Position find_branch(const Identifier& identifier) const;
    Position find_revision(const Identifier& identifier, const Flags* lineage) const;
    std::vector<Position> find_symbol(const Identifier& identifier, const Flags* lineage) const;
    std::vector<Position> heads(const Identifier& identifier, const Flags* lineage) const;
    std::vector<Position> current_on(const Flags* lineage) const;
    std::vector<Position> walk_starts(const Identifier& identifier, const Flags* lineage) const;
    std::vector<Position> active_tips(const Identifier& identifier, const Flags& lineage) const;
    Target walk(const Identifier& identifier, std::optional<Position> branch,
                const Flags* lineage) const;

    const MigrationTable& table_;
    std::span<const Position> current_;
    Walks walks_;
};

}  // namespace kiln
