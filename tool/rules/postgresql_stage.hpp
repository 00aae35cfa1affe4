#pragma once

#include "tool/rules/server_stage.hpp"

#include <memory>

namespace kiln::tool {

/// One transaction a revision, and savepoints.
std::unique_ptr<ServerStage> make_postgresql_stage(const TrialServer& server);

}  // namespace kiln::tool
