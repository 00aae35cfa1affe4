#include "tool/replay/server_trial.hpp"

#include "tool/replay/postgresql_trial.hpp"

namespace kiln::tool {

std::unique_ptr<ServerTrial> make_trial(const TrialServer& server) {
    return make_postgresql_trial(server);
}

}  // namespace kiln::tool
