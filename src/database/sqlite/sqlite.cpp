#include "src/database/sqlite/connection.hpp"

#include <kiln/sqlite.hpp>

namespace kiln::detail {
namespace {

std::unique_ptr<Connection> open(const DatabaseUrl& url, const Options& options) {
    return std::make_unique<SqliteConnection>(url.database, options);
}

std::unique_ptr<Connection> borrow(void* handle, const Options& options) {
    return std::make_unique<SqliteConnection>(static_cast<sqlite3*>(handle), options);
}

constexpr Driver driver{Dialect::sqlite, open, borrow};

}  // namespace

const Driver& sqlite_driver() noexcept { return driver; }

}  // namespace kiln::detail
