#pragma once
// The one planner: what leads from the rows of a version table to a target. Used by the binary
// and by the tool; does no I/O and knows no database.

#include <kiln/error.hpp>
#include <kiln/migration_table.hpp>
#include <kiln/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// Positions in the table, ascending, of the rows of a version table.
/// Throws K403 for an id that the table does not have, K408 for rows that are repeated or of which
/// one is an ancestor (by down_revision) of another.
std::vector<std::uint32_t> locate_rows(const MigrationTable& table,
                                       std::span<const std::string> rows);

/// Two rows of which one implies the other. Positions.
struct RowOverlap {
    std::uint32_t lower;
    std::uint32_t upper;
};
/// For each row that another one has among its ancestors (by down_revision), such another one.
std::vector<RowOverlap> overlaps(const MigrationTable& table, std::span<const std::uint32_t> rows);

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
/// Only `from` and `to` differ; `steps` stays empty. Rows outside the targets' lineage, in which
/// dependencies count, stay. Throws K517 for a target that is another's ancestor.
Plan plan_stamp(const MigrationTable& table, std::span<const std::uint32_t> current,
                std::span<const std::string> targets, bool purge);

/// The revisions that an identifier names (`heads` may be several, `base` is none), ascending.
/// `heads` are MigrationTable::real_heads; `head` and `label@heads` count all heads.
/// `current` is what `current` and bare relative identifiers count from.
std::vector<std::uint32_t> resolve(const MigrationTable& table, std::string_view identifier,
                                   std::span<const std::uint32_t> current = {});
/// `a:b` with optional ends, or one identifier: the revisions from a to b, both included as
/// Alembic's `history -r` has them, ascending. `-N` as its start and `+N` as its end count from the
/// other end and stop where the graph does. Throws K507 unless a is an ancestor of b.
std::vector<std::uint32_t> resolve_range(const MigrationTable& table, std::string_view range,
                                         std::span<const std::uint32_t> current = {});

/// Branch labels of each revision, own and inherited, as Alembic spreads them: to all descendants,
/// and to ancestors up to, not including, the previous branch or merge point. Of more than
/// `most_labels`, the first ones and one more: all of them, for all revisions, would be the square.
inline constexpr std::size_t most_labels = 100;
std::vector<std::vector<std::string>> spread_labels(const MigrationTable& table);

/// What is applied when the version table has these rows: the rows, their ancestors and all that
/// those depend on. One flag a revision.
std::vector<bool> applied_set(const MigrationTable& table, std::span<const std::uint32_t> rows);
/// The rows that stand for an applied set: its members that no other member names in
/// down_revision or depends_on. Ascending.
std::vector<std::uint32_t> rows_of(const MigrationTable& table, const std::vector<bool>& applied);

}  // namespace kiln
