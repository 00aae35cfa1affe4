#pragma once
// On a server: tables and columns dropped that older revisions made.

#include "tool/rules/server_passage.hpp"

#include <kiln/diagnostic.hpp>

#include <vector>

namespace kiln::tool {

/// K610 and K611.
void find_dropped_on_server(const ServerPassage& passage, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
