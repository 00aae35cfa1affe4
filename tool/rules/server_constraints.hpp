#pragma once
// On a server: constraints put over values that were there before.

#include "tool/rules/server_passage.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace kiln::tool {

/// K609, by what a statement says.
void find_new_constraints_on_server(const ServerPassage& passage, std::vector<Diagnostic>& found);
/// K609 of what the statement at this offset puts over old values, if it does.
std::optional<Diagnostic> new_constraint_at(const ServerPassage& passage, std::size_t offset);

}  // namespace kiln::tool
