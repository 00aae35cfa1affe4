#pragma once
// Whether foreign keys refer to keys: SQLite itself says so only when rows are written.

#include <kiln/models/table.hpp>

#include <string_view>

namespace kiln::models {

/// Tells structs apart. Not a pointer: GCC's undefined sanitizer lets no constant expression
/// compare those (GCC bug 71962).
template <class T>
constexpr std::string_view model_of() {
#if defined(_MSC_VER) && !defined(__clang__)
    return __FUNCSIG__;
#else
    return __PRETTY_FUNCTION__;
#endif
}

/// Some columns of one struct, as a set of positions.
struct ColumnSet {
    std::string_view model;  ///< empty: of none
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    constexpr void insert(std::size_t position) {
        (position < 64 ? low : high) |= std::uint64_t{1} << (position % 64);
    }
    friend constexpr bool operator==(const ColumnSet&, const ColumnSet&) = default;
};

template <class T, std::size_t N>
constexpr ColumnSet column_set(const std::array<std::size_t, N>& positions) {
    ColumnSet set{model_of<T>()};
    for (const std::size_t position : positions) set.insert(position);
    return set;
}

/// What an option makes unique.
template <class Option>
constexpr ColumnSet key_of(const Option&) {
    return {};
}
template <class T, std::size_t N, bool CanCount>
constexpr ColumnSet key_of(const PrimaryKey<T, N, CanCount>& key) {
    return column_set<T>(key.positions);
}
template <class T, std::size_t N>
constexpr ColumnSet key_of(const Unique<T, N>& unique) {
    return column_set<T>(unique.positions);
}
template <class T, std::size_t N>
constexpr ColumnSet key_of(const Index<T, N>& index) {
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        ColumnSet set{model_of<T>()};
        for (const AnyIndexPart& part : index.parts) {
            if (!part.expression.empty() || !part.collation.empty()) return {};
            set.insert(part.position);
        }
        return index.is_unique && index.condition.empty() ? set : ColumnSet{};
    }
}

/// What an option refers to.
template <class Option>
constexpr ColumnSet target_of(const Option&) {
    return {};
}
template <class T, class Target, std::size_t N>
constexpr ColumnSet target_of(const ForeignKey<T, Target, N>& key) {
    return column_set<Target>(key.target_positions);
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
        table.options.for_each([this](const auto& option) {
            keys[size] = key_of(option);
            targets[size] = target_of(option);
            ++size;
        });
    }

    constexpr bool has_key(const ColumnSet& target) const {
        for (const ColumnSet& key : keys) {
            if (key == target) return true;
        }
        return target.model.empty();
    }
    constexpr bool are_keys() const {
        for (const ColumnSet& target : targets) {
            if (!has_key(target)) return false;
        }
        return true;
    }
};

}  // namespace kiln::models
