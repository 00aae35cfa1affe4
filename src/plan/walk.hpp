#pragma once
// Counts steps along down_revision.

#include "src/plan/identifier.hpp"
#include "src/plan/lineage.hpp"

#include <optional>

namespace kiln {

/// The walk that an identifier's offset describes. Nothing, std::nullopt, is the base.
class Walk {
public:
    /// What happens where the graph ends before the walk does: K505, or the walk ends there, too.
    enum class Ends : std::uint8_t { fail, stop };

    /// Needs an identifier with an offset; all must outlive the Walk. `lineage`, if given, decides
    /// at a branch point; a merge point downwards is never decided for the user.
    Walk(const MigrationTable& table, const Identifier& identifier, const Flags* lineage, Ends ends)
        : table_(table), identifier_(identifier), lineage_(lineage), ends_(ends) {}

    /// Throws K505, and K506 where there is a choice.
    std::optional<Position> from(std::optional<Position> start) const;

private:
    std::optional<Position> up(std::optional<Position> start) const;
    std::optional<Position> down(std::optional<Position> start) const;
    [[noreturn]] void too_far(std::optional<Position> start, std::int64_t done) const;
    [[noreturn]] void ambiguous(std::span<const Position> choices, std::string hint) const;

    const MigrationTable& table_;
    const Identifier& identifier_;
    const Flags* lineage_;
    Ends ends_;
};

}  // namespace kiln
