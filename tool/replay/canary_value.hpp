#pragma once
// A value of a row that Kiln makes.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

struct sqlite3_stmt;
struct sqlite3_value;

namespace kiln::tool {

struct CanaryBlob {
    std::string bytes;

    friend bool operator==(const CanaryBlob&, const CanaryBlob&) = default;
};

/// std::monostate is NULL.
using CanaryValue = std::variant<std::monostate, std::int64_t, double, std::string, CanaryBlob>;
/// A value for each column.
using CanaryRow = std::vector<CanaryValue>;

inline bool is_null(const CanaryValue& value) {
    return std::holds_alternative<std::monostate>(value);
}

/// `value` must live until the statement was stepped.
void bind_canary(sqlite3_stmt* statement, int index, const CanaryValue& value);
CanaryValue canary_of(sqlite3_value* value);

}  // namespace kiln::tool
