#include "src/database/postgresql/code_connection.hpp"

#include <kiln/postgresql.hpp>

namespace kiln {

void PostgresqlCodeConnection::begin_section(std::string_view sql, const SectionRules& rules) {
    PostgresqlConnection::begin_section(sql, rules);
    if (rules.is_code) section().prepare_for_code();
}

std::unique_ptr<Cursor> PostgresqlCodeConnection::query(std::string_view text,
                                                        std::span<const detail::Value> values,
                                                        std::optional<Fault>& fault) {
    return section().query(text, values, fault);
}

namespace detail {
namespace {

constexpr Driver postgresql_driver_of_code{
    Dialect::postgresql,
    [](const DatabaseUrl& url, const Options& options) -> std::unique_ptr<Connection> {
        return std::make_unique<PostgresqlCodeConnection>(url, options);
    },
    [](void* handle, const Options& options) -> std::unique_ptr<Connection> {
        return std::make_unique<PostgresqlCodeConnection>(static_cast<PGconn*>(handle), options);
    }};

}  // namespace

const Driver& postgresql_code_driver() noexcept { return postgresql_driver_of_code; }

}  // namespace detail
}  // namespace kiln
