#pragma once
// K605: branches that are brought together, each of them first once.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/rules/checkpoints.hpp"
#include "tool/rules/touches.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace kiln::tool {

/// A database may have had any branch before the others. At each merge, and over heads side by
/// side, every branch of which something stands in another's way (see Touches) is run first, on
/// rows, and then the others in Kiln's order, and the merge. That must go as Kiln's order goes and
/// make the same schema; the order of columns does not count. Other rows are a warning.
///
/// Adds to `found`; a revision that failed in Kiln's order (K301) gets a note if it runs where
/// another branch has not. `checkpoints`, if there are any, tell what is known already.
void find_orders_that_matter(std::span<const RevisionFile> files, const Graph& graph,
                             const Touches& touches, std::size_t most_memory,
                             Checkpoints* checkpoints, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
