// In place of the files that start servers: processes, users, signals and sockets are POSIX's.

#include "tool/servers/private_server.hpp"

#include "src/text/message.hpp"
#include "tool/servers/data_template.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

namespace kiln::tool {

namespace fs = std::filesystem;

fs::path template_cache() { return {}; }
std::optional<ServerPrograms> find_postgresql(const fs::path&) { return std::nullopt; }
std::optional<ServerPrograms> find_mariadb(const fs::path&) { return std::nullopt; }
std::string why_none(const std::string&) {
    return "kiln starts no server on Windows; name one with KILN_POSTGRESQL_URL or KILN_MYSQL_URL";
}

struct PrivateServer::Running {};

PrivateServer::PrivateServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}
PrivateServer::PrivateServer(PrivateServer&&) noexcept = default;
PrivateServer::~PrivateServer() = default;
int PrivateServer::pid() const { return 0; }

PrivateServer PrivateServer::start_postgresql(const ServerPrograms&, const fs::path&) {
    throw make_error(Code::private_server, why_none(""), {});
}
PrivateServer PrivateServer::start_mariadb(const ServerPrograms& programs, const fs::path& cache,
                                           bool, bool) {
    return start_postgresql(programs, cache);
}

}  // namespace kiln::tool
