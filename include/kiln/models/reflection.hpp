#pragma once
// The members of an aggregate: how many, their types and their names. Boost.PFR, with what it has
// not in Boost before 1.84.

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>
#if __has_include(<boost/pfr/core_name.hpp>)  // Boost 1.84
#include <boost/pfr/core_name.hpp>
#endif

#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace kiln::models {

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

/// An object that exists only while compiling, for the addresses of its members.
template <class T>
struct Imagined {
    const T value;
};
template <class T>
extern const Imagined<T> imagined;

template <class T>
concept Aggregate = std::is_class_v<T> && std::is_aggregate_v<T>;

/// What a member of any type can be initialised from, where nothing is evaluated.
struct Anything {
    std::size_t ignored;
    template <class T>
    operator T&() const& noexcept;
    template <class T>
    operator T&() const&& noexcept;
};

template <class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...>) {
    return requires { T{Anything{I}...}; };
}

/// Boost.PFR before 1.84 first tries as many initialisers as the struct has bits, which is most of
/// the time that models take to compile. Structs have few members: from 8 upwards.
template <class T, std::size_t Fewest = 0, std::size_t Most = 8>
consteval std::size_t count_members() {
    if constexpr (takes<T>(std::make_index_sequence<Most>{})) {
        return count_members<T, Most, Most * 2>();
    } else if constexpr (Most - Fewest == 1) {
        return Fewest;
    } else if constexpr (takes<T>(std::make_index_sequence<(Fewest + Most) / 2>{})) {
        return count_members<T, (Fewest + Most) / 2, Most>();
    } else {
        return count_members<T, Fewest, (Fewest + Most) / 2>();
    }
}

template <Aggregate T>
inline constexpr std::size_t member_count = [] {
    if constexpr (std::is_copy_constructible_v<T> && requires { T{}; }) {
        return count_members<T>();
    } else {
        return boost::pfr::tuple_size_v<T>;
    }
}();

/// A member of the imagined T. Boost.PFR's own get() counts the members first.
template <class T, std::size_t I>
constexpr const auto& member() {
    namespace pfr = boost::pfr::detail;
    constexpr pfr::size_t_<member_count<T>> count{};
    if constexpr (requires { pfr::tie_as_tuple(imagined<T>.value, count); }) {
        return pfr::sequence_tuple::get<I>(pfr::tie_as_tuple(imagined<T>.value, count));
    } else {
        return boost::pfr::get<I>(imagined<T>.value);
    }
}

template <class T, std::size_t I>
using MemberType = std::remove_cvref_t<decltype(member<T, I>())>;

/// What initialises a base class and nothing else.
template <class T>
struct OnlyBase {
    template <class Base>
    requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>) operator Base() const noexcept;
};
struct Nothing {};

template <class T>
concept HasBase = requires {
    T{OnlyBase<T>{}};
}
&&!requires { T{Nothing{}}; };

template <class T, std::size_t... I, std::size_t... J>
consteval bool takes_pair(std::index_sequence<I...>, std::index_sequence<J...>) {
    return requires { T{Anything{I}..., {Anything{0}, Anything{1}}, Anything{J}...}; };
}

/// An array counts as many members as it has elements, whose braces may be left out: so a pair in
/// the place of its first two leaves room for one member less.
template <class T, std::size_t Count, std::size_t I>
consteval bool is_array() {
    if constexpr (takes_pair<T>(std::make_index_sequence<I>{}, std::index_sequence<>{})) {
        return !takes_pair<T>(std::make_index_sequence<I>{},
                              std::make_index_sequence<Count - I - 1>{});
    }
    return false;
}

/// A class, so that compilers name the struct and the member's position, from 0.
template <class T, std::size_t Position, bool IsArray>
struct MemberOf {
    static constexpr bool is_good = !IsArray;
    static_assert(!IsArray,
                  "kiln: an array cannot be a member of a model; a string and a "
                  "vector of bytes can");
};

/// In parentheses no braces are left out, where the compiler knows aggregates in parentheses.
template <class T, std::size_t... I>
consteval bool require_no_arrays(std::index_sequence<I...>) {
    if constexpr (requires { T(Anything{I}...); }) {
        return true;
    } else {
        return (MemberOf<T, I, is_array<T, sizeof...(I), I>()>::is_good && ...);
    }
}

/// False where one of the members is a reference, a bit field or an anonymous union.
template <class T>
concept HasAddresses = requires {
    typename std::bool_constant<std::addressof(member<T, 0>()) == std::addressof(member<T, 0>())>;
};

/// As far as Boost.PFR before 1.85 can count.
inline constexpr std::size_t most_members = 100;

template <class T>
consteval bool require_members() {
    constexpr std::size_t count = member_count<T>;
    constexpr bool fits = count <= most_members;
    static_assert(fits, "kiln: a model has at most 100 members, and no long arrays");
    if constexpr (fits && count > 0) {
        if constexpr (require_no_arrays<T>(std::make_index_sequence<count>{})) {
            static_assert(
                HasAddresses<T>,
                "kiln: a reference, bit field or anonymous union cannot be a member of a model");
            return HasAddresses<T>;
        }
        return false;
    }
    return fits;
}

/// Once for each struct: whether it can be a model. In steps, since Boost.PFR's own errors for what
/// cannot be name nothing.
template <class T>
consteval bool require_aggregate() {
    static_assert(Aggregate<T>,
                  "kiln: a model is an aggregate: a struct without constructors, base classes with "
                  "members, private members and virtual functions");
    if constexpr (Aggregate<T>) {
        static_assert(!HasBase<T>, "kiln: a model has no base class: make its members the model's");
        if constexpr (!HasBase<T>) return require_members<T>();
    }
    return false;
}

#if !defined(BOOST_PFR_CORE_NAME_ENABLED) || !BOOST_PFR_CORE_NAME_ENABLED
#if defined(_MSC_VER) && !defined(__clang__)
#error "kiln: the names of members need Boost 1.84 or newer with this compiler"
#endif

// In a struct, as Clang before 18 takes no pointer to a member of an object as it is.
template <class T>
struct Address {
    T value;
};
template <class T>
Address(T) -> Address<T>;

template <auto MemberAddress>
consteval const char* spelled() {
    return __PRETTY_FUNCTION__;
}

constexpr bool is_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// GCC spells "… [with auto MemberAddress = …{(& imagined<T>.…::value.T::name)}]", Clang
/// "… [MemberAddress = {&imagined.value.name}]".
constexpr std::string_view last_name(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0 && !is_of_name(text[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && is_of_name(text[begin - 1])) --begin;
    return text.substr(begin, end - begin);
}

template <class T, std::size_t I>
consteval std::string_view member_name() {
    return last_name(spelled<Address{std::addressof(member<T, I>())}>());
}

/// A value that compilers print with the member's name.
template <class T, std::size_t I>
consteval auto named_member() {
    return Address{std::addressof(member<T, I>())};
}
#else
template <class T, std::size_t I>
consteval std::size_t named_member() {
    return I;
}
template <class T, std::size_t I>
consteval std::string_view member_name() {
    return boost::pfr::get_name<I, T>();
}
#endif

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

}  // namespace kiln::models
