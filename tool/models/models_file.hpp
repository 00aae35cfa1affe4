#pragma once
// The file that the models' program writes.

#include "tool/models/models.hpp"

#include <string>

namespace kiln::tool {

/// What the models' program wrote to `file`. Throws K101 if it cannot be read, and K321.
Models read_models(const std::string& file);

}  // namespace kiln::tool
