#pragma once

#include "tool/servers/trial_server.hpp"

#include <cstdlib>
#include <memory>
#include <string>

namespace kiln::tool {

/// One for all tests of a process: a private one.
inline const TrialServer& private_postgresql() {
    static const std::unique_ptr<TrialServer> server = [] {
        unsetenv("KILN_POSTGRESQL_URL");
        std::string missing;
        return TrialServer::find(Dialect::postgresql, {}, missing);
    }();
    return *server;
}

}  // namespace kiln::tool
