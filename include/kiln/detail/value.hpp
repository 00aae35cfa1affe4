#pragma once
// What goes into a `?` of a statement, and what a column of a row holds.

#include <cstddef>
#include <cstdint>

namespace kiln::detail {

enum class ValueKind : unsigned char { null, integer, real, text, blob };

/// A value as a database has it; text and blobs belong to somebody else.
struct Value {
    ValueKind kind = ValueKind::null;
    std::int64_t integer = 0;
    double real = 0;
    const char* data = "";
    std::size_t size = 0;
};

}  // namespace kiln::detail
