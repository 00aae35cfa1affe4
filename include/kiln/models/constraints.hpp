#pragma once
// kiln::primary_key, unique, foreign_key and check.

#include <kiln/models/column_options.hpp>
#include <kiln/models/pack.hpp>

namespace kiln {

/// What happens to a row when the row that it refers to is deleted or gets another key.
enum class Action : std::uint8_t { none, no_action, restrict, cascade, set_null, set_default };
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

/// `CanCount`: one column of type INTEGER, SQLite's row id.
template <class T, std::size_t N, bool CanCount>
struct PrimaryKey {
    using Model = T;
    std::array<std::size_t, N> positions{};
    std::string_view given_name;
    bool counts = false;

    /// Never gives the key of a deleted row again.
    constexpr PrimaryKey autoincrement() const {
        static_assert(CanCount, "kiln: autoincrement() needs a key of one integer column");
        return {positions, given_name, true};
    }
    constexpr PrimaryKey name(std::string_view name) const { return {positions, name, counts}; }
};

template <class T, std::size_t N>
struct Unique {
    using Model = T;
    std::array<std::size_t, N> positions{};
    std::string_view given_name;

    constexpr Unique name(std::string_view name) const { return {positions, name}; }
};

template <class T, class TargetModel, std::size_t N>
struct ForeignKey {
    using Model = T;
    using Target = TargetModel;
    std::array<std::size_t, N> positions{};
    std::array<std::size_t, N> target_positions{};
    std::string_view given_name;
    Action deleted = Action::none;
    Action updated = Action::none;
    bool is_deferred = false;

    constexpr ForeignKey name(std::string_view name) const {
        return {positions, target_positions, name, deleted, updated, is_deferred};
    }
    constexpr ForeignKey on_delete(Action action) const {
        return {positions, target_positions, given_name, action, updated, is_deferred};
    }
    constexpr ForeignKey on_update(Action action) const {
        return {positions, target_positions, given_name, deleted, action, is_deferred};
    }
    /// Checked at the end of the transaction: DEFERRABLE INITIALLY DEFERRED.
    constexpr ForeignKey deferrable() const {
        return {positions, target_positions, given_name, deleted, updated, true};
    }
};

/// A foreign key that still lacks its `.references(…)`.
template <class T, std::size_t N>
struct ForeignKeyColumns {
    using Model = T;
    std::array<std::size_t, N> positions{};

    /// The columns that the foreign key's refer to, in its order: a primary key or unique.
    template <class... Pointers>
    consteval auto references(Pointers... members) const {
        static_assert(sizeof...(Pointers) == N,
                      "kiln: a foreign key refers to as many columns as it has");
        using Target = ModelOf<models::First<Pointers...>>;
        return ForeignKey<T, Target, N>{positions, models::positions(members...), {}};
    }
};

struct Check {
    using Model = void;  // of any table
    std::string_view condition;
    std::string_view given_name;

    constexpr Check name(std::string_view name) const { return {condition, name}; }
};

}  // namespace models

template <class... Pointers>
consteval auto primary_key(Pointers... members) {
    using Model = models::ModelOf<models::First<Pointers...>>;
    constexpr bool can_count =
        sizeof...(Pointers) == 1 &&
        ((column_type<models::ValueOf<Pointers>>::sqlite == "INTEGER") && ...);
    return models::PrimaryKey<Model, sizeof...(Pointers), can_count>{models::positions(members...),
                                                                     {}};
}

template <class... Pointers>
consteval auto unique(Pointers... members) {
    using Model = models::ModelOf<models::First<Pointers...>>;
    return models::Unique<Model, sizeof...(Pointers)>{models::positions(members...), {}};
}

/// Needs `.references(…)`.
template <class... Pointers>
consteval auto foreign_key(Pointers... members) {
    using Model = models::ModelOf<models::First<Pointers...>>;
    return models::ForeignKeyColumns<Model, sizeof...(Pointers)>{models::positions(members...)};
}

/// A condition, in SQL, that every row of the table meets.
consteval models::Check check(std::string_view condition) { return {condition, {}}; }

}  // namespace kiln
