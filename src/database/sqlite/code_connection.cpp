#include "src/database/sqlite/code_connection.hpp"

#include <kiln/sqlite.hpp>

namespace kiln {

void SqliteCodeConnection::begin_section(std::string_view sql, const SectionRules& rules) {
    SqliteConnection::begin_section(sql, rules);
    queries_.emplace(section());
}

void SqliteCodeConnection::end_section() noexcept {
    queries_.reset();
    SqliteConnection::end_section();
}

std::unique_ptr<Cursor> SqliteCodeConnection::query(std::string_view text,
                                                    std::span<const detail::Value> values,
                                                    std::optional<Fault>& fault) {
    return queries_->query(text, values, fault);
}

std::optional<std::int64_t> SqliteCodeConnection::execute(std::string_view text,
                                                          std::span<const detail::Value> values,
                                                          std::optional<Fault>& fault) {
    return queries_->execute(text, values, fault);
}

namespace detail {
namespace {

constexpr Driver code_driver{
    Dialect::sqlite,
    [](const DatabaseUrl& url, const Options& options) -> std::unique_ptr<Connection> {
        return std::make_unique<SqliteCodeConnection>(url.database, options);
    },
    [](void* handle, const Options& options) -> std::unique_ptr<Connection> {
        return std::make_unique<SqliteCodeConnection>(static_cast<sqlite3*>(handle), options);
    }};

}  // namespace

const Driver& sqlite_code_driver() noexcept { return code_driver; }

}  // namespace detail
}  // namespace kiln
