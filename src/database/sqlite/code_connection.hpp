#pragma once

#include "src/database/sqlite/connection.hpp"
#include "src/database/sqlite/query.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace kiln {

/// One on which revisions in C++ run. Apart, so that programs without any link nothing of it.
class SqliteCodeConnection final : public SqliteConnection {
public:
    using SqliteConnection::SqliteConnection;

    void begin_section(std::string_view sql, const SectionRules& rules) override;
    void end_section() noexcept override;
    std::unique_ptr<Cursor> query(std::string_view text, std::span<const detail::Value> values,
                                  std::optional<Fault>& fault) override;
    std::optional<std::int64_t> execute(std::string_view text,
                                        std::span<const detail::Value> values,
                                        std::optional<Fault>& fault) override;
    void* handle() const override { return client(); }

private:
    std::optional<sqlite::Queries> queries_;
};

}  // namespace kiln
