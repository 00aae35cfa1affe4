#pragma once
// kiln::index and its parts.

#include <kiln/models/column_options.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace kiln {
namespace models {

/// A part of an index of `T`'s table; an expression is of void.
template <class T>
struct IndexPart {
    AnyIndexPart plain;
};

template <class T>
struct PartModel {
    using type = ModelOf<T>;
};
template <class T>
struct PartModel<IndexPart<T>> {
    using type = T;
};
template <class T>
struct PartModel<Collated<T>> {
    using type = T;
};

template <class Pointer>
constexpr IndexPart<ModelOf<Pointer>> index_part(Pointer member) {
    return {{position(member), {}, {}, false}};
}
template <class T>
constexpr IndexPart<T> index_part(Collated<T> part) {
    return {{part.plain.position, {}, part.plain.text, false}};
}
template <class T>
constexpr IndexPart<T> index_part(IndexPart<T> part) {
    return part;
}

/// The struct whose members the parts are; void if there are expressions only.
template <class... Models>
struct CommonModel {
    using type = void;
};
template <class... Rest>
struct CommonModel<void, Rest...> : CommonModel<Rest...> {};
template <class T, class... Rest>
struct CommonModel<T, Rest...> {
    static_assert(((std::is_same_v<T, Rest> || std::is_void_v<Rest>)&&...),
                  "kiln: these members belong to different structs");
    using type = T;
};

template <class T, std::size_t N>
struct Index {
    using Model = T;
    PlainIndex<N> plain;

    [[nodiscard]] constexpr Index name(std::string_view name) const {
        return {{plain.parts, require_text(name), plain.condition, plain.is_unique}};
    }
    /// Holds only the rows that meet the condition.
    [[nodiscard]] constexpr Index where(std::string_view sql) const {
        return {{plain.parts, plain.given_name, require_text(sql), plain.is_unique}};
    }
    [[nodiscard]] constexpr Index unique() const {
        return {{plain.parts, plain.given_name, plain.condition, true}};
    }
};

}  // namespace models

/// A part of an index that is an SQL expression. The index needs a `.name(…)`.
[[nodiscard]] consteval models::IndexPart<void> expression(std::string_view sql) {
    return {{0, models::require_text(sql), {}, false}};
}

/// A part of an index, a member or the result of collate() or expression(), from high to low.
template <class Part>
[[nodiscard]] consteval auto descending(Part part) {
    auto result = models::index_part(part);
    result.plain.is_descending = true;
    return result;
}

/// An index on members, or on what descending(), collate() and expression() make of them.
template <class... Parts>
[[nodiscard]] consteval auto index(Parts... parts) {
    static_assert(sizeof...(Parts) > 0, "kiln: an index has a part at least");
    using Model = typename models::CommonModel<typename models::PartModel<Parts>::type...>::type;
    return models::Index<Model, sizeof...(Parts)>{
        {{models::index_part(parts).plain...}, {}, {}, false}};
}

}  // namespace kiln
