#pragma once
// The rows of a version table and the set of applied revisions that they stand for.

#include <kiln/diagnostic.hpp>
#include <kiln/migration_table.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kiln {

/// Positions in the table, ascending, of the rows of a version table.
/// Throws K403 for an id that the table does not have, K408 for rows that are repeated or of which
/// one is an ancestor (by down_revision) of another.
std::vector<std::uint32_t> locate_rows(const MigrationTable& table,
                                       std::span<const std::string> rows);

/// What is wrong with the rows of a version table that are all known, and what they stand for.
struct ExaminedRows {
    std::vector<std::uint32_t> positions;  ///< ascending, each once
    std::vector<Diagnostic> faults;        ///< K408: first those repeated, then those implied
};
/// Throws K403 for ids that the table does not have.
ExaminedRows examine_rows(const MigrationTable& table, std::span<const std::string> rows);

/// Two rows of which one implies the other. Positions.
struct RowOverlap {
    std::uint32_t lower;
    std::uint32_t upper;
};
/// For each row that another one has among its ancestors (by down_revision), such another one.
std::vector<RowOverlap> overlaps(const MigrationTable& table, std::span<const std::uint32_t> rows);

/// What is applied when the version table has these rows: the rows, their ancestors and all that
/// those depend on. One flag a revision.
std::vector<bool> applied_set(const MigrationTable& table, std::span<const std::uint32_t> rows);
/// The rows that stand for an applied set: its members that no other member names in
/// down_revision or depends_on. Ascending.
std::vector<std::uint32_t> rows_of(const MigrationTable& table, const std::vector<bool>& applied);

}  // namespace kiln
