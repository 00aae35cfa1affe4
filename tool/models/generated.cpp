#include "tool/models/generated.hpp"

#include "src/plan/lineage.hpp"
#include "tool/models/models.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"
#include "tool/report/shell_word.hpp"
#include "tool/rules/build_replay.hpp"
#include "tool/schema/dependents.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace kiln::tool {
namespace {

std::string likely(const Rename& rename) {
    if (rename.column.empty()) {
        return fmt::format("table '{}' looks like '{}' by another name; if it is: --rename {}",
                           rename.name, rename.table,
                           shown_shell_word(rename.table + "=" + rename.name));
    }
    return fmt::format(
        "column '{}' of table '{}' looks like '{}' by another name; if it is: --rename {}",
        rename.name, rename.table, rename.column,
        shown_shell_word(rename.table + "." + rename.column + "=" + rename.name));
}

std::string said(const Rename& rename) {
    if (rename.column.empty()) {
        return fmt::format("table '{}' to '{}'", rename.table, rename.name);
    }
    return fmt::format("column '{}' of table '{}' to '{}'", rename.column, rename.table,
                       rename.name);
}

/// Those revisions alone, with which all that is below them is.
Graph part_of(const Graph& graph, const Flags& kept) {
    std::vector<std::uint32_t> now(graph.order.size());
    const auto renumbered = [&](std::vector<std::uint32_t> positions) {
        for (std::uint32_t& each : positions) each = now[each];
        return positions;
    };
    Graph part;
    for (std::size_t i = 0; i < graph.order.size(); ++i) {
        if (!kept[i]) continue;
        now[i] = static_cast<std::uint32_t>(part.order.size());
        part.order.push_back(graph.order[i]);
        part.down_revisions.push_back(renumbered(graph.down_revisions[i]));
        part.depends_on.push_back(renumbered(graph.depends_on[i]));
    }
    return part;
}

Schema replayed(const Project& project, const Graph& graph, std::vector<Diagnostic>& warnings) {
    require_code(project);
    ReplayEnd end;
    settle(replay(project.files(), graph, ReplayOptions{.rules = false}, &end), warnings);
    return std::move(end.schema);
}

}  // namespace

Generated generated(const Schema& from, const Schema& to, std::span<const Rename> renames,
                    std::span<const SchemaDifference> found) {
    MigrationSql sql = write_migration(from, to, renames);
    Generated out{sql.upgrade + "\n", sql.downgrade + "\n", {}, {}};
    // A revision that does nothing would be written again and again.
    if (sql.upgrade.empty()) {
        throw std::logic_error(
            "no SQL was found for a difference, please report it: " +
            (found.empty() ? "renamed " + said(renames.front()) : detected(found.front())));
    }
    for (const Rename& each : renames) out.detected.push_back("renamed " + said(each));
    for (const SchemaDifference& each : found) out.detected.push_back(detected(each));
    for (const Rename& each : sql.likely_renames) out.notes.push_back(likely(each));
    for (const MarkedPlace& each : sql.places) {
        out.notes.push_back(fmt::format(
            "{} in the {}, table '{}': {}", each.needs_value ? "complete" : "confirm",
            each.direction == Direction::upgrade ? "upgrade" : "downgrade", each.table, each.what));
    }
    for (const BrokenDependent& each : newly_broken(from, to)) {
        out.notes.push_back(describe(each, to) + " no longer works: " + each.message +
                            "; drop it in the upgrade, and create it anew for what is there then");
    }
    return out;
}

bool tell(const std::optional<Generated>& generated, const Globals& globals) {
    if (!generated) {
        print("No new upgrade operations detected.\n");
        return false;
    }
    if (!globals.quiet) {
        for (const std::string& each : generated->detected)
            print("  Detected " + escape(each) + "\n");
        for (const std::string& each : generated->notes) print("  Note: " + escape(each) + "\n");
    }
    return true;
}

Schema replayed_schema(const Project& project, std::vector<Diagnostic>& warnings) {
    return replayed(project, project.graph(), warnings);
}

Schema replayed_schema(const Project& project, std::span<const std::uint32_t> revisions,
                       std::vector<Diagnostic>& warnings) {
    const Flags below = ancestors(project.table(), revisions, Edges::all);
    return replayed(project, part_of(project.graph(), below), warnings);
}

}  // namespace kiln::tool
