#include "tool/rules/dependents.hpp"

#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/finding.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace kiln::tool {
namespace {

/// A CREATE of something with this folded name.
bool creates(const RanStatement& statement, const std::string& name) {
    constexpr std::size_t words_before_name = 8;  // CREATE TEMP TRIGGER IF NOT EXISTS main . name
    const std::vector<Token> tokens = tokens_of(statement.text);
    const Tokens head = Tokens(tokens).first(std::min(tokens.size(), words_before_name));
    return is_at(head, 0, "create") &&
           std::any_of(head.begin(), head.end(),
                       [&](const Token& each) { return folded(unquoted(each.text)) == name; });
}

bool had_foreign_key(const Passage& passage, const BrokenDependent& broken) {
    const std::string& child = broken.dependent.table;
    if (!passage.changes.whole_schema && passage.changes.schema.count(child) == 0) return true;
    const SchemaObject* table = object_of(passage.before, broken.dependent);
    if (table == nullptr) return false;
    const std::vector<Constraint> constraints = parse_table(table->sql).constraints;
    return std::any_of(constraints.begin(), constraints.end(), [&](const Constraint& each) {
        if (each.kind != Constraint::Kind::foreign_key) return false;
        std::vector<std::string> columns;
        for (const std::string& column : each.columns) columns.push_back(unquoted(column));
        return foreign_key_name(columns, unquoted(each.parent)) == broken.key;
    });
}

/// Whether a table has all keys that it had, as it does behind ADD COLUMN.
bool keeps_keys(const std::vector<SchemaObject>& was, const std::vector<SchemaObject>& is) {
    if (was.front().kind != SchemaObject::Kind::table || is.front().kind != was.front().kind) {
        return false;
    }
    const TableDefinition before = parse_table(was.front().sql);
    const TableDefinition after = parse_table(is.front().sql);
    return std::all_of(before.columns.begin(), before.columns.end(),
                       [&](const ColumnDefinition& column) {
                           const auto at = after.find(folded(column.name));
                           return at && same_attributes(column, after.columns[*at]);
                       }) &&
           unmatched(before.constraints, after.constraints).was.empty() &&
           std::all_of(was.begin() + 1, was.end(), [&](const SchemaObject& member) {
               return std::find(is.begin(), is.end(), member) != is.end();
           });
}

/// What has to be asked. A table may be the parent of many.
std::set<Dependent> suspects_of(const Passage& passage) {
    const std::set<std::string> changed =
        different_groups(passage.before, passage.after, passage.changes);
    std::set<Dependent> suspects = passage.database.mentions().reach(changed);
    const auto is_children = [](const Dependent& each) {
        return each.kind == Dependent::Kind::foreign_keys;
    };
    constexpr std::ptrdiff_t few = 4;
    if (std::count_if(suspects.begin(), suspects.end(), is_children) <= few) return suspects;
    std::set<std::string> without_keys;  // perhaps
    for (const std::string& table : changed) {
        const auto was = passage.before.groups.find(table);
        const auto is = passage.after.groups.find(table);
        if (was == passage.before.groups.end() || is == passage.after.groups.end() ||
            !keeps_keys(was->second, is->second)) {
            without_keys.insert(table);
        }
    }
    const std::set<Dependent> in_danger = passage.database.mentions().reach(without_keys);
    std::erase_if(suspects, [&](const Dependent& each) {
        return is_children(each) && changed.count(each.table) == 0 && in_danger.count(each) == 0;
    });
    return suspects;
}

/// The statement that made the object, or else the first that can reach it.
std::size_t likely_offset(const Passage& passage, const Dependent& dependent) {
    std::optional<std::size_t> offset;
    for (const RanStatement& statement : passage.statements) {
        const Changes& changes = statement.changes;
        if (changes.schema.empty() && !changes.whole_schema) continue;
        if (creates(statement, dependent.name)) {
            offset = statement.offset;
        } else if (!offset &&
                   (changes.whole_schema ||
                    passage.database.mentions().reach(changes.schema).count(dependent) > 0)) {
            offset = statement.offset;
        }
    }
    return offset.value_or(0);
}

/// The word that SQLite took for a column, where it stands in double quotes.
bool may_be_text(const std::string& sql, const std::string& message) {
    constexpr std::string_view no_such_column = "no such column: ";
    if (!message.starts_with(no_such_column)) return false;
    const std::string name = unquoted(message.substr(no_such_column.size()));
    const std::vector<Token> tokens = tokens_of(sql);
    return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
        return token.text.front() == '"' && unquoted(token.text) == name;
    });
}

