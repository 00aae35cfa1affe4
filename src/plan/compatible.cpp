#include "src/plan/compatible.hpp"

#include "src/plan/lineage.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <unordered_set>

namespace kiln {
namespace {

/// What a program must have, for each row: it has all that its revisions stand on, and needs for
/// each revision that it lacks what that one names. So the uppermost of all that is named decide.
std::vector<Position> needs_of(const MigrationTable& table, Position row) {
    const Flags below = ancestors(table, {&row, 1}, Edges::all);
    std::vector<Position> named;
    for (Position position = 0; position < below.size(); ++position) {
        if (!below[position]) continue;
        const Position at = table.migrations[position].min_compatible;
        named.push_back(at == no_position ? position : at);
    }
    return tips(table, ancestors(table, named, Edges::all), Edges::all);
}

}  // namespace

bool names_compatible(const MigrationTable& table) {
    return std::any_of(
        table.migrations.begin(), table.migrations.end(),
        [](const Migration& migration) { return migration.min_compatible != no_position; });
}

std::vector<CompatibleLine> compatible_lines(const MigrationTable& table,
                                             std::span<const std::string> rows) {
    std::vector<CompatibleLine> lines;
    for (Position position = 0; position < table.migrations.size(); ++position) {
        const std::string revision(table.migrations[position].revision);
        if (std::find(rows.begin(), rows.end(), revision) == rows.end()) continue;
        const std::vector<Position> needs = needs_of(table, position);
        if (needs.size() == 1 && needs.front() == position) continue;
        for (const Position need : needs) {
            lines.push_back({revision, std::string(table.migrations[need].revision)});
        }
    }
    return lines;
}

bool is_compatible(const MigrationTable& table, std::span<const std::string> rows,
                   std::span<const CompatibleLine> lines) {
    std::unordered_set<std::string_view> known;
    for (const Migration& migration : table.migrations) known.insert(migration.revision);
    return std::all_of(rows.begin(), rows.end(), [&](const std::string& row) {
        if (known.count(row) != 0) return true;
        std::size_t needs = 0;
        for (const CompatibleLine& line : lines) {
            if (line.version_num != row) continue;
            if (known.count(line.min_compatible) == 0) return false;
            ++needs;
        }
        return needs > 0;
    });
}

}  // namespace kiln
