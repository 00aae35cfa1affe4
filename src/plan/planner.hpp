#pragma once
// The one planner: what leads from the rows of a version table to a target. Used by the binary
// and by the tool; does no I/O and knows no database.

#include <kiln/error.hpp>
#include <kiln/migration_table.hpp>
#include <kiln/plan.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace kiln {

/// Whether steps say their `heads_after`: for all steps at once that is memory by the square of the
/// heads. RowTracker tells them one after the other.
enum class StepRows : std::uint8_t { told, left_out };

/// The plan from the rows `current` (positions, ascending) to `target`, an identifier of Alembic's
/// grammar. Throws K5xx for an identifier that is malformed, unknown or ambiguous.
/// What is applied already needs no step, so upgrading to `base` or to an applied revision is an
/// empty plan; and as long as there is no step, `to` is `from`.
Plan plan_upgrade(const MigrationTable& table, std::span<const std::uint32_t> current,
                  std::string_view target, StepRows rows = StepRows::told);
/// Takes back what stands above `target` on any branch, or, for `label@X`, `-N` and walks that end
/// at the base, on the branch that the identifier names or starts from; and all that needs it.
/// Also throws K410 where a step's revision has no downgrade for `dialect`.
Plan plan_downgrade(const MigrationTable& table, std::span<const std::uint32_t> current,
                    std::string_view target, Dialect dialect, StepRows rows = StepRows::told);
/// The revisions that an identifier names (`heads` may be several, `base` is none), ascending.
/// `heads` are MigrationTable::real_heads; `head` and `label@heads` count all heads.
/// `current` is what `current` and bare relative identifiers count from.
std::vector<std::uint32_t> resolve(const MigrationTable& table, std::string_view identifier,
                                   std::span<const std::uint32_t> current = {});
}  // namespace kiln
