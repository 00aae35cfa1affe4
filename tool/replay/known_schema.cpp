#include "tool/replay/known_schema.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

std::size_t count_views_and_triggers(const Schema& schema) {
    std::size_t count = 0;
    for (const auto& [table, objects] : schema.groups) {
        count += static_cast<std::size_t>(
            std::count_if(objects.begin(), objects.end(), [](const SchemaObject& object) {
                return object.kind == SchemaObject::Kind::view ||
                       object.kind == SchemaObject::Kind::trigger;
            }));
    }
    return count;
}

}  // namespace

KnownSchema::KnownSchema(Schema schema)
    : schema_(std::move(schema)), views_and_triggers_(count_views_and_triggers(schema_)) {}

Schema KnownSchema::replace(Schema now, const Changes& changes) {
    views_and_triggers_ += count_views_and_triggers(now);
    Schema before;
    if (changes.whole_schema) {
        before = std::exchange(schema_, std::move(now));
    } else {
        for (const std::string& table : changes.schema) {
            if (auto group = schema_.groups.extract(table)) before.groups.insert(std::move(group));
        }
        schema_.groups.merge(now.groups);
    }
    views_and_triggers_ -= count_views_and_triggers(before);
    return before;
}

}  // namespace kiln::tool
