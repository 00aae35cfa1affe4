#pragma once
// The members of an aggregate as columns, and which one a pointer to member means.

#include <kiln/models/column_type.hpp>
#include <kiln/models/plain.hpp>
#include <kiln/models/reflection.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace kiln::models {

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

/// A class, so that GCC names the type in its message.
template <class Member>
struct ColumnOf {
    using Type = ValueType<Member>;
    static_assert(HasColumnType<Type>,
                  "kiln: this type of member has no column type; specialise kiln::column_type for "
                  "it, or kiln::embedded for a struct, or use a type that has one");

    static constexpr Column make(std::string_view name) {
        Column column{name, {}, {}, is_optional<Member>};
        if constexpr (HasColumnType<Type>) column.type = column_type<Type>::sqlite;
        if constexpr (requires { column_type<Type>::sqlite_strict; }) {
            column.strict_type = column_type<Type>::sqlite_strict;
        }
        return column;
    }
};

template <Aggregate T>
consteval std::size_t column_count();

/// The columns that a member becomes.
template <class Member>
consteval std::size_t columns_of_type() {
    if constexpr (Embedded<Member>) {
        if constexpr (require_aggregate<Member>()) return column_count<Member>();
    }
    return 1;
}

/// The first column of each member, and behind the last one their number.
template <Aggregate T>
inline constexpr auto first_columns = []<std::size_t... I>(std::index_sequence<I...>) {
    std::array<std::size_t, sizeof...(I) + 1> first{};
    ((first[I + 1] = first[I] + columns_of_type<MemberType<T, I>>()), ...);
    return first;
}
(std::make_index_sequence<member_count<T>>{});

template <Aggregate T>
consteval std::size_t column_count() {
    return first_columns<T>.back();
}

template <Aggregate T, std::size_t I, std::size_t... J>
constexpr auto columns_of_member(std::index_sequence<J...>);

template <Aggregate T>
inline constexpr auto columns = []<std::size_t... I>(std::index_sequence<I...>) {
    std::array<Column, column_count<T>()> all{};
    std::size_t at = 0;
    const auto add = [&](const auto& some) {
        for (const Column& column : some) all[at++] = column;
    };
    (add(columns_of_member<T, I>(std::make_index_sequence<columns_of_type<MemberType<T, I>>()>{})),
     ...);
    return all;
}
(std::make_index_sequence<member_count<T>>{});

/// `<member>_<column>` of the embedded struct's column J.
template <Aggregate T, std::size_t I, std::size_t J>
inline constexpr auto prefixed_name = [] {
    constexpr std::string_view member = member_name<T, I>();
    constexpr std::string_view column = columns<MemberType<T, I>>[J].name;
    std::array<char, member.size() + 1 + column.size()> name{};
    std::size_t size = 0;
    for (const char c : member) name[size++] = c;
    name[size++] = '_';
    for (const char c : column) name[size++] = c;
    return name;
}();

template <Aggregate T, std::size_t I, std::size_t... J>
constexpr auto columns_of_member(std::index_sequence<J...>) {
    using Member = MemberType<T, I>;
    if constexpr (Embedded<Member>) {
        std::array<Column, sizeof...(J)> some = columns<Member>;
        if constexpr (embedded<Member>::has_prefix) {
            ((some[J].name = {prefixed_name<T, I, J>.data(), prefixed_name<T, I, J>.size()}), ...);
        }
        return some;
    } else {
        return std::array<Column, 1>{ColumnOf<Member>::make(member_name<T, I>())};
    }
}

/// The address of each member. A function, since a variable would be linked where sanitizers keep
/// every one, and the imagined object is nowhere.
template <Aggregate T, std::size_t... I>
consteval std::array<const void*, sizeof...(I)> addresses(std::index_sequence<I...>) {
    return {std::addressof(member<T, I>())...};
}

/// The position of a member's column, the first if it is several, among its struct's.
template <Aggregate T, class Member>
constexpr std::size_t position_of(Member T::*member) {
    const void* address = std::addressof(imagined<T>.value.*member);
    std::size_t position = 0;
    for (const void* each : addresses<T>(std::make_index_sequence<member_count<T>>{})) {
        if (each == address) break;
        ++position;
    }
    return first_columns<T>[position];
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

}  // namespace kiln::models
