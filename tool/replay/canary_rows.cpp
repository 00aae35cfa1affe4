#include "tool/replay/canary_rows.hpp"

#include "tool/replay/canary_fill.hpp"
#include "tool/replay/canary_packing.hpp"
#include "tool/schema/scratch_database.hpp"

#include <utility>

namespace kiln::tool {
namespace {

bool holds_own_rows(const std::vector<SchemaObject>& group) {
    return group.front().kind == SchemaObject::Kind::table;
}

}  // namespace

std::vector<CanaryRows::Unfilled> CanaryRows::fill(sqlite3* db, const Schema& schema,
                                                   const std::set<std::string>& tables, Kind kind,
                                                   unsigned generation, const Suits& suits) {
    std::map<std::string, CanaryPlan> suited;
    const auto table_of = [&](const std::string& name) -> CanaryPlan* {
        const auto group = schema.groups.find(name);
        if (group == schema.groups.end() || is_shadow_table(schema, name) ||
            group->second.front().kind != SchemaObject::Kind::table) {
            return nullptr;
        }
        const auto suit = kind == Kind::suited ? suits.find(name) : suits.end();
        const bool is_suited = suit != suits.end();
        const auto [entry, is_new] =
            is_suited ? suited.try_emplace(name) : plans_.try_emplace(canary_key_of(group->second));
        if (is_new) entry->second.table = canary_table(group->second);
        if (is_new && is_suited) entry->second.table.suit(canary_table(suit->second));
        return &entry->second;
    };
    const Kind fill = kind == Kind::suited ? Kind::ordinary : kind;
    return CanaryFill(db, tables, fill, generation, table_of).run();
}

void CanaryRows::forget(const Schema& before, const Schema& now) {
    for (const auto& [table, group] : before.groups) {
        if (!holds_own_rows(group)) continue;
        const std::string key = canary_key_of(group);
        const auto is = now.groups.find(table);
        if (is == now.groups.end() || canary_key_of(is->second) != key) plans_.erase(key);
    }
}

void CanaryRows::keep(Packer& out, const Schema& now) const {
    for (const auto& [table, group] : now.groups) {
        const auto plan = holds_own_rows(group) ? plans_.find(canary_key_of(group)) : plans_.end();
        if (plan == plans_.end()) continue;
        out.text(table);
        pack_plan(out, plan->second);
    }
    out.text("");
}

void CanaryRows::take_up(Unpacker& in, const Schema& now) {
    for (std::string table = in.text(); !table.empty(); table = in.text()) {
        CanaryPlan plan = unpack_plan(in);
        const auto group = now.groups.find(table);
        if (group == now.groups.end() || !holds_own_rows(group->second)) throw NotPacked();
        plan.table = canary_table(group->second);
        plans_.insert_or_assign(canary_key_of(group->second), std::move(plan));
    }
}

}  // namespace kiln::tool
