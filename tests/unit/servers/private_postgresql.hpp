#pragma once

#include "tool/servers/trial_server.hpp"

#include <cstddef>
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

/// As on a server of the machine's that a person has named.
inline std::unique_ptr<TrialServer> named_postgresql(const std::string& url) {
    std::string missing;
    return TrialServer::find(Dialect::postgresql, {url, "KILN_POSTGRESQL_URL"}, missing);
}

/// The URL of a server, for another of its roles.
inline std::string url_as(std::string url, const std::string& role) {
    const std::size_t begin = url.find("//") + 2;
    return url.replace(begin, url.find('@') - begin, role);
}

}  // namespace kiln::tool
