#pragma once
// What an application would store in a column, and values of that kind.

#include "src/schema/definition.hpp"
#include "tool/replay/canary_value.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace kiln::tool {

/// Which row it is: rows of one table differ in it.
struct CanarySerial {
    unsigned generation = 0;
    unsigned slot = 0;  ///< below `slots`

    static constexpr unsigned slots = 16;
    static constexpr unsigned first_slot = 1;  ///< that others are like

    unsigned number() const { return slot + slots * generation; }
};

/// How a value is meant. What a column cannot hold in a form it holds plainly.
enum class CanaryForm : std::uint8_t {
    plain,          ///< of its type, and hurt by a narrower one
    modest,         ///< what would pass most rules: a small number, a short text
    long_text,      ///< as long as the type says
    leading_zeros,  ///< digits in a text
    empty_text,
    null,
};

struct CanaryColumn {
    enum class Stores : std::uint8_t {
        integer,
        small_integer,
        flag,
        unix_time,
        real,
        decimal,
        text,
        plain_text,  ///< where the column's affinity would change digits
        email,
        date,
        time,
        date_time,
        json,
        blob,
        anything,
    };

    std::string name;
    std::string origin;  ///< table and column, for texts
    Stores stores = Stores::text;
    std::size_t most_characters = 0;  ///< of its type; 0 for any number
    unsigned whole_digits = 0;        ///< of a decimal; 0 for any number
    unsigned decimals = 4;            ///< of a decimal
    bool not_null = false;
    bool keeps_digits = true;  ///< in a text
    std::uint64_t salt = 0;    ///< tells columns apart
    unsigned position = 0;

    CanaryValue value(CanaryForm form, CanarySerial serial) const;
    /// What is put into it comes out of it: a column of numbers makes 7 of '007'.
    bool keeps(const CanaryValue& value) const;
};

CanaryColumn canary_column(const std::string& table, unsigned position,
                           const ColumnDefinition& definition, bool is_strict);

std::string canary_date(const CanaryColumn& column, CanarySerial serial);
std::string canary_time(const CanaryColumn& column, CanarySerial serial);

/// 2^40 and up, with gaps; others for each `salt`, generation and slot.
std::int64_t canary_key(std::uint64_t salt, CanarySerial serial);
/// Of a table's name and a column's place in it.
std::uint64_t canary_salt(const std::string& table, unsigned position);

}  // namespace kiln::tool
