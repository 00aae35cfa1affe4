#pragma once
// Numbers as servers write them, read as values of a revision in C++.

#include <kiln/detail/value.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace kiln {

/// Nothing where it is none of 64 bits.
std::optional<std::int64_t> integer_of(std::string_view text);

double real_of(std::string_view text);
/// Nothing where the text is anything but a number, from its first character to its last.
std::optional<double> only_real_of(std::string_view text);

/// As SQLite keeps it: 5 and 5.00 are integers, 5.25 is none.
detail::Value numeric_value(std::string_view text);

}  // namespace kiln