std::string hint_for(const BrokenDependent& broken, const SchemaObject& object) {
    switch (broken.dependent.kind) {
        case Dependent::Kind::view:
        case Dependent::Kind::trigger:
            if (may_be_text(object.sql, broken.message)) {
                return "if that is a text, write it in single quotes, '…'";
            }
            return "drop it in this revision, and create it anew for what is there now";
        case Dependent::Kind::virtual_table:
            return "drop or rebuild it in this revision too";
        case Dependent::Kind::foreign_keys:
            break;
    }
    return "keep the parent's table and its PRIMARY KEY or UNIQUE, or rebuild the child without "
           "the key";
}

bool is_broken(sqlite3* db, const BrokenDependent& dependent) {
    return std::ranges::any_of(
        broken_among(db, read_schema(db), {dependent.dependent}),
        [&](const BrokenDependent& each) { return each.key == dependent.key; });
}

Diagnostic k604(const Passage& passage, const BrokenDependent& broken, bool is_new) {
    const SchemaObject& object = *object_of(passage.after, broken.dependent);
    const bool is_read = broken.dependent.kind == Dependent::Kind::virtual_table;
    const char* verdict = is_read ? (is_new ? " cannot be read: " : " can no longer be read: ")
                                  : (is_new ? " does not compile: " : " no longer compiles: ");
    return finding(passage, likely_offset(passage, broken.dependent), Code::dependents_broken,
                   describe(broken, passage.after) + verdict + broken.message,
                   hint_for(broken, object));
}

}  // namespace

bool Dependents::is_old_fault(const Passage& passage, const BrokenDependent& broken) const {
    const std::pair key{broken.dependent, broken.key};
    auto old = broken_.find(key);
    if (old == broken_.end()) {
        if (passage.section.direction != Direction::downgrade) return false;
        // What the upgrade mended comes back as it was.
        old = before_upgrade_.find(key);
        return old != before_upgrade_.end();
    }
    const std::string& sql = object_of(passage.after, broken.dependent)->sql;
    if (broken.dependent.kind == Dependent::Kind::foreign_keys ||
        normal(tokens_of(old->second)) == normal(tokens_of(sql))) {
        return true;
    }
    return std::none_of(
        passage.statements.begin(), passage.statements.end(),
        [&](const RanStatement& each) { return creates(each, broken.dependent.name); });
}

void Dependents::learn(const Passage& upgrade, const std::set<Dependent>& asked,
                       const std::vector<BrokenDependent>& broken) {
    before_upgrade_ = broken_;
    std::erase_if(broken_, [&](const auto& each) {
        const Dependent& dependent = each.first.first;
        return asked.count(dependent) > 0 || object_of(upgrade.after, dependent) == nullptr;
    });
    for (const BrokenDependent& each : broken) {
        broken_[{each.dependent, each.key}] = object_of(upgrade.after, each.dependent)->sql;
    }
    std::set<Dependent> objects;
    for (const auto& [key, sql] : broken_) objects.insert(key.first);
    upgrade.database.set_broken(std::move(objects));
}

void Dependents::inspect(const Passage& passage, std::vector<Diagnostic>& found) {
    const std::set<Dependent> suspects = suspects_of(passage);
    const std::vector<BrokenDependent> broken =
        broken_among(passage.database.handle(), passage.after, suspects);
    for (const BrokenDependent& each : broken) {
        if (is_old_fault(passage, each)) continue;
        if (passage.sought != nullptr) {
            passage.sought->push_back(
                {found.size(), [each](sqlite3* db) { return is_broken(db, each); }});
        }
        if (each.dependent.kind != Dependent::Kind::foreign_keys) {
            const bool is_new = object_of(passage.before, each.dependent) == nullptr &&
                                (passage.changes.whole_schema ||
                                 passage.changes.schema.count(each.dependent.table) > 0);
            found.push_back(k604(passage, each, is_new));
        } else if (had_foreign_key(passage, each)) {
            found.push_back(k604(passage, each, false));
        } else if (each.message.starts_with("foreign key mismatch")) {
            found.push_back(diagnose_section(
                passage.file, passage.section, Code::foreign_key_violation,
                "the section makes a foreign key that cannot be: " + each.message,
                "give the columns of the parent that it names a PRIMARY KEY or UNIQUE"));
        } else {
            found.push_back(k604(passage, each, true));
        }
    }
    if (passage.section.direction == Direction::upgrade) learn(passage, suspects, broken);
}

void Dependents::keep(Packer& out, const Chain&) const {
    for (const Broken* broken : {&broken_, &before_upgrade_}) {
        out.number(broken->size());
        for (const auto& [key, sql] : *broken) {
            out.dependent(key.first);
            out.text(key.second);
            out.text(sql);
        }
    }
}

void Dependents::take_up(Unpacker& in, const Chain&, const Schema&) {
    for (Broken* broken : {&broken_, &before_upgrade_}) {
        for (std::size_t left = in.count(); left > 0; --left) {
            Dependent dependent = in.dependent();
            std::string key = in.text();
            broken->insert_or_assign({std::move(dependent), std::move(key)}, in.text());
        }
    }
}

}  // namespace kiln::tool
