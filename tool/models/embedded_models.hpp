#pragma once
// Models in an object file, where a build could not run what it compiled.

#include "tool/models/models.hpp"

#include <string_view>

namespace kiln::tool {

/// Of an object file with the text of kiln::models::embed(); nothing if it has none. Throws
/// nlohmann::json::exception for a text that embed() did not write.
std::optional<Models> embedded_models(std::string_view object);

}  // namespace kiln::tool
