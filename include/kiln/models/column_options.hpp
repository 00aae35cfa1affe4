#pragma once
// What a table says of one column: kiln::length, default_value, collate, generated, …

#include <kiln/models/members.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace kiln {
namespace models {

template <class Pointer>
struct PointedTo {
    using Model = void;
};
template <class T, class M>
struct PointedTo<M T::*> {
    using Model = T;
    using Member = M;
};

/// A column of an embedded struct.
template <class T, class M, class Inner>
struct Part {
    M T::*member;
    Inner inner;
};
template <class T, class M, class Inner>
struct PointedTo<Part<T, M, Inner>> {
    using Model = T;
    using Member = typename PointedTo<Inner>::Member;
};

/// The position of the member, with the readable errors of a wrong argument.
template <class Pointer>
constexpr std::size_t position(Pointer member) {
    using Model = typename PointedTo<Pointer>::Model;
    static_assert(std::is_member_object_pointer_v<Pointer>,
                  "kiln: a column is named by its member, as in &Patient::id");
    if constexpr (std::is_member_object_pointer_v<Pointer>) {
        constexpr bool is_one = !Embedded<typename PointedTo<Pointer>::Member>;
        static_assert(is_one,
                      "kiln: an embedded struct is several columns: name one of them, as in "
                      "kiln::part(&Patient::home, &Address::street)");
        if constexpr (is_one && require_aggregate<Model>()) return position_of(member);
    }
    return 0;
}
template <class T, class M, class Inner>
constexpr std::size_t position(Part<T, M, Inner> part) {
    static_assert(Embedded<M> && std::is_same_v<typename PointedTo<Inner>::Model, M>,
                  "kiln: part() takes a member that is an embedded struct, and a member of that");
    if constexpr (Embedded<M> && require_aggregate<T>()) {
        return position_of(part.member) + position(part.inner);
    }
    return 0;
}

template <class Pointer>
using ModelOf = typename PointedTo<Pointer>::Model;
template <class Pointer>
using ValueOf = ValueType<std::remove_cv_t<typename PointedTo<Pointer>::Member>>;

template <class T>
struct ColumnOption {
    using Model = T;
    PlainColumnOption plain;
};

/// Also a part of an index.
template <class T>
struct Collated {
    using Model = T;
    PlainColumnOption plain;
};

template <class T>
struct Generated {
    using Model = T;
    PlainColumnOption plain;

    /// Kept in the row, instead of computed when read.
    [[nodiscard]] constexpr Generated stored() const {
        return {{plain.position, PlainColumnOption::Kind::stored, plain.text}};
    }
};

// Not constexpr, so that the compiler names it.
inline void a_length_is_0() {}

template <class Pointer>
constexpr ColumnOption<ModelOf<Pointer>> column_option(Pointer member, PlainColumnOption::Kind kind,
                                                       std::string_view text,
                                                       std::size_t number = 0) {
    return {{position(member), kind, text, number}};
}

}  // namespace models

/// A column of an embedded struct, wherever a member can stand: `part(&Patient::home,
/// &Address::street)`. Of one in another one: `part(&A::b, part(&B::c, &C::d))`.
template <class T, class M, class Inner>
[[nodiscard]] consteval models::Part<T, M, Inner> part(M T::*member, Inner inner) {
    return {member, inner};
}

/// A string column of VARCHAR(length). SQLite does not enforce it.
template <class Pointer>
[[nodiscard]] consteval auto length(Pointer member, std::size_t characters) {
    static_assert(std::is_same_v<models::ValueOf<Pointer>, std::string>,
                  "kiln: only a std::string has a length");
    if (characters == 0) models::a_length_is_0();
    return models::column_option(member, models::PlainColumnOption::Kind::length, {}, characters);
}

/// What an INSERT without the column stores: SQL, as in "0", "'new'", "''" or "CURRENT_TIMESTAMP".
template <class Pointer>
[[nodiscard]] consteval auto default_value(Pointer member, std::string_view sql) {
    if (models::is_blank(sql)) {
        models::a_default_is_empty_and_the_empty_text_is_two_single_quotes();
    }
    return models::column_option(member, models::PlainColumnOption::Kind::default_value, sql);
}

/// The column's SQL type, where an existing schema has another than the member's.
template <class Pointer>
[[nodiscard]] consteval auto type(Pointer member, std::string_view sql) {
    return models::column_option(member, models::PlainColumnOption::Kind::type,
                                 models::require_text(sql));
}

/// The column's name, where it is not the member's: `&T::class_`, "class".
template <class Pointer>
[[nodiscard]] consteval auto column_name(Pointer member, std::string_view name) {
    return models::column_option(member, models::PlainColumnOption::Kind::name,
                                 models::require_text(name));
}

/// The column was called `old_name`: autogenerate renames it instead of dropping and adding one.
template <class Pointer>
[[nodiscard]] consteval auto renamed_from(Pointer member, std::string_view old_name) {
    return models::column_option(member, models::PlainColumnOption::Kind::old_name,
                                 models::require_text(old_name));
}

/// The collation of a column, or of an index's part.
template <class Pointer>
[[nodiscard]] consteval auto collate(Pointer member, std::string_view collation) {
    return models::Collated<models::ModelOf<Pointer>>{{models::position(member),
                                                       models::PlainColumnOption::Kind::collation,
                                                       models::require_text(collation)}};
}

/// A column computed from others by an SQL expression, when read unless `.stored()`.
template <class Pointer>
[[nodiscard]] consteval auto generated(Pointer member, std::string_view expression) {
    return models::Generated<models::ModelOf<Pointer>>{{models::position(member),
                                                        models::PlainColumnOption::Kind::generated,
                                                        models::require_text(expression)}};
}

}  // namespace kiln
