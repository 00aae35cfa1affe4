#pragma once
// On a server: all rows of a table of older revisions changed or deleted.

#include "tool/rules/server_passage.hpp"

#include <kiln/diagnostic.hpp>

#include <vector>

namespace kiln::tool {

/// K612.
void find_changes_of_all_rows_on_server(const ServerPassage& passage,
                                        std::vector<Diagnostic>& found);

}  // namespace kiln::tool
