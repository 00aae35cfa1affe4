#include "tool/rules/foreign_keys.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/trial_database.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// The tables behind REFERENCES in a CREATE TABLE, folded.
std::set<std::string> referenced_tables(std::string_view sql) {
    std::set<std::string> tables;
    SqlLexer lexer(sql, SqlRules::sqlite);
    bool behind_references = false;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (behind_references) tables.insert(folded(unquoted(lexer.text(token))));
        behind_references = token.kind == SqlToken::Kind::word &&
                            equal_ignoring_case(lexer.text(token), "references");
    }
    return tables;
}

std::set<std::string> violations_of(sqlite3* db, const std::string& table) {
    std::set<std::string> found;
    const std::string sql = "PRAGMA main.foreign_key_check(" + quoted_name(table) + ")";
    sqlite::Statement rows;
    // A parent without the unique key that a child needs: SQLite refuses to check. Dependents
    // tells.
    if (rows.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) return {};
    while (rows.step() == SQLITE_ROW) {
        const std::string rowid(rows.text(1));
        found.insert((rowid.empty() ? "a row" : "row " + rowid) + " of '" +
                     std::string(rows.text(0)) + "' refers to a row of '" +
                     std::string(rows.text(2)) + "' that does not exist");
    }
    return found;
}

bool is_table(const Schema& schema, const std::string& name) {
    const auto group = schema.groups.find(name);
    return group != schema.groups.end() && group->second.front().kind == SchemaObject::Kind::table;
}

}  // namespace

void ForeignKeys::learn(const Schema& schema, const std::string& table) {
    if (const auto old = parents_.find(table); old != parents_.end()) {
        for (const std::string& parent : old->second) children_[parent].erase(table);
        parents_.erase(old);
    }
    if (!is_table(schema, table)) {
        known_.erase(table);
        return;
    }
    std::set<std::string> parents = referenced_tables(schema.groups.at(table).front().sql);
    for (const std::string& parent : parents) children_[parent].insert(table);
    if (!parents.empty()) parents_.emplace(table, std::move(parents));
}

std::set<std::string> ForeignKeys::suspects(const Schema& schema, const Changes& changes) const {
    std::set<std::string> tables;
    const auto suspect = [&](const std::string& table) {
        if (parents_.count(table) > 0 && is_table(schema, table)) tables.insert(table);
        const auto children = children_.find(table);
        if (children != children_.end()) {
            tables.insert(children->second.begin(), children->second.end());
        }
    };
    for (const std::string& table : changes.rows) suspect(table);
    for (const std::string& table : changes.schema) suspect(table);
    if (changes.whole_schema) {
        for (const auto& [table, parents] : parents_) tables.insert(table);
    }
    return tables;
}

void ForeignKeys::inspect(const Passage& upgrade, std::vector<Diagnostic>& found) {
    const std::vector<std::string> violations = new_violations(upgrade);
    if (violations.empty()) return;
    constexpr std::size_t shown = 10;
    Diagnostic diagnostic = diagnose_section(
        upgrade.file, upgrade.section, Code::foreign_key_violation,
        "the upgrade violates a foreign key: " + violations.front(),
        "mend the rows in the upgrade: Kiln checks foreign keys at the end of a run");
    for (std::size_t i = 1; i < std::min(shown, violations.size()); ++i) {
        diagnostic.notes.push_back(note_of(violations[i]));
    }
    if (violations.size() > shown) {
        diagnostic.notes.push_back(
            note_of("and " + std::to_string(violations.size() - shown) + " more"));
    }
    found.push_back(std::move(diagnostic));
}

std::vector<std::string> ForeignKeys::new_violations(const Passage& upgrade) {
    const Schema& schema = upgrade.after;
    const Changes& changes = upgrade.changes;
    if (changes.whole_schema) {
        parents_.clear();
        children_.clear();
        for (const auto& [table, objects] : schema.groups) learn(schema, table);
    } else {
        for (const std::string& table : changes.schema) learn(schema, table);
    }
    std::vector<std::string> fresh;
    for (const std::string& table : suspects(schema, changes)) {
        std::set<std::string> now = violations_of(upgrade.database.handle(), table);
        std::set<std::string>& known = known_[table];
        for (const std::string& violation : now) {
            if (known.count(violation) == 0) fresh.push_back(violation);
        }
        known = std::move(now);
    }
    return fresh;
}

}  // namespace kiln::tool
