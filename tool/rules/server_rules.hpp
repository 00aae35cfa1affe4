#pragma once
// The rules on a server: each revision on a database of its own there, shown to those that hold
// for it.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/diagnostic.hpp>

#include <span>
#include <vector>

namespace kiln::tool {

/// Adds what the rules (K6xx) find in the sections for PostgreSQL, for judge(): each revision is
/// tried on rows, of fixtures (K331) or that Kiln makes (K330). `found` is what replay_on_server()
/// told: what failed there is left out, and what builds on it. `round_trip`: in downgrades too.
/// Throws kiln::Error only where the server itself fails.
void apply_rules_on_server(std::span<const RevisionFile> files, const Graph& graph,
                           const TrialServer& server, bool round_trip,
                           std::vector<Diagnostic>& found);

}  // namespace kiln::tool
