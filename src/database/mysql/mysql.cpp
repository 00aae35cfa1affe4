#include "src/database/mysql/connection.hpp"

#include <kiln/mysql.hpp>

namespace kiln::detail {
namespace {

std::unique_ptr<Connection> open_mysql(const DatabaseUrl& url, const Options& options) {
    return std::make_unique<MysqlConnection>(url, options);
}

std::unique_ptr<Connection> borrow_mysql(void* handle, const Options& options) {
    return std::make_unique<MysqlConnection>(static_cast<MYSQL*>(handle), options);
}

constexpr Driver mysql_server_driver{Dialect::mysql, open_mysql, borrow_mysql};

}  // namespace

const Driver& mysql_driver() noexcept { return mysql_server_driver; }

}  // namespace kiln::detail
