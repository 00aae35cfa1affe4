#include "src/database/postgresql/connection.hpp"

#include <kiln/postgresql.hpp>

namespace kiln::detail {
namespace {

std::unique_ptr<Connection> open_server(const DatabaseUrl& url, const Options& options) {
    return std::make_unique<PostgresqlConnection>(url, options);
}

std::unique_ptr<Connection> borrow_session(void* handle, const Options& options) {
    return std::make_unique<PostgresqlConnection>(static_cast<PGconn*>(handle), options);
}

constexpr Driver server_driver{Dialect::postgresql, open_server, borrow_session};

}  // namespace

const Driver& postgresql_driver() noexcept { return server_driver; }

}  // namespace kiln::detail
