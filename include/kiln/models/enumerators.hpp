#pragma once
// The enumerators of an enum as what its column takes: kiln::one_of and kiln::as_text.

#include <kiln/models/column_options.hpp>
#include <kiln/models/text_buffer.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace kiln {
namespace models {

/// The spelling of some values, with more around it: `Status::open`, and `(Status)2` of a value
/// that has no name.
template <auto... Values>
consteval const char* spelled_values() {
#if defined(_MSC_VER) && !defined(__clang__)
    return __FUNCSIG__;
#else
    return __PRETTY_FUNCTION__;
#endif
}

/// Goes over the names in what spelled_values() returns, which stand in braces (GCC) or angle
/// brackets (Clang, MSVC).
class SpelledValues {
public:
    constexpr explicit SpelledValues(std::string_view text) {
        const std::size_t equals = text.find("Values = ");
        const std::size_t begin =
            equals == std::string_view::npos ? text.find("spelled_values<") + 15 : equals + 10;
        rest_ = text.substr(begin);
    }

    /// The next value's name without what it stands in; empty: it has none.
    constexpr std::string_view next() {
        std::size_t depth = 0;
        std::size_t end = 0;
        for (; end < rest_.size(); ++end) {
            const char c = rest_[end];
            if (depth == 0 && (c == ',' || c == '}' || c == '>')) break;
            if (c == '(' || c == '<' || c == '{') ++depth;
            if (c == ')' || c == '>' || c == '}') --depth;
        }
        std::string_view value = rest_.substr(0, end);
        rest_.remove_prefix(end < rest_.size() ? end + 1 : end);
        while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        // `(Status)2`; but `(anonymous namespace)::Status::open`.
        const std::string_view tail = value.substr(value.rfind(')') + 1);
        if (tail.empty() || tail.front() == '-' || is_digit(tail.front())) return {};
        const std::size_t colon = value.rfind(':');
        return value.substr(colon == std::string_view::npos ? 0 : colon + 1);
    }

private:
    static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

    std::string_view rest_;
};

/// Where enumerators are looked for: from -16 to 127.
template <class E>
inline constexpr int first_value = std::is_unsigned_v<std::underlying_type_t<E>> ? 0 : -16;
template <class E>
inline constexpr std::size_t value_count = std::is_same_v<std::underlying_type_t<E>, bool>
                                               ? 2
                                               : static_cast<std::size_t>(128 - first_value<E>);

/// Some values of an enum, as SQL. Numbers that were given need no name.
template <bool AreGiven, auto... Values>
struct EnumValues {
    static constexpr std::array<long long, sizeof...(Values)> numbers{
        static_cast<long long>(Values)...};

    template <class Sink>
    static constexpr void write(Sink& sink, bool as_text) {
        SpelledValues names(spelled_values<Values...>());
        bool any = false;
        for (const long long number : numbers) {
            const std::string_view name = names.next();
            if (name.empty() && (as_text || !AreGiven)) continue;
            sink.add(any ? ", " : "");
            any = true;
            if (as_text) {
                sink.add("'");
                sink.add(name);
                sink.add("'");
            } else {
                write_number(sink, number);
            }
        }
    }

    static constexpr bool have_names() {
        SpelledValues names(spelled_values<Values...>());
        bool all = true;
        for (std::size_t i = 0; i < sizeof...(Values); ++i) all = !names.next().empty() && all;
        return all;
    }

private:
    template <class Sink>
    static constexpr void write_number(Sink& sink, long long value) {
        std::array<char, 20> digits{};
        std::size_t at = digits.size();
        for (long long rest = value; rest != 0 || at == digits.size(); rest /= 10) {
            const long long digit = rest % 10;
            digits[--at] = static_cast<char>('0' + (digit < 0 ? -digit : digit));
        }
        sink.add(value < 0 ? "-" : "");
        sink.add({digits.data() + at, digits.size() - at});
    }
};

template <class E, class Indexes>
struct AllValuesOf;
template <class E, std::size_t... I>
struct AllValuesOf<E, std::index_sequence<I...>> {
    using type = EnumValues<false, static_cast<E>(first_value<E> + static_cast<int>(I))...>;
};

/// `'open', 'closed'`, or `0, 1`.
template <class Values, bool AsText>
inline constexpr auto value_list = [] {
    constexpr std::size_t size = [] {
        TextSize counter;
        Values::write(counter, AsText);
        return counter.size;
    }();
    TextBuffer<size> list;
    Values::write(list, AsText);
    return list.text;
}();

template <bool AsText, class Pointer, auto... Values>
consteval auto values_option(Pointer member) {
    using E = ValueOf<Pointer>;
    static_assert(Enumeration<E>, "kiln: this member is no enum");
    static_assert((std::is_same_v<E, std::remove_cv_t<decltype(Values)>> && ...),
                  "kiln: these values are of another enum than the member");
    constexpr auto kind = AsText ? PlainColumnOption::Kind::names : PlainColumnOption::Kind::values;
    if constexpr (Enumeration<E>) {
        if constexpr (sizeof...(Values) > 0) {
            using Given = EnumValues<true, Values...>;
            static_assert(
                !AsText || Given::have_names(),
                "kiln: one of these values is no enumerator, or the compiler does not know "
                "its name");
            constexpr const auto& list = value_list<Given, AsText>;
            return column_option(member, kind, {list.data(), list.size()});
        } else {
            static_assert(
                requires { E{0}; },
                "kiln: the values of an enum without a type cannot be found: write enum "
                "class, or name them, as in one_of<a, b>()");
            using All = typename AllValuesOf<E, std::make_index_sequence<value_count<E>>>::type;
            constexpr const auto& list = value_list<All, AsText>;
            static_assert(list.size() > 0,
                          "kiln: this enum has no enumerator from -16 to 127, or the compiler does "
                          "not know their names: name them, as in one_of<Flag::a, Flag::b>()");
            return column_option(member, kind, {list.data(), list.size()});
        }
    } else {
        return column_option(member, kind, {});
    }
}

}  // namespace models

/// A CHECK that the column of an enum holds the number of an enumerator: of `Values`, or of all
/// that are from -16 to 127.
template <auto... Values, class Pointer>
[[nodiscard]] consteval auto one_of(Pointer member) {
    return models::values_option<false, Pointer, Values...>(member);
}

/// The column of an enum is TEXT, with a CHECK that it holds the name of an enumerator: of
/// `Values`, or of all that are from -16 to 127.
template <auto... Values, class Pointer>
[[nodiscard]] consteval auto as_text(Pointer member) {
    return models::values_option<true, Pointer, Values...>(member);
}

}  // namespace kiln
