#include <kiln/models.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>

namespace models_test {

struct Money {
    std::int64_t cents;
};
enum class Colour : std::uint8_t { red, green };
enum class Country { norway };

}  // namespace models_test

template <>
struct kiln::column_type<models_test::Money> {
    static constexpr std::string_view sqlite = "INTEGER";
};
// A specialisation wins over what the type would have.
template <>
struct kiln::column_type<models_test::Country> {
    static constexpr std::string_view sqlite = "CHAR(2)";
};

namespace models_test {
namespace {

struct EveryType {
    std::int8_t int8;
    std::uint8_t uint8;
    short a_short;
    unsigned short an_unsigned_short;
    int an_int;
    unsigned an_unsigned;
    long a_long;
    unsigned long an_unsigned_long;
    long long a_long_long;
    std::uint64_t uint64;
    bool truth;
    float a_float;
    double a_double;
    std::string text;
    std::vector<std::byte> bytes;
    std::vector<std::uint8_t> octets;
    Colour colour;
    Country country;
    std::chrono::year_month_day day;
    std::chrono::sys_days sys_day;
    std::chrono::sys_seconds second;
    std::chrono::sys_time<std::chrono::microseconds> microsecond;
    Money price;
    std::optional<Money> discount;
    std::optional<std::string> note_;
    std::optional<Colour> Shade2;
};

constexpr const auto& every = kiln::models::columns<EveryType>;

std::vector<std::string> listed(std::span<const kiln::models::Column> columns) {
    std::vector<std::string> result;
    for (const auto& column : columns) {
        result.push_back(std::string(column.name) + " " + std::string(column.type) +
                         (column.nullable ? "" : " NOT NULL"));
    }
    return result;
}

TEST(ModelMembers, have_names_types_and_whether_they_can_be_null) {
    EXPECT_THAT(listed(every),
                testing::ElementsAre(
                    "int8 INTEGER NOT NULL", "uint8 INTEGER NOT NULL", "a_short INTEGER NOT NULL",
                    "an_unsigned_short INTEGER NOT NULL", "an_int INTEGER NOT NULL",
                    "an_unsigned INTEGER NOT NULL", "a_long INTEGER NOT NULL",
                    "an_unsigned_long INTEGER NOT NULL", "a_long_long INTEGER NOT NULL",
                    "uint64 INTEGER NOT NULL", "truth BOOLEAN NOT NULL", "a_float REAL NOT NULL",
                    "a_double REAL NOT NULL", "text TEXT NOT NULL", "bytes BLOB NOT NULL",
                    "octets BLOB NOT NULL", "colour INTEGER NOT NULL", "country CHAR(2) NOT NULL",
                    "day DATE NOT NULL", "sys_day DATE NOT NULL", "second DATETIME NOT NULL",
                    "microsecond DATETIME NOT NULL", "price INTEGER NOT NULL", "discount INTEGER",
                    "note_ TEXT", "Shade2 INTEGER"));
}

TEST(ModelMembers, are_known_at_compile_time) {
    static_assert(every.size() == 26);
    static_assert(every[13].name == "text" && every[13].type == "TEXT" && !every[13].nullable);
    static_assert(kiln::models::position_of(&EveryType::int8) == 0);
    static_assert(kiln::models::position_of(&EveryType::Shade2) == 25);
}

struct Alike {
    int a, b, c;
    const std::string d;
    std::string e;
};

TEST(ModelMembers, of_one_type_are_told_apart) {
    static_assert(kiln::models::position_of(&Alike::a) == 0);
    static_assert(kiln::models::position_of(&Alike::b) == 1);
    static_assert(kiln::models::position_of(&Alike::c) == 2);
    static_assert(kiln::models::position_of(&Alike::e) == 4);
}

TEST(ModelMembers, may_be_of_a_struct_inside_a_function) {
    struct Local {
        int first;
        std::optional<double> second;
    };
    EXPECT_THAT(listed(kiln::models::columns<Local>),
                testing::ElementsAre("first INTEGER NOT NULL", "second REAL"));
}

template <class T>
struct Pair {
    T left;
    T right;
};

TEST(ModelMembers, may_be_of_a_template) {
    EXPECT_THAT(listed(kiln::models::columns<Pair<std::string>>),
                testing::ElementsAre("left TEXT NOT NULL", "right TEXT NOT NULL"));
}

struct Größe {
    int größe;
    int namensänderung;
};

TEST(ModelMembers, may_have_letters_beyond_ascii) {
    EXPECT_THAT(listed(kiln::models::columns<Größe>),
                testing::ElementsAre("größe INTEGER NOT NULL", "namensänderung INTEGER NOT NULL"));
}

}  // namespace
}  // namespace models_test
