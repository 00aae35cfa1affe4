#pragma once
// The sections of a revision that were written and not typed.

#include "tool/project/project.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/migration_sql.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

struct Generated {
    std::string upgrade;
    std::string downgrade;
    std::vector<std::string> detected;  ///< each difference in words
    std::vector<std::string> notes;     ///< what only a person can decide
};

/// From `from` to `to`, which differ by the renames and then by `found`.
Generated generated(const Schema& from, const Schema& to, std::span<const Rename> renames,
                    std::span<const SchemaDifference> found);

/// Prints what was found, or that nothing was. False if there is nothing to write.
bool tell(const std::optional<Generated>& generated, const Globals& globals);

/// The schema that all revisions make. Throws K3xx.
Schema replayed_schema(const Project& project, std::vector<Diagnostic>& warnings);
/// The same of these revisions and all below them; positions in the table.
Schema replayed_schema(const Project& project, std::span<const std::uint32_t> revisions,
                       std::vector<Diagnostic>& warnings);

}  // namespace kiln::tool
