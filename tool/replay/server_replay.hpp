#pragma once
// Checks by running on a server: the sections of its dialect, up, down and up again.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct ServerReplayOptions {
    bool round_trip = true;
    /// A run commits after each revision (transaction_per_migration).
    bool commits_each = false;
    /// So many of the first revisions were found to run up, down and up again with this server:
    /// they run for those behind them, and are not compared.
    std::uint32_t known = 0;
    /// Says K342 where code is not a part of this program: nobody else has.
    bool tells_left_out = false;
    /// Called before each revision is tried: its place, how many there are, and its id.
    std::function<void(std::size_t index, std::size_t count, std::string_view revision)> progress{};
};

/// Runs the sections for PostgreSQL, functions in C++ too, in graph.order, which must be one
/// without faults of `files`.
///
/// First all upgrades as one run of a program on a new database: in one transaction, but for
/// `no-transaction` sections, or in one each (`commits_each`). Then each revision as a run of its
/// own: the upgrade; with `round_trip` the downgrade, after which the catalogs must be what they
/// were before (K304); the upgrade again, after which they must be what the first one made (K305).
/// What fails is K301 to K303, K316, K336 or the driver's own code, at the statement. What builds
/// on a revision that failed is not run. Throws kiln::Error only where the server itself fails.
std::vector<Diagnostic> replay_on_server(std::span<const RevisionFile> files, const Graph& graph,
                                         const TrialServer& server,
                                         const ServerReplayOptions& options = {});

}  // namespace kiln::tool
