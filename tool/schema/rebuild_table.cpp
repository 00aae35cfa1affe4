#include "tool/schema/rebuild_table.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/table_losses.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace kiln::tool {
namespace {

struct Copy {
    std::vector<std::string> columns;
    std::vector<std::string> values;
    std::vector<Confirmation> confirm;
};

void append(std::vector<Confirmation>& to, std::vector<Confirmation> more) {
    for (Confirmation& each : more) to.push_back(std::move(each));
}

/// Others know rows by it, such as FTS5 with content=.
void add_rowid(const TableChange& change, Copy& copy) {
    const std::string_view was = change.was.rowid_name();
    if (was.empty()) return;
    std::string is(change.is.rowid_name());
    if (const std::optional<std::size_t> alias = change.is.rowid_alias) {
        if (change.origin[*alias]) return;
        is = readable_name(change.is.columns[*alias].name);
    }
    if (is.empty()) return;
    copy.columns.push_back(std::move(is));
    copy.values.emplace_back(was);
}

void add_new_column(const TableChange& change, std::size_t i, const std::string& value,
                    Copy& copy) {
    const std::string name = readable_name(change.is.columns[i].name);
    copy.columns.push_back(name);
    copy.values.push_back(value + " AS " + name);
}

/// True if a row that does not fit might be left out, changed, or end the transaction.
bool has_conflict_clause(const TableDefinition& table) {
    const auto has = [](const SqlPiece& piece) {
        return piece.normal.find(" on conflict ") != std::string::npos;
    };
    return std::any_of(table.constraints.begin(), table.constraints.end(), has) ||
           std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) {
               return std::any_of(column.attributes.begin(), column.attributes.end(), has);
           });
}

Copy copy_of(const TableChange& change) {
    Copy copy;
    for (const std::size_t i : change.dropped) {
        if (!change.was.columns[i].generated) copy.confirm.push_back(change.loss(i));
    }
    append(copy.confirm, change.hazards());
    add_rowid(change, copy);
    for (std::size_t i = 0; i < change.is.columns.size(); ++i) {
        append(copy.confirm, change.hazards(i));
        if (change.is.columns[i].generated) continue;
        if (change.needs_value(i)) {
            copy.confirm.push_back(change.needed_value(i));
            add_new_column(change, i, std::string(place_to_fill), copy);
        } else if (change.origin[i]) {
            copy.columns.push_back(readable_name(change.is.columns[i].name));
            copy.values.push_back(readable_name(change.was.columns[*change.origin[i]].name));
        }
    }
    // Nothing is kept but the number of rows.
    for (std::size_t i = 0; i < change.is.columns.size() && copy.columns.empty(); ++i) {
        if (change.is.columns[i].generated) continue;
        const std::string& value = change.is.columns[i].default_text;
        add_new_column(change, i, value.empty() ? "NULL" : "(" + value + ")", copy);
    }
    return copy;
}

/// Nothing where it is the only change, which needs no word.
std::vector<std::string> left_away(const TableChange& change) {
    std::map<std::string, std::string> columns;
    for (const std::optional<std::size_t>& origin : change.origin) {
        if (!origin) continue;
        const std::string name = folded(change.was.columns[*origin].name);
        columns.emplace(name, name);
    }
    TableLosses losses = table_losses(change.from.sql, change.to_group, columns);
    return losses.differences == 1 ? std::vector<std::string>() : std::move(losses.lost);
}

void put_in_place(const TableChange& change, const RebuildNames& names,
                  std::vector<Statement>& statements) {
    const std::string old_name = readable_name(change.from.name);
    const std::string aside = readable_name(names.aside);
    if (names.aside.empty()) statements.push_back({"DROP TABLE " + old_name, {}});
    // So that SQLite neither tests nor rewrites what others say of the table.
    statements.push_back({"PRAGMA legacy_alter_table = ON", {}});
    if (!names.aside.empty()) {
        statements.push_back({"ALTER TABLE " + old_name + " RENAME TO " + aside, {}});
    }
    statements.push_back(
        {"ALTER TABLE " + readable_name(names.made) + " RENAME TO " + readable_name(change.to.name),
         {}});
    statements.push_back({"PRAGMA legacy_alter_table = OFF", {}});
    if (!names.aside.empty()) statements.push_back({"DROP TABLE " + aside, {}});
}

}  // namespace

bool can_step_aside(const std::vector<SchemaObject>& group) {
    const std::string name = normal_name(quoted_name(group.front().name));
    return std::none_of(group.begin(), group.end(), [&](const SchemaObject& object) {
        if (object.kind == SchemaObject::Kind::trigger) return false;
        const std::vector<Token> tokens = tokens_of(object.sql);
        return without_table_name(tokens, name).size() != tokens.size();
    });
}

std::vector<Statement> rebuild_table(const TableChange& change, const RebuildNames& names) {
    const std::string& temporary = names.made;
    const std::string old_name = readable_name(change.from.name);
    const std::string new_name = readable_name(temporary);
    Copy copy = copy_of(change);
    std::vector<Statement> statements;
    statements.push_back(
        {"-- ALTER TABLE cannot do this: the table is made anew, with its rows.\n" +
             create_table_text(change.to, temporary),
         {},
         left_away(change)});
    const std::string insert =
        (has_conflict_clause(change.is) ? "INSERT OR ABORT INTO " : "INSERT INTO ") + new_name +
        " ";
    std::string values = list_text(copy.values, 8 + old_name.size() + 5, false);
    values += values.find('\n') == std::string::npos ? " " : "\n";
    statements.push_back({insert + list_text(copy.columns, insert.size(), true) + "\nSELECT" +
                              (values.front() == '\n' ? "" : " ") + values + "FROM " + old_name,
                          std::move(copy.confirm)});
    if (change.was.autoincrement && change.is.autoincrement) {
        const std::string temporary_text = string_in_sql(temporary);
        statements.push_back({"DELETE FROM sqlite_sequence WHERE name = " + temporary_text, {}});
        statements.push_back(
            {"INSERT INTO sqlite_sequence (name, seq) SELECT " + temporary_text +
                 ", seq FROM sqlite_sequence WHERE name = " + string_in_sql(change.from.name),
             {}});
    }
    put_in_place(change, names, statements);
    return statements;
}

}  // namespace kiln::tool
