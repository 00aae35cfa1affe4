#pragma once
// kiln::table: a struct, the table's name, and what it says of the table.

#include <kiln/models/constraints.hpp>
#include <kiln/models/index.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace kiln {
namespace models {

struct Strict {
    using Model = void;
    PlainStrict plain;
};
struct WithoutRowid {
    using Model = void;
    PlainWithoutRowid plain;
};
struct Ordered {
    using Model = void;
    PlainOrdered plain;
};
struct TableRenamedFrom {
    using Model = void;
    PlainTableRenamed plain;
};

/// Tables that say the same kinds of things are of one type: what is done with them is compiled
/// once.
template <class... Plain>
struct TableOf {
    std::uint64_t model;  ///< which struct it is of
    std::string_view name;
    std::span<const Column> columns;
    Pack<Plain...> options;
};

template <class T, class... Options>
struct Table : TableOf<decltype(Options::plain)...> {
    using Model = T;
};

template <class Option>
concept TableOption = requires {
    typename Option::Model;
};

template <class Option, class T>
consteval bool is_of_model() {
    if constexpr (TableOption<Option>) {
        return std::is_void_v<typename Option::Model> || std::is_same_v<typename Option::Model, T>;
    } else {
        return true;
    }
}

template <class>
inline constexpr bool is_primary_key = false;
template <class T, std::size_t N, bool CanCount>
inline constexpr bool is_primary_key<PrimaryKey<T, N, CanCount>> = true;
template <class>
inline constexpr bool lacks_references = false;
template <class T, std::size_t N>
inline constexpr bool lacks_references<ForeignKeyColumns<T, N>> = true;

// Not constexpr, so that the compiler names them where a value is at fault.
inline void an_index_on_an_expression_needs_a_name() {}
inline void autoincrement_needs_a_table_with_rowid() {}

/// What an option has to hold beside its types, once for each kind.
struct OptionCheck {
    bool has_rowid;

    template <class Option>
    constexpr void operator()(const Option&) const {}
    template <std::size_t N>
    constexpr void operator()(const PlainIndex<N>& index) const {
        for (const AnyIndexPart& part : index.parts) {
            if (!part.expression.empty() && index.given_name.empty()) {
                an_index_on_an_expression_needs_a_name();
            }
        }
    }
    template <std::size_t N>
    constexpr void operator()(const PlainPrimaryKey<N>& key) const {
        if (key.counts && !has_rowid) autoincrement_needs_a_table_with_rowid();
    }
};

}  // namespace models

/// The columns take only values of their types: STRICT.
inline constexpr models::Strict strict;
/// The table is kept in the order of its primary key: WITHOUT ROWID.
inline constexpr models::WithoutRowid without_rowid;

/// The columns stand in the members' order, for a rebuild of the table if need be. Without it an
/// existing table gets new ones behind the others, and another order is no difference.
inline constexpr models::Ordered ordered;

/// The table was called `old_name`: autogenerate renames it instead of dropping and adding one.
[[nodiscard]] consteval models::TableRenamedFrom table_renamed_from(std::string_view old_name) {
    return {{models::require_text(old_name)}};
}

/// The table of the struct T. Its columns are T's members, in their order when it is new; NULL is
/// allowed for a std::optional only. `options` are what the other functions here return, in any
/// order.
template <class T, class... Options>
[[nodiscard]] consteval auto table(std::string_view name, Options... options) {
    using namespace models;
    static_assert((TableOption<Options> && ...), "kiln: this is no option of a table");
    static_assert((is_of_model<Options, T>() && ...),
                  "kiln: a member of another struct than the table's");
    static_assert((!lacks_references<Options> && ...), "kiln: a foreign key without references()");
    static_assert((0 + ... + int{is_primary_key<Options>}) <= 1, "kiln: two primary keys");
    constexpr bool has_rowid = (!std::is_same_v<Options, WithoutRowid> && ...);
    static_assert(has_rowid || (is_primary_key<Options> || ...),
                  "kiln: a table without row ids needs a primary key");
    Table<T, Options...> result{{model_of<T>, require_text(name), {}, {{options.plain}...}}};
    if constexpr (require_aggregate<T>()) {
        static_assert(columns<T>.size() > 0, "kiln: a table has a column at least");
        static_assert(columns<T>.size() <= 128, "kiln: a table has at most 128 columns");
        result.columns = columns<T>;
    }
    result.options.for_each(OptionCheck{has_rowid});
    return result;
}

}  // namespace kiln
