#include "tool/replay/changes.hpp"

#include <utility>

namespace kiln::tool {

void Changes::add(const Changes& other) {
    schema.insert(other.schema.begin(), other.schema.end());
    rows.insert(other.rows.begin(), other.rows.end());
    whole_schema |= other.whole_schema;
}

Schema groups_of(const Schema& schema, const Changes& changes) {
    if (changes.whole_schema) return schema;
    Schema some;
    for (const std::string& table : changes.schema) {
        const auto group = schema.groups.find(table);
        if (group != schema.groups.end()) some.groups.insert(*group);
    }
    return some;
}

std::set<std::string> different_groups(const Schema& before, const Schema& after,
                                       const Changes& changes) {
    if (changes.whole_schema) return different_groups(before, after);
    return different_groups(before, groups_of(after, changes));
}

void Past::add(const Changes& later, const Schema& before) {
    if (changes.whole_schema) {
        // Then `schema` is all that there was.
    } else if (later.whole_schema) {
        Schema all = before;
        for (const std::string& table : changes.schema) all.groups.erase(table);
        all.groups.merge(schema.groups);
        schema = std::move(all);
    } else {
        for (const std::string& table : later.schema) {
            const auto group = before.groups.find(table);
            if (changes.schema.count(table) > 0 || group == before.groups.end()) continue;
            schema.groups.insert(*group);
        }
    }
    changes.add(later);
}

}  // namespace kiln::tool
