#pragma once
// What metadata says as plain values, the same for every struct. Needs no Boost.PFR.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kiln {

/// What happens to a row when the row that it refers to is deleted or gets another key.
enum class Action : std::uint8_t { none, no_action, restrict, cascade, set_null, set_default };

namespace models {

/// What a member says of its column, before the table's options.
struct Column {
    std::string_view name;
    std::string_view type;
    std::string_view strict_type;  ///< empty: what `type` has affinity to
    bool nullable = false;
};

/// One part of an index: a column, or an expression.
struct AnyIndexPart {
    std::size_t position = 0;
    std::string_view expression;  ///< empty: the column
    std::string_view collation;
    bool is_descending = false;
};

struct PlainColumnOption {
    enum class Kind : std::uint8_t {
        name,
        old_name,
        type,
        length,
        default_value,
        collation,
        generated,
        stored,
        values,  ///< of an enum, as in an IN list
        names    ///< the same, of a column that is TEXT
    };
    std::size_t position = 0;
    Kind kind = Kind::name;
    std::string_view text;
    std::size_t number = 0;
};

template <std::size_t N>
struct PlainPrimaryKey {
    std::array<std::size_t, N> positions{};
    std::string_view given_name;
    bool counts = false;
};

template <std::size_t N>
struct PlainUnique {
    std::array<std::size_t, N> positions{};
    std::string_view given_name;
};

template <std::size_t N>
struct PlainForeignKey {
    std::array<std::size_t, N> positions{};
    std::array<std::size_t, N> target_positions{};
    std::uint64_t target = 0;  ///< the other table's model
    std::string_view given_name;
    Action deleted = Action::none;
    Action updated = Action::none;
    bool is_deferred = false;
};

struct PlainCheck {
    std::string_view condition;
    std::string_view given_name;
};

template <std::size_t N>
struct PlainIndex {
    std::array<AnyIndexPart, N> parts{};
    std::string_view given_name;
    std::string_view condition;
    bool is_unique = false;
};

// Not constexpr, so that the compiler names them where a text is at fault.
inline void an_option_is_given_an_empty_text() {}
inline void a_default_is_empty_and_the_empty_text_is_two_single_quotes() {}

constexpr bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\f") == std::string_view::npos;
}

/// The text, which says something: "" would silently be as if the option were left out.
constexpr std::string_view require_text(std::string_view text) {
    if (is_blank(text)) an_option_is_given_an_empty_text();
    return text;
}

struct PlainStrict {};
struct PlainWithoutRowid {};
struct PlainOrdered {};
struct PlainTableRenamed {
    std::string_view old_name;
};

}  // namespace models
}  // namespace kiln
