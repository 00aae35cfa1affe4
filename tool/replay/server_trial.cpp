#include "tool/replay/server_trial.hpp"

#include "tool/replay/mysql_trial.hpp"
#include "tool/replay/postgresql_trial.hpp"

namespace kiln::tool {

std::unique_ptr<ServerTrial> make_trial(const TrialServer& server) {
    return server.dialect() == Dialect::mysql ? make_mysql_trial(server)
                                              : make_postgresql_trial(server);
}

}  // namespace kiln::tool
