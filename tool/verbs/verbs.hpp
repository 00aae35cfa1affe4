#pragma once
// The verbs of the program kiln.

#include "tool/command_line/verb.hpp"

#include <span>

namespace kiln::tool {

/// All verbs, in the order of the help.
std::span<const Verb> verbs();

// The verbs that work on revision files; the others are in command_line/.
Action add_init(CLI::App& parser, const Globals& globals);
Action add_list_templates(CLI::App& parser, const Globals& globals);
Action add_revision(CLI::App& parser, const Globals& globals);
Action add_alter(CLI::App& parser, const Globals& globals);
Action add_merge(CLI::App& parser, const Globals& globals);
Action add_edit(CLI::App& parser, const Globals& globals);
Action add_branches(CLI::App& parser, const Globals& globals);
Action add_verify(CLI::App& parser, const Globals& globals);
Action add_explain(CLI::App& parser, const Globals& globals);
Action add_bake(CLI::App& parser, const Globals& globals);

}  // namespace kiln::tool
