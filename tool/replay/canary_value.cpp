#include "tool/replay/canary_value.hpp"

#include <sqlite3.h>

#include <cstddef>

namespace kiln::tool {
namespace {

struct CanaryBinder {
    sqlite3_stmt* statement;
    int index;

    void operator()(std::monostate) const { sqlite3_bind_null(statement, index); }
    void operator()(std::int64_t number) const { sqlite3_bind_int64(statement, index, number); }
    void operator()(double number) const { sqlite3_bind_double(statement, index, number); }
    void operator()(const std::string& text) const {
        sqlite3_bind_text(statement, index, text.c_str(), static_cast<int>(text.size()),
                          SQLITE_STATIC);
    }
    void operator()(const CanaryBlob& blob) const {
        sqlite3_bind_blob(statement, index, blob.bytes.c_str(), static_cast<int>(blob.bytes.size()),
                          SQLITE_STATIC);
    }
};

std::string bytes_of(sqlite3_value* value, const void* data) {
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    return size == 0 ? std::string() : std::string(static_cast<const char*>(data), size);
}

}  // namespace

void bind_canary(sqlite3_stmt* statement, int index, const CanaryValue& value) {
    std::visit(CanaryBinder{statement, index}, value);
}

CanaryValue canary_of(sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_value_int64(value)};
        case SQLITE_FLOAT:
            return sqlite3_value_double(value);
        case SQLITE_TEXT: {
            const void* const text = sqlite3_value_text(value);
            return bytes_of(value, text);
        }
        case SQLITE_BLOB: {
            const void* const blob = sqlite3_value_blob(value);
            return CanaryBlob{bytes_of(value, blob)};
        }
        default:
            return std::monostate{};
    }
}

}  // namespace kiln::tool
