#include "tool/replay/canary_rows.hpp"

#include "tool/replay/canary_fill.hpp"
#include "tool/replay/canary_packing.hpp"
#include "tool/replay/group_digests.hpp"
#include "tool/schema/scratch_database.hpp"

#include <utility>

namespace kiln::tool {
namespace {

/// Short, and another one for whatever declares anything else.
std::string key_of(const std::vector<SchemaObject>& group) {
    return short_digest(canary_key_of(group));
}

bool holds_own_rows(const std::vector<SchemaObject>& group) {
    return group.front().kind == SchemaObject::Kind::table;
}

}  // namespace

const std::string& CanaryRows::Entry::pack() const {
    if (packed.empty()) {
        Packer out;
        pack_plan(out, *plan);
        packed = out.take();
    }
    return packed;
}

CanaryPlan& CanaryRows::plan_of(const std::vector<SchemaObject>& group) {
    const auto [found, is_new] = entries_.try_emplace(key_of(group));
    Entry& entry = found->second;
    if (before_.count(found->first) == 0) before_[found->first] = is_new ? "" : entry.pack();
    if (!entry.plan) {
        entry.plan.emplace();
        try {
            Unpacker in(entry.packed);
            if (!is_new) *entry.plan = unpack_plan(in);
        } catch (const NotPacked&) {
            *entry.plan = {};
        }
        entry.plan->table = canary_table(group);
    }
    entry.packed.clear();
    return *entry.plan;
}

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
        if (suit == suits.end()) return &plan_of(group->second);
        const auto [entry, is_new] = suited.try_emplace(name);
        if (is_new) {
            entry->second.table = canary_table(group->second);
            entry->second.table.suit(canary_table(suit->second));
        }
        return &entry->second;
    };
    const Kind fill = kind == Kind::suited ? Kind::ordinary : kind;
    return CanaryFill(db, tables, fill, generation, table_of).run();
}

void CanaryRows::forget(const Schema& before, const Schema& now) {
    for (const auto& [table, group] : before.groups) {
        if (!holds_own_rows(group)) continue;
        const auto is = now.groups.find(table);
        if (is != now.groups.end() && canary_key_of(is->second) == canary_key_of(group)) continue;
        entries_.erase(key_of(group));
    }
}

void CanaryRows::keep(Packer& out, const Schema& now) const {
    for (const auto& [table, group] : now.groups) {
        const std::string& known = known_of(group);
        if (known.empty()) continue;
        out.text(table);
        out.text(known);
    }
    out.text("");
}

void CanaryRows::take_up(Unpacker& in, const Schema& now) {
    for (std::string table = in.text(); !table.empty(); table = in.text()) {
        const auto group = now.groups.find(table);
        if (group == now.groups.end() || !holds_own_rows(group->second)) throw NotPacked();
        entries_.insert_or_assign(key_of(group->second), Entry{std::nullopt, in.text()});
    }
}

const std::string& CanaryRows::known_of(const std::vector<SchemaObject>& group) const {
    static const std::string nothing;
    const auto entry = holds_own_rows(group) ? entries_.find(key_of(group)) : entries_.end();
    return entry == entries_.end() ? nothing : entry->second.pack();
}

CanaryRows::Known CanaryRows::learned() const {
    Known learned;
    for (const auto& [key, before] : before_) {
        const auto entry = entries_.find(key);
        if (entry == entries_.end() || entry->second.pack() == before) continue;
        learned.emplace(key, entry->second.pack());
    }
    return learned;
}

void CanaryRows::learn(const Known& learned) {
    for (const auto& [key, packed] : learned) {
        entries_.insert_or_assign(key, Entry{std::nullopt, packed});
    }
}

}  // namespace kiln::tool
