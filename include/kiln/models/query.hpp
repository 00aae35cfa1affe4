#pragma once
// Operations::query<Struct>(): rows of a revision's query as structs.
//
//     struct Account {
//         std::int64_t id;
//         std::optional<std::string> phone;
//     };
//     for (const Account& account : op.query<Account>("SELECT id, phone FROM account")) { … }
//
// Each member is the column of its name, read as Row::get() reads its type. Columns that no member
// names are left out.

#include <kiln/models/reflection.hpp>
#include <kiln/operations.hpp>

#include <cstddef>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

namespace kiln {
namespace models {

template <class Struct, std::size_t... I>
Struct struct_of(const Operations::Row& row, std::index_sequence<I...>) {
    return Struct{row.get<MemberType<Struct, I>>(member_name<Struct, I>())...};
}

template <class Struct>
class StructRows {
public:
    class Iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using value_type = Struct;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        explicit Iterator(Operations::Rows::Iterator row) : row_(row) {}
        Struct operator*() const {
            return struct_of<Struct>(*row_, std::make_index_sequence<member_count<Struct>>{});
        }
        Iterator& operator++() {
            ++row_;
            return *this;
        }
        void operator++(int) { ++row_; }
        bool operator==(std::default_sentinel_t end) const { return row_ == end; }

    private:
        Operations::Rows::Iterator row_;
    };

    explicit StructRows(Operations::Rows rows) : rows_(std::move(rows)) {}
    [[nodiscard]] Iterator begin() { return Iterator(rows_.begin()); }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

private:
    Operations::Rows rows_;
};

}  // namespace models

template <class Struct, class... Values>
requires(std::is_class_v<Struct>&& std::is_aggregate_v<Struct>) auto Operations::query(
    std::string_view sql, const Values&... values) {
    static_assert(models::require_aggregate<Struct>());
    return models::StructRows<Struct>(query(sql, values...));
}

}  // namespace kiln
