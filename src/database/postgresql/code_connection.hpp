#pragma once

#include "src/database/postgresql/connection.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace kiln {

/// One on which revisions in C++ run. Apart, so that programs without any link nothing of it.
class PostgresqlCodeConnection final : public PostgresqlConnection {
public:
    using PostgresqlConnection::PostgresqlConnection;

    void begin_section(std::string_view sql, const SectionRules& rules) override;
    std::unique_ptr<Cursor> query(std::string_view text, std::span<const detail::Value> values,
                                  std::optional<Fault>& fault) override;
    void* handle() const override { return client().get(); }
};

}  // namespace kiln
