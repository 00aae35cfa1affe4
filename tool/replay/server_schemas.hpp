#pragma once

#include "tool/command_line/server_schemas.hpp"

#include <memory>

namespace kiln::tool {

/// By replays on trial servers, as the build's are found.
std::shared_ptr<const ServerSchemas> schemas_on_trial_servers();

}  // namespace kiln::tool
