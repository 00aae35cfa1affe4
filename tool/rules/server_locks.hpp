#pragma once
// On a server: what keeps others from a table of older revisions while it runs.

#include "tool/rules/server_passage.hpp"

#include <kiln/diagnostic.hpp>

#include <vector>

namespace kiln::tool {

/// K621 to K623, of an upgrade.
void find_locks(const ServerPassage& passage, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
