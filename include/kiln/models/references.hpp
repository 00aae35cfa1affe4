#pragma once
// Whether foreign keys refer to keys: SQLite itself says so only when rows are written.

#include <kiln/models/table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace kiln::models {

/// Some columns of one struct, as a set of positions.
struct ColumnSet {
    std::uint64_t model = 0;  ///< of none
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    constexpr void insert(std::size_t position) {
        (position < 64 ? low : high) |= std::uint64_t{1} << (position % 64);
    }
    friend constexpr bool operator==(const ColumnSet&, const ColumnSet&) = default;
};

template <std::size_t N>
constexpr ColumnSet column_set(std::uint64_t model, const std::array<std::size_t, N>& positions) {
    ColumnSet set{model};
    for (const std::size_t position : positions) set.insert(position);
    return set;
}

/// What an option makes unique.
template <class Option>
constexpr ColumnSet key_of(std::uint64_t /*model*/, const Option&) {
    return {};
}
template <std::size_t N>
constexpr ColumnSet key_of(std::uint64_t model, const PlainPrimaryKey<N>& key) {
    return column_set(model, key.positions);
}
template <std::size_t N>
constexpr ColumnSet key_of(std::uint64_t model, const PlainUnique<N>& unique) {
    return column_set(model, unique.positions);
}
template <std::size_t N>
constexpr ColumnSet key_of(std::uint64_t model, const PlainIndex<N>& index) {
    ColumnSet set{model};
    for (const AnyIndexPart& part : index.parts) {
        if (!part.expression.empty() || !part.collation.empty()) return {};
        set.insert(part.position);
    }
    return index.is_unique && index.condition.empty() ? set : ColumnSet{};
}

/// What an option refers to.
template <class Option>
constexpr ColumnSet target_of(const Option&) {
    return {};
}
template <std::size_t N>
constexpr ColumnSet target_of(const PlainForeignKey<N>& key) {
    return column_set(key.target, key.target_positions);
}

// Not constexpr, so that compilers name it, with the member of the struct that the key begins with.
template <class Struct, class Target, auto Member>
inline void a_foreign_key_refers_to_columns_that_are_no_key() {}

/// Ends the compilation of a foreign key of the struct, whose first column is at `position`.
template <class Struct, class Target, std::size_t... I>
constexpr void refuse_foreign_key(std::size_t position, std::index_sequence<I...>) {
    (void)((position >= first_columns<Struct>[I] && position < first_columns<Struct>[I + 1] &&
            (a_foreign_key_refers_to_columns_that_are_no_key<Struct, Target,
                                                             named_member<Struct, I>()>(),
             true)) ||
           ...);
}

template <class Part>
inline constexpr std::size_t option_count = 0;
template <class T, class... Options>
inline constexpr std::size_t option_count<Table<T, Options...>> = sizeof...(Options);

/// All keys and all that is referred to; of no model where an option is neither.
template <std::size_t N>
struct References {
    std::array<ColumnSet, N> keys{};
    std::array<ColumnSet, N> targets{};
    std::size_t size = 0;

    template <class Part>
    constexpr void add(const Part&) {}
    template <class T, class... Options>
    constexpr void add(const Table<T, Options...>& table) {
        add_table(table);
    }
    template <class... Plain>
    constexpr void add_table(const TableOf<Plain...>& table) {
        table.options.for_each([&](const auto& option) {
            keys[size] = key_of(table.model, option);
            targets[size] = target_of(option);
            ++size;
        });
    }

    constexpr bool has_key(const ColumnSet& target) const {
        for (const ColumnSet& key : keys) {
            if (key == target) return true;
        }
        return false;
    }

    template <class Part>
    constexpr void require(const Part&) const {}
    template <class T, class... Options>
    constexpr void require(const Table<T, Options...>& table) const {
        require_of(table, std::index_sequence_for<Options...>{});
    }
    template <class T, class... Options, std::size_t... I>
    constexpr void require_of(const Table<T, Options...>& table, std::index_sequence<I...>) const {
        (require_key<T, Options>(table.options.template get<I>()), ...);
    }
    template <class T, class Option, class Plain>
    constexpr void require_key(const Plain& option) const {
        if constexpr (requires { typename Option::Target; }) {
            if (has_key(target_of(option))) return;
            refuse_foreign_key<T, typename Option::Target>(
                option.positions[0], std::make_index_sequence<member_count<T>>{});
        }
    }
};

}  // namespace kiln::models
