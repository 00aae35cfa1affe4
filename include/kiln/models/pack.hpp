#pragma once
// Values of different types, kept together.

#include <cstddef>
#include <utility>

namespace kiln::models {

template <std::size_t I, class T>
struct PackElement {
    T value;
};

template <class Indexes, class... Ts>
struct PackElements;
template <std::size_t... I, class... Ts>
struct PackElements<std::index_sequence<I...>, Ts...> : PackElement<I, Ts>... {
    /// Calls `visit` with each value in order.
    template <class Visit>
    constexpr void for_each([[maybe_unused]] Visit visit) const {
        (visit(static_cast<const PackElement<I, Ts>&>(*this).value), ...);
    }

    template <std::size_t At>
    constexpr const auto& get() const {
        return element<At>(*this).value;
    }

private:
    template <std::size_t At, class T>
    static constexpr const PackElement<At, T>& element(const PackElement<At, T>& each) {
        return each;
    }
};

/// An aggregate of `{{value}...}`. std::tuple takes the compiler ten times as long.
template <class... Ts>
using Pack = PackElements<std::index_sequence_for<Ts...>, Ts...>;

/// The first of some types.
template <class T, class...>
struct FirstOf {
    using type = T;
};
template <class... Ts>
using First = typename FirstOf<Ts...>::type;

}  // namespace kiln::models
