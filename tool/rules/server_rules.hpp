#pragma once
// The rules on a server: each revision on a database of its own there, shown to those that hold
// for it.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/replay/server_replay.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/diagnostic.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// What the rules say of a revision.
struct FoundAtRevision {
    std::vector<Diagnostic> found;
    std::vector<std::string> enum_values;  ///< that it adds in its transaction, see K624
    std::uint32_t horizon = 0;             ///< the last position that had a say in it
};

/// Adds what the rules (K6xx) find in the sections for PostgreSQL, for judge(): each revision is
/// tried on rows, of fixtures (K331) or that Kiln makes (K330). `found` is what replay_on_server()
/// told: what failed there is left out, and what builds on it. The `options` are the same. What is
/// `known` of the first revisions is not looked for again. Returns what was found at each.
/// Throws kiln::Error only where the server itself fails.
std::vector<FoundAtRevision> apply_rules_on_server(std::span<const RevisionFile> files,
                                                   const Graph& graph, const TrialServer& server,
                                                   const ServerReplayOptions& options,
                                                   std::vector<Diagnostic>& found,
                                                   std::span<const FoundAtRevision> known = {});

}  // namespace kiln::tool
