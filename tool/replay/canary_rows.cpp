#include "tool/replay/canary_rows.hpp"

#include "tool/replay/canary_fill.hpp"
#include "tool/schema/scratch_database.hpp"

namespace kiln::tool {

std::vector<CanaryRows::Unfilled> CanaryRows::fill(sqlite3* db, const Schema& schema,
                                                   const std::set<std::string>& tables, Kind kind,
                                                   unsigned generation) {
    const auto table_of = [&](const std::string& name) -> CanaryPlan* {
        const auto group = schema.groups.find(name);
        if (group == schema.groups.end() || is_shadow_table(schema, name) ||
            group->second.front().kind != SchemaObject::Kind::table) {
            return nullptr;
        }
        const auto [entry, is_new] = plans_.try_emplace(canary_key_of(group->second));
        if (is_new) entry->second.table = canary_table(group->second);
        return &entry->second;
    };
    return CanaryFill(db, tables, kind, generation, table_of).run();
}

}  // namespace kiln::tool
