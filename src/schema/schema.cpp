#include "src/schema/schema.hpp"

#include "src/text/letter_case.hpp"

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

SchemaObject::Kind kind_of(std::string_view type, std::string_view sql) {
    using Kind = SchemaObject::Kind;
    if (type == "view") return Kind::view;
    if (type == "index") return Kind::index;
    if (type == "trigger") return Kind::trigger;
    // SQLite itself stores the statement from its second keyword on as it was written.
    constexpr std::string_view virtual_table = "create virtual";
    return equal_ignoring_case(sql.substr(0, virtual_table.size()), virtual_table)
               ? Kind::virtual_table
               : Kind::table;
}

}  // namespace

void add_object(Schema& schema, std::string_view type, std::string_view name,
                std::string_view table, std::string_view sql, std::int64_t row) {
    if (equal_ignoring_case(name.substr(0, 7), "sqlite_")) return;
    schema.groups[folded(table)].push_back(
        {kind_of(type, sql), std::string(name), std::string(sql), row});
}

void sort_groups(Schema& schema) {
    for (auto& [table, objects] : schema.groups) {
        std::sort(objects.begin(), objects.end(), [](const auto& a, const auto& b) {
            return a.kind != b.kind ? a.kind < b.kind : folded(a.name) < folded(b.name);
        });
    }
}

}  // namespace kiln
