#pragma once

#include "src/database/mysql/connection.hpp"
#include "src/database/mysql/query.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace kiln {

/// One on which revisions in C++ run: in the transaction that whoever runs them has begun. Apart,
/// so that programs without any link nothing of it.
class MysqlCodeConnection final : public MysqlConnection {
public:
    using MysqlConnection::MysqlConnection;

    void begin() override;
    void roll_back() noexcept override;
    TransactionState state() const override;
    void begin_section(std::string_view sql, const SectionRules& rules) override;
    void end_section() noexcept override;
    std::unique_ptr<Cursor> query(std::string_view text, std::span<const detail::Value> values,
                                  std::optional<Fault>& fault) override;
    void* handle() const override { return client().get(); }

private:
    std::optional<mysql::Queries> queries_;
    bool has_committed_ = false;  ///< code, since begin()
};

}  // namespace kiln
