#pragma once
// Which SQL type a member's C++ type has.

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace kiln {

/// The type of a column that holds a T. A type of your own gets one by a specialisation:
///
///     template <> struct kiln::column_type<Money> {
///         static constexpr std::string_view sqlite = "INTEGER";
///     };
///
/// A STRICT table takes only INTEGER, REAL, TEXT, BLOB and ANY: it uses `sqlite_strict` if there is
/// one, else the type of that kind that SQLite's rules of affinity find in `sqlite`.
template <class T>
struct column_type {};  // NOLINT(readability-identifier-naming): users write it, as a trait

/// A struct whose members become columns of the tables of structs that have it as a member, by a
/// specialisation that says whether the name of that member and `_` stand before theirs:
///
///     template <> struct kiln::embedded<Timestamps> {
///         static constexpr bool has_prefix = false;
///     };
template <class T>
struct embedded {};  // NOLINT(readability-identifier-naming): as column_type

namespace models {

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                  !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                  !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <class T>
concept Enumeration = std::is_enum_v<T> && !std::same_as<T, std::byte>;

template <class T>
concept Byte = std::same_as<T, std::byte> || std::same_as<T, std::uint8_t>;

/// std::filesystem::path, whose header takes long to compile.
template <class T>
concept Path = requires(const T& path) {
    typename T::string_type;
    path.root_directory().lexically_normal().native();
};

}  // namespace models

template <models::Integer T>
struct column_type<T> {
    static constexpr std::string_view sqlite = "INTEGER";
};

template <models::Enumeration T>
struct column_type<T> {
    static constexpr std::string_view sqlite = "INTEGER";
};

template <>
struct column_type<bool> {
    static constexpr std::string_view sqlite = "BOOLEAN";
    static constexpr std::string_view sqlite_strict = "INTEGER";
};

template <>
struct column_type<float> {
    static constexpr std::string_view sqlite = "REAL";
};

template <>
struct column_type<double> {
    static constexpr std::string_view sqlite = "REAL";
};

template <>
struct column_type<std::string> {
    static constexpr std::string_view sqlite = "TEXT";
};

template <models::Path T>
struct column_type<T> {
    static constexpr std::string_view sqlite = "TEXT";
};

template <models::Byte T>
struct column_type<std::vector<T>> {
    static constexpr std::string_view sqlite = "BLOB";
};

template <models::Byte T, std::size_t N>
struct column_type<std::array<T, N>> {
    static constexpr std::string_view sqlite = "BLOB";
};

/// The count of its unit.
template <class Count, class Unit>
struct column_type<std::chrono::duration<Count, Unit>> : column_type<Count> {};

template <>
struct column_type<std::chrono::year_month_day> {
    static constexpr std::string_view sqlite = "DATE";
    static constexpr std::string_view sqlite_strict = "TEXT";
};

template <class Duration>
struct column_type<std::chrono::sys_time<Duration>> {
    static constexpr std::string_view sqlite = "DATETIME";
    static constexpr std::string_view sqlite_strict = "TEXT";
};

template <>
struct column_type<std::chrono::sys_days> {
    static constexpr std::string_view sqlite = "DATE";
    static constexpr std::string_view sqlite_strict = "TEXT";
};

namespace models {

template <class T>
concept Embedded = requires {
    bool{embedded<T>::has_prefix};
};

template <class T>
concept HasColumnType = requires {
    std::string_view{column_type<T>::sqlite};
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// The member's type without the std::optional around it.
template <class T>
struct Value {
    using type = T;
};
template <class T>
struct Value<std::optional<T>> {
    using type = T;
};
template <class T>
using ValueType = typename Value<T>::type;

}  // namespace models
}  // namespace kiln
