#include "tool/report/schema_keys.hpp"

#include "src/text/letter_case.hpp"

#include <algorithm>

namespace kiln::tool {
namespace {

using Names = std::vector<std::string>;

Names all_folded(const Names& names) {
    Names all;
    all.reserve(names.size());
    for (const std::string& name : names) all.push_back(folded(name));
    return all;
}

}  // namespace

Multiplicity multiplicity_of(const DescribedTable& table, const DescribedForeignKey& key) {
    Multiplicity multiplicity;
    const Names columns = all_folded(key.columns);
    for (const DescribedColumn& column : table.columns) {
        const bool is_in_key = std::ranges::find(columns, folded(column.name)) != columns.end();
        // The only column of a key is a rowid as a rule, and that is never NULL.
        const bool is_alone_in_key =
            column.primary_key > 0 && std::ranges::count_if(table.columns, [](const auto& each) {
                                          return each.primary_key > 0;
                                      }) == 1;
        if (is_in_key && !column.not_null && !is_alone_in_key) multiplicity.may_lack_parent = true;
    }
    for (const Names& unique : table.unique_columns) {
        const Names all = all_folded(unique);
        const bool is_within_key = std::ranges::all_of(all, [&](const std::string& name) {
            return std::ranges::find(columns, name) != columns.end();
        });
        if (is_within_key) multiplicity.has_one_child = true;
    }
    return multiplicity;
}

Names keys_of(const DescribedTable& table, const DescribedColumn& column) {
    const auto names = [&](const Names& columns) {
        const Names all = all_folded(columns);
        return std::ranges::find(all, folded(column.name)) != all.end();
    };
    Names keys;
    if (column.primary_key > 0) keys.emplace_back("PK");
    if (std::ranges::any_of(table.foreign_keys,
                            [&](const DescribedForeignKey& key) { return names(key.columns); })) {
        keys.emplace_back("FK");
    }
    if (column.primary_key == 0 &&
        std::ranges::any_of(table.unique_columns, [&](const Names& unique) {
            return unique.size() == 1 && names(unique);
        })) {
        keys.emplace_back("UK");
    }
    return keys;
}

}  // namespace kiln::tool
