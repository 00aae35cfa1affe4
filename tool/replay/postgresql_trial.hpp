#pragma once

#include "tool/replay/server_trial.hpp"

#include <memory>

namespace kiln::tool {

/// In transactions as a program's run has them. On a private server it makes the roles that
/// sections name. A section that changes Kiln's own tables is a fault (K316).
std::unique_ptr<ServerTrial> make_postgresql_trial(const TrialServer& server);

}  // namespace kiln::tool
