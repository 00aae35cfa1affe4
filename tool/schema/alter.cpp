#include "tool/schema/alter.hpp"

#include "src/database/version_table.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "src/text/nearest.hpp"
#include "tool/report/shell_word.hpp"
#include "tool/schema/dependents.hpp"
#include "tool/schema/scratch_database.hpp"
#include "tool/schema/sql_text.hpp"
#include "tool/schema/table_text.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

[[noreturn]] void refuse(const std::string& message, const Hint& hint = {}) {
    throw make_error(Code::cannot_alter, message, hint);
}

void require_table(const Schema& schema, const std::string& name) {
    const auto group = schema.groups.find(folded(name));
    if (group != schema.groups.end()) {
        if (is_shadow_table(schema, group->first)) {
            refuse(quote(name) + " is SQLite's own: it holds what is in a virtual table");
        }
        const SchemaObject::Kind kind = group->second.front().kind;
        if (kind == SchemaObject::Kind::table) return;
        refuse(
            quote(name) + (kind == SchemaObject::Kind::view ? " is a view" : " is a virtual table"),
            "write a revision that drops it and creates it anew: " +
                command("revision -m \"...\""));
    }
    std::vector<std::string> names;
    for (const auto& [table, objects] : schema.groups) {
        if (objects.front().kind == SchemaObject::Kind::table && !objects.front().is_shadow) {
            names.push_back(table);
        }
    }
    const std::size_t near = nearest(name, names);
    refuse("the revisions make no table " + quote(name),
           near == std::string::npos ? "" : "did you mean " + quote(names[near]) + "?");
}

void load(ScratchDatabase& database, const Schema& schema) {
    if (const auto fault = database.load(schema)) {
        refuse("the revisions' schema cannot be made in one go: " + *fault);
    }
}

std::string name_after(const TableWishes& wishes) {
    for (const Rename& each : wishes.renames) {
        if (each.column.empty()) return each.name;
    }
    return wishes.table;
}

/// Refuses a schema in which something no longer works that does now.
void require_dependents(const Schema& now, const Schema& result) {
    const std::vector<BrokenDependent> broken = newly_broken(now, result);
    if (broken.empty()) return;
    const BrokenDependent& first = broken.front();
    const bool is_key = first.dependent.kind == Dependent::Kind::foreign_keys;
    std::string what = describe(first, result);
    std::erase(what, '\'');  // as SQLite says it where it finds the same
    const bool misses_something = is_key || first.message.starts_with("no such ");
    refuse((misses_something ? "what goes is still needed: " : "what changes is used as it was: ") +
               (is_key ? first.message : "error in " + what + ": " + first.message),
           "let a revision before this one drop or change what needs it");
}

/// The new table with its indexes and triggers, among all that was there.
Schema made_anew(const Schema& now, const std::string& table, const std::string& sql,
                 const std::vector<SchemaObject>& members) {
    ScratchDatabase database;
    load(database, now);
    database.refuse_double_quoted_strings();
    database.execute("DROP TABLE " + quoted_name(table));
    if (const auto fault = database.execute(sql)) {
        refuse("SQLite refuses the table " + quote(table) + " as it would be: " + *fault,
               fault->starts_with("no such column")
                   ? "what mentions it has to go or change too: --drop-constraint, --alter-column"
                   : hint_for_missing(*fault, sql));
    }
    for (const SchemaObject& member : members) {
        const bool is_index = member.kind == SchemaObject::Kind::index;
        if (const auto fault = database.execute(member.sql)) {
            refuse((is_index ? "index " : "trigger ") + quote(member.name) +
                       " needs what goes: " + *fault,
                   is_index ? "drop it too: --drop-index " + shown_shell_word(member.name)
                            : "drop it in a revision before this one");
        }
    }
    Schema result = without_shadow_tables(read_schema(database.handle()));
    require_dependents(now, result);
    return result;
}

}  // namespace

Schema altered(const Schema& from, const TableWishes& wishes) {
    for (const std::string_view own : {default_version_table, history_table, compatible_table}) {
        if (folded(wishes.table) == own) refuse(quote(own) + " is Kiln's own");
    }
    require_table(from, wishes.table);
    const Schema now = renamed(from, wishes.renames);
    const std::string name = name_after(wishes);
    std::vector<SchemaObject> members = in_creation_order(now.groups.at(folded(name)));
    TableText text(members.front().sql);
    members.erase(members.begin());
    for (const std::string& index : wishes.drop_indexes) {
        const auto gone = std::erase_if(members, [&](const SchemaObject& object) {
            return object.kind == SchemaObject::Kind::index && folded(object.name) == folded(index);
        });
        if (gone == 0) refuse("table " + quote(name) + " has no index " + quote(index));
    }
    for (const std::string& each : wishes.drop_constraints) text.drop_constraint(each);
    for (const std::string& each : wishes.drop_columns) text.drop_column(each);
    for (const std::string& each : wishes.alter_columns) text.alter_column(each);
    for (const std::string& each : wishes.add_columns) text.add_column(each);
    for (const std::string& each : wishes.add_constraints) text.add_constraint(each);
    return made_anew(now, name, text.sql(), members);
}

}  // namespace kiln::tool
