#include "tool/replay/known_schema.hpp"

#include <utility>

namespace kiln::tool {

KnownSchema::KnownSchema(Schema schema) : schema_(std::move(schema)), mentions_(schema_) {}

Schema KnownSchema::replace(Schema now, const Changes& changes) {
    Schema before;
    if (changes.whole_schema) {
        before = std::exchange(schema_, std::move(now));
    } else {
        for (const std::string& table : changes.schema) {
            if (auto group = schema_.groups.extract(table)) before.groups.insert(std::move(group));
        }
        schema_.groups.merge(now.groups);
    }
    for (const std::string& table : different_groups(before, schema_, changes)) {
        const auto group = schema_.groups.find(table);
        mentions_.replace(
            table, group == schema_.groups.end() ? std::vector<SchemaObject>{} : group->second);
    }
    return before;
}

}  // namespace kiln::tool
