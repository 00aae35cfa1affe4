#pragma once
// What is not run because something that it builds on did not.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kiln::tool {

/// Whether all that the revision at this position of graph.order builds on ran.
bool parents_ran(const Graph& graph, std::uint32_t position, const std::vector<bool>& ran);

/// Notes how many revisions build on the one that failed, if any do.
void note_skipped(const Graph& graph, std::uint32_t failed, Diagnostic& diagnostic);
/// That so many that build on it were not.
void note_skipped(std::size_t count, Diagnostic& diagnostic);

/// K342, a warning: the functions of the revisions in C++ at these positions are no part of this
/// program, so that neither they nor what builds on them ran.
Diagnostic code_not_run(std::span<const RevisionFile> files, const Graph& graph,
                        const std::vector<std::uint32_t>& left_out, const std::vector<bool>& ran);

}  // namespace kiln::tool
