#pragma once
// All that the build asks of a server: the replay and the rules, from where the last check came to.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/replay/server_replay.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/diagnostic.hpp>

#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// What replay_on_server() and apply_rules_on_server() find, for judge().
///
/// `cache` is a folder of a CheckCache, or empty. What was found at the first revisions there, with
/// the same server and the same program, is not looked for again: of them only the sections run,
/// and where nothing is left to be checked, the server is not asked for anything. Revisions in C++
/// are always tried.
std::vector<Diagnostic> check_on_server(std::span<const RevisionFile> files, const Graph& graph,
                                        const TrialServer& server, ServerReplayOptions options,
                                        const std::string& cache);

}  // namespace kiln::tool
