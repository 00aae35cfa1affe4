#pragma once
// Checks by running: the upgrades of a graph, one after the other, under the eyes of inspectors.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/replay/change_watch.hpp"
#include "tool/replay/passage.hpp"

#include <kiln/diagnostic.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace kiln::tool {

/// Called before each upgrade, on the tables that it will find. What it finds counts unless the
/// upgrade then fails. Tells which tests of SQLite's that upgrade still needs.
using BeforeUpgrade =
    std::function<AlterTests(const RevisionFile&, const Section&, std::vector<Diagnostic>& found)>;

/// A part of a replay that went without a failure, and who hears of more.
struct ReplayCourse {
    /// So many revisions, by their order, have run in an earlier replay: the database and whoever
    /// looks on are as they were behind them.
    std::uint32_t first = 0;
    std::vector<Diagnostic> found{};  ///< and this was found
    /// Called between revisions, as long as none failed: behind the first `position` ones. False
    /// ends the replay there.
    std::function<bool(std::uint32_t position, std::span<const Diagnostic> found)> reached{};
};

/// Runs the upgrade sections for SQLite in graph.order as a Migrator would: foreign keys off, each
/// section in a transaction unless it is `no-transaction`. `graph` must be one without faults of
/// `files`. Each passage is handed to the inspectors in their order before the next one runs.
///
/// Of each revision the upgrade must run (K301 or the guard's code, K316). Where it does not, what
/// builds on it is not run and a note tells how much that is; all else still runs. Where nothing
/// but strings in double quotes was objected to (K309), those of the file's fixture and, if
/// `has_round_trip`, of its downgrade are told too. What inspectors find keeps nothing from
/// running. Throws kiln::Error only where SQLite itself fails (out of memory).
std::vector<Diagnostic> replay(std::span<const RevisionFile> files, const Graph& graph,
                               TrialDatabase& database, std::span<Inspector* const> inspectors,
                               const BeforeUpgrade& before_upgrade = {}, bool has_round_trip = true,
                               ReplayCourse course = {});

}  // namespace kiln::tool
