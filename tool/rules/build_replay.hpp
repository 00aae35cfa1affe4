#pragma once
// The replay that the build makes: which inspectors look on.

#include "src/graph/graph.hpp"
#include "src/schema/fingerprint.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/project/rule_names.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/checkpoints.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// Called before each revision is tried: its place, how many there are, and its id.
using ReplayProgress =
    std::function<void(std::size_t index, std::size_t count, std::string_view revision)>;

struct ReplayOptions {
    /// Try each revision on rows, and judge it by the rules (K6xx). If not, the upgrades run, and
    /// that is all.
    bool rules = true;
    /// Run each downgrade and then the upgrade again, and compare the schemas.
    bool round_trip = true;
    /// What SQLite may take for it, the database included; more is K301, K302 or K303.
    std::size_t most_memory = TrialDatabase::usual_memory;
    /// See judge().
    RuleLevels levels{};
    std::set<std::string> frozen{};  ///< revisions
    /// The oldest SQLite that the SQL must run on (K607), as SQLITE_VERSION_NUMBER has it; 0: any.
    int sqlite_minimum = 0;
    /// Make the snapshot, too.
    bool snapshot = false;
    /// Note how each table looks behind each revision.
    bool fingerprints = false;
    ReplayProgress progress{};
    /// A folder for what one replay can tell the next, see Checkpoints; empty: none.
    std::string cache{};
    CheckpointWorth worth{};
};

/// What all of the revisions make.
struct ReplayEnd {
    Schema schema{};
    /// See SnapshotWatch; empty where ReplayOptions does not ask for it, or there was an error.
    std::string snapshot{};
    /// How many revisions were tried on rows; others were known to pass.
    std::size_t rehearsals = 0;
    /// How each table looked on the way; empty where ReplayOptions does not ask for it.
    std::vector<TableHistory> tables{};
};

/// Replays all revisions: each upgrade must leave no new foreign key violation (see ForeignKeys),
/// and each revision make the round trip (see round_trip()), on rows too (see Rehearsal). `end`,
/// if given, becomes what all of them made.
std::vector<Diagnostic> replay(std::span<const RevisionFile> files, const Graph& graph,
                               const ReplayOptions& options = {}, ReplayEnd* end = nullptr);

}  // namespace kiln::tool
