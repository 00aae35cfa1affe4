#include "tool/rules/key_violations.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/references.hpp"
#include "tool/replay/trial_database.hpp"

#include <set>

namespace kiln::tool {
namespace {

std::set<std::string> children_now(const Passage& passage) {
    std::set<std::string> tables = passage.changes.rows;
    tables.insert(passage.changes.schema.begin(), passage.changes.schema.end());
    for (const auto& [table, rows] : passage.rows->tables) tables.insert(table);
    std::erase_if(tables, [&](const std::string& table) {
        const SchemaObject* object = find_table(passage.after, table);
        return object == nullptr || words_of(object->sql).count("references") == 0;
    });
    return tables;
}

}  // namespace

Violations violations_behind(const Passage& passage) {
    Violations now;
    if (passage.rows == nullptr || !may_change_violations(passage.section.sql)) return now;
    find_violations(sqlite::Connection::borrow(passage.database.handle()), children_now(passage),
                    now);
    // Keys that cannot be checked are Dependents' to tell.
    now.unchecked.clear();
    return now;
}

std::vector<NewViolation> new_violations(const Passage& passage, const Violations& now) {
    if (now.counts.empty()) return {};
    Violations before = passage.rows->violations;
    before.unchecked.clear();
    return describe_new(before, now);
}

bool breaks_key(const Passage& passage, const std::string& child, const std::string& parent) {
    Violations now = violations_behind(passage);
    std::erase_if(now.counts, [&](const auto& each) {
        return folded(each.first.first) != child || folded(each.first.second) != parent;
    });
    return !new_violations(passage, now).empty();
}

}  // namespace kiln::tool
