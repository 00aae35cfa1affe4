#pragma once
// kiln::metadata: all tables of a database.

#include <kiln/models/naming.hpp>
#include <kiln/models/references.hpp>
#include <kiln/models/table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace kiln {

namespace models {

template <std::size_t N>
struct LeaveAlone {
    std::array<std::string_view, N> patterns{};
};

template <class... Parts>
struct Metadata {
    Pack<Parts...> parts;
};

template <class>
inline constexpr bool is_table = false;
template <class T, class... Options>
inline constexpr bool is_table<Table<T, Options...>> = true;
template <class>
inline constexpr bool is_leave_alone = false;
template <std::size_t N>
inline constexpr bool is_leave_alone<LeaveAlone<N>> = true;

template <class Part>
constexpr std::uint64_t model_of_part() {
    if constexpr (is_table<Part>) return model_of<typename Part::Model>;
    return 0;
}

template <class... Parts>
struct Targets {
    static constexpr std::array<std::uint64_t, sizeof...(Parts)> models{model_of_part<Parts>()...};

    static constexpr int tables_of(std::uint64_t model) {
        int tables = 0;
        for (const std::uint64_t each : models) tables += int{each == model};
        return tables;
    }

    /// Once for each target: to compare types with types would take the compiler longer than all
    /// else.
    template <class Target>
    static consteval void require_table() {
        constexpr int tables = tables_of(model_of<Target>);
        static_assert(tables > 0, "kiln: a foreign key refers to a struct that has no table here");
        static_assert(tables < 2, "kiln: a foreign key refers to a struct that has two tables");
    }
    template <class Option>
    static consteval void require_of_option() {
        if constexpr (requires { typename Option::Target; }) {
            require_table<typename Option::Target>();
        }
    }
    template <class T, class... Options>
    static constexpr void require_of(const Table<T, Options...>&) {
        (require_of_option<Options>(), ...);
    }
    template <class Other>
    static constexpr void require_of(const Other&) {}
};

// Not constexpr, so that compilers name them.
template <class Struct>
inline void two_tables_have_the_same_name() {}
inline void a_naming_convention_has_an_unknown_token() {}

/// `which` is for who reads the compiler's message.
constexpr void check_pattern([[maybe_unused]] const char* which, std::string_view pattern) {
    if (has_unknown_token(pattern)) a_naming_convention_has_an_unknown_token();
}
template <class Part>
constexpr void check_part(const Part&) {}
constexpr void check_part(const NamingConvention& naming) {
    check_pattern("ix", naming.ix);
    check_pattern("uq", naming.uq);
    check_pattern("ck", naming.ck);
    check_pattern("fk", naming.fk);
    check_pattern("pk", naming.pk);
}

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// As SQLite compares names.
constexpr bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

template <class Part>
struct StructOf {
    using type = void;
};
template <class T, class... Options>
struct StructOf<Table<T, Options...>> {
    using type = T;
};

/// Ends the compilation of the table of this part, whose name an earlier one has.
template <class... Parts>
constexpr void refuse_name(std::size_t part) {
    std::size_t i = 0;
    ((i++ == part ? two_tables_have_the_same_name<typename StructOf<Parts>::type>() : void()), ...);
}

template <class Part>
constexpr std::string_view table_name(const Part& part) {
    if constexpr (is_table<Part>) return part.name;
    return {};
}

}  // namespace models

/// Tables that are not this program's: nothing compares, creates or drops them. In a pattern `%`
/// stands for any characters.
template <class... Patterns>
[[nodiscard]] consteval auto leave_alone(Patterns... patterns) {
    return models::LeaveAlone<sizeof...(Patterns)>{{models::require_text(patterns)...}};
}

/// All tables of a database, in the order in which they are created; also leave_alone(…) and one
/// NamingConvention.
template <class... Parts>
[[nodiscard]] consteval auto metadata(Parts... parts) {
    using namespace models;
    static_assert(((is_table<Parts> || is_leave_alone<Parts> ||
                    std::is_same_v<Parts, NamingConvention>)&&...),
                  "kiln: metadata holds tables, leave_alone() and a NamingConvention");
    static_assert((0 + ... + int{std::is_same_v<Parts, NamingConvention>}) <= 1,
                  "kiln: two naming conventions");
    (Targets<Parts...>::require_of(parts), ...);
    (check_part(parts), ...);
    References<(1 + ... + option_count<Parts>)> references;
    (references.add(parts), ...);
    (references.require(parts), ...);

    const std::array<std::string_view, sizeof...(Parts)> names{table_name(parts)...};
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (!names[i].empty() && same_name(names[i], names[j])) refuse_name<Parts...>(i);
        }
    }
    return Metadata<Parts...>{{{parts}...}};
}

}  // namespace kiln
