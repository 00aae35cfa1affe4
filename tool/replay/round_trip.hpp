#pragma once
// One revision, up, down and up again.

#include "tool/project/revision_file.hpp"
#include "tool/replay/foreign_keys.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/diagnostic.hpp>

#include <vector>

namespace kiln::tool {

/// The database in memory, and what is known of it without asking.
struct ReplayState {
    ReplayDatabase database;
    Schema schema = read_schema(database.handle());  ///< as the upgrades so far left it
    ForeignKeys foreign_keys;
    std::size_t views_and_triggers = 0;  ///< in `schema`
};

/// Runs the revision's upgrade on the state; with `round_trip` also its downgrade and the upgrade
/// again. Returns whether the upgrade ran; if not, the state is as before, and the last diagnostic
/// tells why. Whatever the round trip does, the state behind it is the one that the first upgrade
/// left, rows included, since that is what the next revision will meet.
bool replay_revision(const RevisionFile& file, ReplayState& state,
                     std::vector<Diagnostic>& diagnostics, bool round_trip);

}  // namespace kiln::tool
