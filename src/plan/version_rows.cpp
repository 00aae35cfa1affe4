#include "src/plan/version_rows.hpp"

#include "src/plan/lineage.hpp"
#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace kiln {
namespace {

Diagnostic unknown_row(std::string_view row) {
    return diagnose(Code::unknown_database_revision,
                    "the database is at revision " + in_quotes(row) +
                        ", which is not among the migrations here",
                    "a newer version of this program may have migrated it: use that version, or "
                    "add the missing revision file");
}

Diagnostic repeated_row(std::string_view row) {
    return diagnose(Code::malformed_version_table,
                    "the version table has revision " + in_quotes(row) + " more than once",
                    "run: " + command("repair"));
}

Diagnostic overlap(const MigrationTable& table, const RowOverlap& rows) {
    return diagnose(Code::malformed_version_table,
                    "the version table has both " +
                        in_quotes(table.migrations[rows.upper].revision) + " and its ancestor " +
                        in_quotes(table.migrations[rows.lower].revision),
                    "run: " + command("repair"));
}

struct FoundRows {
    std::vector<Position> positions;  // ascending
    std::vector<Diagnostic> unknown;
    std::vector<Diagnostic> repeated;
};

FoundRows find_rows(const MigrationTable& table, std::span<const std::string> rows) {
    std::vector<std::string_view> wanted(rows.begin(), rows.end());
    std::sort(wanted.begin(), wanted.end());
    std::vector<std::string_view> repeated;
    for (std::size_t i = 0; i + 1 < wanted.size(); ++i) {
        const bool known = !repeated.empty() && repeated.back() == wanted[i];
        if (!known && wanted[i] == wanted[i + 1]) repeated.push_back(wanted[i]);
    }
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());

    // Backwards, as rows mostly are heads: at head the first revision looked at is the one.
    std::vector<Position> found;
    std::vector<bool> known(wanted.size());
    for (std::size_t i = table.migrations.size(); i-- > 0 && found.size() < wanted.size();) {
        const std::string_view id = table.migrations[i].revision;
        const auto place = wanted.size() == 1 ? wanted.begin()
                                              : std::lower_bound(wanted.begin(), wanted.end(), id);
        if (place == wanted.end() || *place != id) continue;
        known[static_cast<std::size_t>(place - wanted.begin())] = true;
        found.push_back(static_cast<Position>(i));
    }
    std::reverse(found.begin(), found.end());

    FoundRows result{std::move(found), {}, {}};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!known[i]) result.unknown.push_back(unknown_row(wanted[i]));
    }
    for (const std::string_view row : repeated) result.repeated.push_back(repeated_row(row));
    return result;
}

void add_overlaps(const MigrationTable& table, std::span<const Position> rows,
                  std::vector<Diagnostic>& diagnostics) {
    if (rows.size() < 2) return;
    for (const RowOverlap& pair : overlaps(table, rows)) {
        diagnostics.push_back(overlap(table, pair));
    }
}

}  // namespace

std::vector<std::uint32_t> locate_rows(const MigrationTable& table,
                                       std::span<const std::string> rows) {
    FoundRows found = find_rows(table, rows);
    std::vector<Diagnostic> diagnostics = std::move(found.unknown);
    std::move(found.repeated.begin(), found.repeated.end(), std::back_inserter(diagnostics));
    if (diagnostics.empty()) add_overlaps(table, found.positions, diagnostics);
    if (!diagnostics.empty()) throw Error(std::move(diagnostics));
    return std::move(found.positions);
}

ExaminedRows examine_rows(const MigrationTable& table, std::span<const std::string> rows) {
    FoundRows found = find_rows(table, rows);
    if (!found.unknown.empty()) throw Error(std::move(found.unknown));
    add_overlaps(table, found.positions, found.repeated);
    return {std::move(found.positions), std::move(found.repeated)};
}

std::vector<RowOverlap> overlaps(const MigrationTable& table, std::span<const std::uint32_t> rows) {
    std::vector<Position> parents;
    for (const Position row : rows) {
        const Range<Position> of_row = table.migrations[row].down_revisions;
        parents.insert(parents.end(), of_row.begin(), of_row.end());
    }
    const Flags below = ancestors(table, parents, Edges::down_revisions);
    std::vector<RowOverlap> found;
    for (const Position row : rows) {
        if (!below[row]) continue;
        const Flags above = descendants(table, {&row, 1}, Edges::down_revisions);
        const auto upper = std::find_if(
            rows.begin(), rows.end(), [&](Position other) { return other != row && above[other]; });
        found.push_back({row, *upper});
    }
    return found;
}

std::vector<bool> applied_set(const MigrationTable& table, std::span<const std::uint32_t> rows) {
    return ancestors(table, rows, Edges::all);
}

std::vector<std::uint32_t> rows_of(const MigrationTable& table, const std::vector<bool>& applied) {
    return tips(table, applied, Edges::all);
}

}  // namespace kiln
