#include "src/database/written_number.hpp"

#include <charconv>
#include <cstddef>
#include <limits>
#include <locale>
#include <sstream>
#include <string>
#include <system_error>

namespace kiln {

std::optional<std::int64_t> integer_of(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

namespace {

/// Not every standard library reads a real with std::from_chars(), and strtod() asks the locale.
std::istringstream reader_of(std::string_view text) {
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    return in;
}

}  // namespace

double real_of(std::string_view text) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return infinity;
    if (text == "-Infinity") return -infinity;
    std::istringstream in = reader_of(text);
    double number = 0;
    in >> number;
    return number;
}

std::optional<double> only_real_of(std::string_view text) {
    if (text.empty() || text.front() == '+' ||
        text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) {
        return std::nullopt;
    }
    std::istringstream in = reader_of(text);
    double number = 0;
    if (!(in >> number) || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    return number;
}

detail::Value numeric_value(std::string_view text) {
    const std::size_t point = text.find('.');
    const bool is_whole = point == text.npos || text.find_first_not_of('0', point + 1) == text.npos;
    if (const auto number = integer_of(text.substr(0, point)); number && is_whole)
        return {detail::ValueKind::integer, *number};
    return {detail::ValueKind::real, 0, real_of(text)};
}

}  // namespace kiln
