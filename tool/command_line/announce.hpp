#pragma once

#include "tool/command_line/verb.hpp"

#include <kiln/migrator.hpp>

namespace kiln::tool {

/// `options` for a run that prints `Running upgrade a -> b, message` as each step begins.
Options announcing(const Globals& globals, Options options);

}  // namespace kiln::tool
