#pragma once

#include "tool/command_line/verb.hpp"

#include <span>

namespace kiln::tool {

/// Those of the program kiln, in the order of its help.
std::span<const Verb> verbs();

}  // namespace kiln::tool
