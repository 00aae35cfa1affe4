#include "src/database/postgresql/query.hpp"

#include "src/database/written_number.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

namespace kiln::postgresql {
namespace {

using detail::ValueKind;

// pg_type.dat, where they stand for good.
enum class Type : Oid {
    boolean = 16,
    bytea = 17,
    int8 = 20,
    int2 = 21,
    int4 = 23,
    oid = 26,
    float4 = 700,
    float8 = 701,
    timestamptz = 1184,
    numeric = 1700,
};

detail::Value text_value(ValueKind kind, std::string_view text) {
    return {kind, 0, 0, text.data(), text.size()};
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return 0;
}

/// `\x0aff`
std::string bytes_of(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 2; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(digit_of(text[i]) << 4 | digit_of(text[i + 1]));
    return bytes;
}

}  // namespace

Query::Query(Result result, std::int64_t changes)
    : result_(std::move(result)),
      changes_(changes),
      texts_(static_cast<std::size_t>(result_.columns())) {}

bool Query::next(std::optional<Fault>&) {
    if (row_ < result_.rows()) ++row_;
    return row_ < result_.rows();
}

std::string_view Query::name(std::size_t column) const {
    const char* const name = PQfname(result_.get(), static_cast<int>(column));
    return name == nullptr ? std::string_view() : name;
}

detail::Value Query::value(std::size_t column) const {
    const int index = static_cast<int>(column);
    if (result_.is_null(row_, index)) return {};
    const std::string_view text = result_.text(row_, index);
    const auto type = static_cast<Type>(PQftype(result_.get(), index));
    switch (type) {
        case Type::boolean:
            return {ValueKind::integer, text == "t" ? 1 : 0};
        case Type::int2:
        case Type::int4:
        case Type::int8:
        case Type::oid:
            return {ValueKind::integer, integer_of(text).value_or(0)};
        case Type::float4:
        case Type::float8:
            return {ValueKind::real, 0, real_of(text)};
        case Type::numeric:
            return numeric_value(text);
        case Type::bytea:
        case Type::timestamptz:
            break;
        default:
            return text_value(ValueKind::text, text);
    }
    OwnText& own = texts_[column];
    if (own.row != row_) own = {row_, type == Type::bytea ? bytes_of(text) : in_utc(text)};
    return text_value(type == Type::bytea ? ValueKind::blob : ValueKind::text, own.text);
}

std::string in_utc(std::string_view text) {
    using namespace std::chrono;
    const std::string whole(text);
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    std::array<int, 6> t{};  // hour, minute, second, and those of the zone
    char sign = ' ';
    int read = 0;
    constexpr std::size_t fraction_at = 19;
    if (whole.size() <= fraction_at ||
        std::sscanf(whole.c_str(), "%4d-%2u-%2u %2d:%2d:%2d%n", &year, &month, &day, t.data(),
                    &t[1], &t[2], &read) != 6 ||
        read != static_cast<int>(fraction_at)) {
        return std::string(text);
    }
    const std::size_t zone_at = whole.find_first_of("+-", fraction_at);
    if (zone_at == whole.npos || whole.find(' ', zone_at) != whole.npos ||
        std::sscanf(whole.c_str() + zone_at, "%c%2d:%2d:%2d", &sign, &t[3], &t[4], &t[5]) < 2) {
        return std::string(text);
    }
    const seconds zone = hours(t[3]) + minutes(t[4]) + seconds(t[5]);
    const sys_seconds time =
        sys_days(year_month_day(std::chrono::year(year) / static_cast<int>(month) /
                                static_cast<int>(day))) +
        hours(t[0]) + minutes(t[1]) + seconds(t[2]) - (sign == '-' ? -zone : zone);
    const sys_days date = floor<days>(time);
    const year_month_day parts(date);
    const hh_mm_ss<seconds> clock(time - date);
    std::array<char, 40> out{};
    const int size = std::snprintf(
        out.data(), out.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(parts.year()),
        static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return std::string(out.data(), static_cast<std::size_t>(size)) +
           whole.substr(fraction_at, zone_at - fraction_at);
}

}  // namespace kiln::postgresql
