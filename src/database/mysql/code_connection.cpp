#include "src/database/mysql/code_connection.hpp"

#include <kiln/mysql.hpp>

#include <algorithm>

namespace kiln {
namespace {

/// "Some non-transactional changed tables couldn't be rolled back"
bool has_left_something(mysql::Client& client) {
    constexpr const char* not_rolled_back = "1196";
    if (client.is_lost() || client.warnings() == 0) return false;
    const mysql::Answer warnings = client.run("SHOW WARNINGS");
    for (std::size_t row = 0; row < warnings.rows(); ++row) {
        if (warnings.text(row, 1) == not_rolled_back) return true;
    }
    return false;
}

}  // namespace

void MysqlCodeConnection::begin() {
    MysqlConnection::begin();
    has_committed_ = false;
}

void MysqlCodeConnection::roll_back() noexcept {
    const bool was_open = MysqlConnection::state().is_open && client().is_open();
    MysqlConnection::roll_back();
    if (was_open && has_left_something(client())) has_committed_ = true;
}

TransactionState MysqlCodeConnection::state() const {
    TransactionState state = MysqlConnection::state();
    state.is_open = state.is_open && client().is_open() && client().in_transaction();
    state.is_partly_committed = has_committed_;
    return state;
}

void MysqlCodeConnection::begin_section(std::string_view sql, const SectionRules& rules) {
    MysqlConnection::begin_section(sql, rules);
    if (!rules.is_code) return;
    section().prepare_for_code();
    queries_.emplace(section());
}

void MysqlCodeConnection::end_section() noexcept {
    if (queries_) {
        if (MysqlConnection::state().is_open) queries_->look_whether_committed();
        has_committed_ = has_committed_ || queries_->has_committed();
    }
    queries_.reset();
    MysqlConnection::end_section();
}

std::unique_ptr<Cursor> MysqlCodeConnection::query(std::string_view text,
                                                   std::span<const detail::Value> values,
                                                   std::optional<Fault>& fault) {
    return queries_->query(text, values, fault);
}

namespace detail {
namespace {

constexpr Driver mysql_driver_of_code{
    Dialect::mysql,
    [](const DatabaseUrl& url, const Options& options) -> std::unique_ptr<Connection> {
        return std::make_unique<MysqlCodeConnection>(url, options);
    },
    [](void* handle, const Options& options) -> std::unique_ptr<Connection> {
        return std::make_unique<MysqlCodeConnection>(static_cast<MYSQL*>(handle), options);
    }};

}  // namespace

const Driver& mysql_code_driver() noexcept { return mysql_driver_of_code; }

}  // namespace detail
}  // namespace kiln
