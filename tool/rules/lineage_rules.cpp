#include "tool/rules/lineage_rules.hpp"

#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"
#include "tool/schema/scratch_database.hpp"

#include <algorithm>

namespace kiln::tool {

Passed::Passed(const Passage& passage)
    : passage_(passage), lineage_(passage.before, passage.after, passage.statements) {
    if (passage.upgrade != nullptr) {
        // What it left unchanged is not asked for, and its `after` is no longer what it was.
        upgrade_.emplace(passage.upgrade->before, Schema{}, passage.upgrade->statements);
    }
}

const SchemaObject* Passed::object(const std::string& table) const {
    for (const Schema* schema : {&passage_.before, &passage_.after}) {
        const auto group = schema->groups.find(table);
        if (group != schema->groups.end()) return &group->second.front();
    }
    return nullptr;
}

std::string Passed::written(const std::string& table) const {
    const SchemaObject* found = object(table);
    return found == nullptr ? table : found->name;
}

std::string Passed::written(const std::string& table, const std::string& column) const {
    const SchemaObject* found = object(table);
    if (found == nullptr || found->kind != SchemaObject::Kind::table) return column;
    const TableDefinition definition = parse_table(found->sql);
    const auto index = definition.find(column);
    return index ? definition.columns[*index].name : column;
}

bool Passed::holds_data(const std::string& table) const {
    if (is_shadow_table(passage_.before, table) || is_shadow_table(passage_.after, table)) {
        return false;
    }
    const SchemaObject* found = object(table);
    if (found == nullptr || found->kind != SchemaObject::Kind::virtual_table) return true;
    return !option_of(tokens_of(found->sql), "content");
}

bool Passed::upgrade_changed(const std::string& table) const {
    const Changes& changes = passage_.upgrade->changes;
    return changes.schema.count(table) > 0 || changes.whole_schema;
}

bool Passed::is_taken_back(const std::string& table) const {
    if (!upgrade_ || !upgrade_changed(table) || upgrade_->became(table) != nullptr) return false;
    const bool was_there = passage_.upgrade->before.groups.count(table) > 0;
    // Of that name, but another one, if a statement says what became of it.
    return !was_there || upgrade_->of(table) != nullptr;
}

bool Passed::is_taken_back(const std::string& table, const std::string& column) const {
    if (is_taken_back(table)) return true;
    if (!upgrade_) return false;
    const TableFate* fate = upgrade_->became(table);
    if (fate == nullptr) return false;
    return std::none_of(fate->columns.begin(), fate->columns.end(),
                        [&](const auto& each) { return each.second == column; });
}

bool Passed::was_set_in_all_rows(const std::string& table, const std::string& column) const {
    if (!upgrade_) return false;
    for (std::size_t i = 0; i < upgrade_->statements().size(); ++i) {
        const TableFate* fate = upgrade_->of(upgrade_->all_rows_of(i));
        if (fate == nullptr || fate->new_name != table) continue;
        for (const Assignment& each : upgrade_->statements()[i].assignments) {
            if (each.column == column) return true;
        }
    }
    return false;
}

void LineageRules::inspect(const Passage& passage, std::vector<Diagnostic>& found) {
    const Changes& changes = passage.changes;
    if (changes.schema.empty() && !changes.whole_schema && changes.rows.empty()) return;
    const Passed passed(passage);
    for (const LineageRule rule : rules_) rule(passed, found);
}

Hint hint_to_allow(Code rule) {
    return "if that is meant, say why on a line above the statement: -- kiln:allow " +
           to_string(rule) + ": …";
}

}  // namespace kiln::tool
