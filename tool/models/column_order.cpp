#include "tool/models/column_order.hpp"

#include "src/schema/constraints.hpp"
#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// An item of CREATE TABLE's list, and where a column stands in the older table.
struct Item {
    std::string_view text;
    std::string column;  ///< empty: a constraint
    std::size_t place = 0;
};

std::vector<Item> items_of(Tokens tokens, const TableDefinition& was) {
    std::vector<Item> items;
    std::size_t close = 0;
    for (const Tokens item : split_list(tokens, behind_name(tokens), close)) {
        if (item.empty()) continue;
        const char* end = item.back().text.data() + item.back().text.size();
        Item& out = items.emplace_back();
        out.text = {item.front().text.data(),
                    static_cast<std::size_t>(end - item.front().text.data())};
        out.place = was.columns.size() + 1;
        if (is_table_constraint(item)) continue;
        out.column = unquoted(item.front().text);
        out.place = was.find(folded(out.column)).value_or(was.columns.size());
    }
    return items;
}

void add_late(const std::string& table, const std::vector<Item>& items, std::size_t is_new,
              std::vector<std::string>& late) {
    for (std::size_t i = 0; i + 1 < items.size(); ++i) {
        if (items[i].place != is_new) continue;
        const auto behind =
            std::find_if(items.begin() + static_cast<std::ptrdiff_t>(i), items.end(),
                         [&](const Item& each) { return each.place < is_new; });
        if (behind == items.end()) continue;
        late.push_back("column " + quote(items[i].column) + " of table " + quote(table) +
                       " comes behind the others, and not before " + quote(behind->column) +
                       " as in the struct: kiln::ordered asks for that");
    }
}

void place_columns(SchemaObject& table, const SchemaObject& was_table,
                   std::vector<std::string>* late) {
    const TableDefinition was = parse_table(was_table.sql);
    const std::vector<Token> tokens = tokens_of(table.sql);
    const std::vector<Item> items = items_of(tokens, was);
    const auto precedes = [](const Item& a, const Item& b) { return a.place < b.place; };
    if (std::ranges::is_sorted(items, precedes)) return;
    if (late) add_late(table.name, items, was.columns.size(), *late);
    std::vector<Item> placed = items;
    std::ranges::stable_sort(placed, precedes);
    const char* begin = items.front().text.data();
    const char* end = items.back().text.data() + items.back().text.size();
    std::string sql = table.sql.substr(0, static_cast<std::size_t>(begin - table.sql.data()));
    for (const Item& item : placed) {
        if (&item != &placed.front()) sql += ",\n    ";
        sql += item.text;
    }
    sql += std::string_view(table.sql).substr(static_cast<std::size_t>(end - table.sql.data()));
    table.sql = std::move(sql);
}

}  // namespace

Schema with_columns_as(const Schema& revisions, Schema models,
                       const std::vector<std::string>& ordered, std::vector<std::string>* late) {
    for (auto& [key, group] : models.groups) {
        const std::string& name = key;  // Clang before 16 captures no structured binding
        const SchemaObject* was = find_table(revisions, name);
        const bool is_ordered = std::ranges::any_of(
            ordered, [&](const std::string& each) { return folded(each) == name; });
        if (!was || is_ordered || group.front().kind != SchemaObject::Kind::table) continue;
        place_columns(group.front(), *was, late);
    }
    return models;
}

}  // namespace kiln::tool
