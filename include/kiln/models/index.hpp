#pragma once
// kiln::index and its parts.

#include <kiln/models/column_options.hpp>

namespace kiln {
namespace models {

/// One part of an index: a column, or an expression of `T` void.
template <class T>
struct IndexPart {
    std::size_t position = 0;
    std::string_view expression;  ///< empty: the column
    std::string_view collation;
    bool is_descending = false;
};

struct AnyIndexPart : IndexPart<void> {};

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
    return {position(member), {}, {}, false};
}
template <class T>
constexpr IndexPart<T> index_part(Collated<T> part) {
    return {part.position, {}, part.collation, false};
}
template <class T>
constexpr IndexPart<T> index_part(IndexPart<T> part) {
    return part;
}

template <class T>
constexpr AnyIndexPart any_part(IndexPart<T> part) {
    return {{part.position, part.expression, part.collation, part.is_descending}};
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
    std::array<AnyIndexPart, N> parts{};
    std::string_view given_name;
    std::string_view condition;
    bool is_unique = false;

    constexpr Index name(std::string_view name) const {
        return {parts, name, condition, is_unique};
    }
    /// Holds only the rows that meet the condition.
    constexpr Index where(std::string_view sql) const {
        return {parts, given_name, sql, is_unique};
    }
    constexpr Index unique() const { return {parts, given_name, condition, true}; }
};

}  // namespace models

/// A part of an index that is an SQL expression. The index needs a `.name(…)`.
consteval models::IndexPart<void> expression(std::string_view sql) { return {0, sql, {}, false}; }

/// A part of an index, a member or the result of collate() or expression(), from high to low.
template <class Part>
consteval auto descending(Part part) {
    auto result = models::index_part(part);
    result.is_descending = true;
    return result;
}

/// An index on members, or on what descending(), collate() and expression() make of them.
template <class... Parts>
consteval auto index(Parts... parts) {
    static_assert(sizeof...(Parts) > 0, "kiln: an index has a part at least");
    using Model = typename models::CommonModel<typename models::PartModel<Parts>::type...>::type;
    return models::Index<Model, sizeof...(Parts)>{
        {models::any_part(models::index_part(parts))...}, {}, {}, false};
}

}  // namespace kiln
