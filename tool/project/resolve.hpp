#pragma once
// Revision files -> graph, with every fault of the graph at its place.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"

#include <kiln/diagnostic.hpp>

#include <span>
#include <vector>

namespace kiln::tool {

Graph resolve_graph(std::span<const RevisionFile> files, std::vector<Diagnostic>& diagnostics);

/// K210 if there are two heads or more: names each head's file and the command that merges them.
void check_heads(std::span<const RevisionFile> files, const Graph& graph,
                 std::vector<Diagnostic>& diagnostics);

/// K125 for each revision that has an upgrade section, but none for a dialect of the project.
void check_dialects(std::span<const RevisionFile> files, std::span<const Dialect> dialects,
                    std::vector<Diagnostic>& diagnostics);

}  // namespace kiln::tool
