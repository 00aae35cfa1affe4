#pragma once
// kiln::primary_key, unique, foreign_key and check.

#include <kiln/models/column_options.hpp>
#include <kiln/models/pack.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace kiln {

inline constexpr Action no_action = Action::no_action;
inline constexpr Action restrict = Action::restrict;
inline constexpr Action cascade = Action::cascade;
inline constexpr Action set_null = Action::set_null;
inline constexpr Action set_default = Action::set_default;

namespace models {

template <class First, class... Rest>
constexpr auto positions(First first, Rest... rest) {
    static_assert((std::is_same_v<ModelOf<First>, ModelOf<Rest>> && ...),
                  "kiln: these members belong to different structs");
    return std::array<std::size_t, 1 + sizeof...(Rest)>{position(first), position(rest)...};
}

/// The spelling of a type, with more around it.
template <class T>
constexpr std::string_view spelled_type() {
#if defined(_MSC_VER) && !defined(__clang__)
    return __FUNCSIG__;
#else
    return __PRETTY_FUNCTION__;
#endif
}

/// Tells structs apart, never 0: FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) of the
/// spelling. Not a pointer: GCC's undefined sanitizer lets no constant expression compare those
/// (GCC bug 71962). Nor the spelling itself: comparing texts is most of what metadata would cost.
template <class T>
inline constexpr std::uint64_t model_of = [] {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : spelled_type<T>()) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return hash | 1U;
}();

/// `CanCount`: one column of type INTEGER, SQLite's row id.
template <class T, std::size_t N, bool CanCount>
struct PrimaryKey {
    using Model = T;
    PlainPrimaryKey<N> plain;

    /// Never gives the key of a deleted row again.
    [[nodiscard]] constexpr PrimaryKey autoincrement() const {
        static_assert(CanCount, "kiln: autoincrement() needs a key of one integer column");
        return {{plain.positions, plain.given_name, true}};
    }
    [[nodiscard]] constexpr PrimaryKey name(std::string_view name) const {
        return {{plain.positions, require_text(name), plain.counts}};
    }
};

template <class T, std::size_t N>
struct Unique {
    using Model = T;
    PlainUnique<N> plain;

    [[nodiscard]] constexpr Unique name(std::string_view name) const {
        return {{plain.positions, require_text(name)}};
    }
};

template <class T, class TargetModel, std::size_t N>
struct ForeignKey {
    using Model = T;
    using Target = TargetModel;
    PlainForeignKey<N> plain;

    [[nodiscard]] constexpr ForeignKey name(std::string_view name) const {
        ForeignKey key = *this;
        key.plain.given_name = require_text(name);
        return key;
    }
    [[nodiscard]] constexpr ForeignKey on_delete(Action action) const {
        ForeignKey key = *this;
        key.plain.deleted = action;
        return key;
    }
    [[nodiscard]] constexpr ForeignKey on_update(Action action) const {
        ForeignKey key = *this;
        key.plain.updated = action;
        return key;
    }
    /// Checked at the end of the transaction: DEFERRABLE INITIALLY DEFERRED.
    [[nodiscard]] constexpr ForeignKey deferrable() const {
        ForeignKey key = *this;
        key.plain.is_deferred = true;
        return key;
    }
};

/// A foreign key that still lacks its `.references(…)`.
template <class T, std::size_t N>
struct ForeignKeyColumns {
    using Model = T;
    std::array<std::size_t, N> positions{};

    /// The columns that the foreign key's refer to, in its order: a primary key or unique.
    template <class... Pointers>
    [[nodiscard]] consteval auto references(Pointers... members) const {
        static_assert(sizeof...(Pointers) == N,
                      "kiln: a foreign key refers to as many columns as it has");
        using Target = ModelOf<models::First<Pointers...>>;
        return ForeignKey<T, Target, N>{
            {positions, models::positions(members...), model_of<Target>, {}}};
    }
};

struct Check {
    using Model = void;  // of any table
    PlainCheck plain;

    [[nodiscard]] constexpr Check name(std::string_view name) const {
        return {{plain.condition, require_text(name)}};
    }
};

}  // namespace models

template <class... Pointers>
[[nodiscard]] consteval auto primary_key(Pointers... members) {
    using Model = models::ModelOf<models::First<Pointers...>>;
    constexpr bool can_count =
        sizeof...(Pointers) == 1 &&
        ((column_type<models::ValueOf<Pointers>>::sqlite == "INTEGER") && ...);
    return models::PrimaryKey<Model, sizeof...(Pointers), can_count>{
        {models::positions(members...), {}}};
}

template <class... Pointers>
[[nodiscard]] consteval auto unique(Pointers... members) {
    using Model = models::ModelOf<models::First<Pointers...>>;
    return models::Unique<Model, sizeof...(Pointers)>{{models::positions(members...), {}}};
}

/// Needs `.references(…)`.
template <class... Pointers>
[[nodiscard]] consteval auto foreign_key(Pointers... members) {
    using Model = models::ModelOf<models::First<Pointers...>>;
    return models::ForeignKeyColumns<Model, sizeof...(Pointers)>{models::positions(members...)};
}

/// A condition, in SQL, that every row of the table meets.
[[nodiscard]] consteval models::Check check(std::string_view condition) {
    return {{models::require_text(condition), {}}};
}

}  // namespace kiln
