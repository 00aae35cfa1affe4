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
                  "it, or use a type that has one");

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
inline constexpr auto columns = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<Column, sizeof...(I)>{
        ColumnOf<MemberType<T, I>>::make(member_name<T, I>())...};
}
(std::make_index_sequence<member_count<T>>{});

/// The address of each member. A function, since a variable would be linked where sanitizers keep
/// every one, and the imagined object is nowhere.
template <Aggregate T, std::size_t... I>
consteval std::array<const void*, sizeof...(I)> addresses(std::index_sequence<I...>) {
    return {std::addressof(member<T, I>())...};
}

/// The position of a member among its struct's.
template <Aggregate T, class Member>
constexpr std::size_t position_of(Member T::*member) {
    const void* address = std::addressof(imagined<T>.value.*member);
    std::size_t position = 0;
    for (const void* each : addresses<T>(std::make_index_sequence<member_count<T>>{})) {
        if (each == address) break;
        ++position;
    }
    return position;
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

}  // namespace kiln::models
