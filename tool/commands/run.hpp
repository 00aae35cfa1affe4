#pragma once

#include "tool/commands/command.hpp"

#include <kiln/migrator.hpp>

namespace kiln::tool {

/// Options of a run that prints `Running upgrade a -> b, message` as each step begins.
Options announcing(const Globals& globals);

}  // namespace kiln::tool
