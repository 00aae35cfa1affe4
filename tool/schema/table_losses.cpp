#include "tool/schema/table_losses.hpp"

#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/schema/scratch_database.hpp"
#include "tool/schema/unique_key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// Old names to new ones, folded.
using NewNames = std::map<std::string, std::string>;

bool renames_any(const NewNames& names) {
    return std::ranges::any_of(names, [](const auto& each) { return each.first != each.second; });
}

/// All at once: by way of names that nobody has, since two may be swapped. `alter` comes before the
/// old name, `to` before the new one.
bool rename_all(ScratchDatabase& database, std::string_view alter, std::string_view to,
                const NewNames& names) {
    std::vector<std::string> aside;
    std::vector<std::string> into_place;
    for (const auto& [was, is] : names) {
        if (was == is) continue;
        const std::string between = quoted_name("kiln renames " + std::to_string(aside.size()));
        aside.push_back(fmt::format("{}{}{}{}", alter, quoted_name(was), to, between));
        into_place.push_back(fmt::format("{}{}{}{}", alter, between, to, quoted_name(is)));
    }
    aside.insert(aside.end(), into_place.begin(), into_place.end());
    return std::ranges::none_of(aside, [&](const std::string& statement) {
        return database.execute(statement).has_value();
    });
}

/// The old definition by the new names, as SQLite itself renames.
std::string with_new_names(const std::string& sql, const NewNames& columns,
                           const NewNames& tables) {
    ScratchDatabase database;
    if (database.execute(sql)) return sql;
    const Schema made = read_schema(database.handle());
    if (made.groups.empty()) return sql;
    const std::string name = made.groups.begin()->first;
    for (const auto& [was, is] : tables) {
        // A foreign key follows a table of whatever columns.
        if (was == is || was == name) continue;
        if (database.execute("CREATE TABLE " + quoted_name(was) + " (a)")) return sql;
    }
    if (!rename_all(database, "ALTER TABLE " + quoted_name(name) + " RENAME COLUMN ", " TO ",
                    columns) ||
        !rename_all(database, "ALTER TABLE ", " RENAME TO ", tables)) {
        return sql;
    }
    const auto renamed = tables.find(name);
    return read_schema(database.handle())
        .groups.at(renamed == tables.end() ? name : renamed->second)
        .front()
        .sql;
}

const SqlPiece* attribute(const ColumnDefinition& column, std::string_view kind) {
    const auto found = std::ranges::find_if(
        column.attributes, [&](const SqlPiece& piece) { return piece.normal.starts_with(kind); });
    return found == column.attributes.end() ? nullptr : &*found;
}

bool has_clause(const Constraint& key, std::string_view clause) {
    return key.normal.find(clause) != std::string::npos;
}

class TableLossFinder {
public:
    TableLossFinder(const std::string& was, const std::vector<SchemaObject>& is,
                    const NewNames& columns)
        : was_(parse_table(was)), is_(parse_table(is.front().sql)) {
        for (const auto& [old_name, new_name] : columns) kept_.insert(new_name);
        indexes_ = unique_keys(is, is_);
        std::erase_if(indexes_, [](const UniqueKey& key) { return key.index.empty(); });
        // The counter is compared by itself.
        for (TableDefinition* table : {&was_, &is_}) {
            for (Constraint& constraint : table->constraints) {
                const std::size_t at = constraint.normal.find(" autoincrement");
                const bool is_key = constraint.kind == Constraint::Kind::primary_key;
                if (is_key && at != std::string::npos) constraint.normal.erase(at, 14);
            }
        }
    }

    TableLosses find() {
        compare_columns();
        compare_constraints();
        const Unmatched options = unmatched(was_.options, is_.options);
        for (const std::size_t i : options.was) lose(upper_case(was_.options[i].written));
        found_.differences += options.is.size();
        if (was_.autoincrement && !is_.autoincrement) lose("AUTOINCREMENT");
        if (!was_.autoincrement && is_.autoincrement) ++found_.differences;
        return std::move(found_);
    }

private:
    void lose(std::string what) {
        found_.lost.push_back(std::move(what));
        ++found_.differences;
    }

    void compare_columns() {
        std::vector<std::size_t> places;
        for (const ColumnDefinition& column : was_.columns) {
            const auto now = is_.find(folded(column.name));
            if (!now || kept_.count(folded(column.name)) == 0) {
                if (is_lost(column)) {
                    lose("generated column " + in_quotes(column.name));
                } else {
                    ++found_.differences;
                }
                continue;
            }
            places.push_back(*now);
            compare(column, is_.columns[*now]);
        }
        for (const ColumnDefinition& column : is_.columns) {
            if (kept_.count(folded(column.name)) == 0) ++found_.differences;
        }
        if (!std::ranges::is_sorted(places)) ++found_.differences;
    }

    /// A generated column that could be there still: no data, so no other rule tells of it.
    bool is_lost(const ColumnDefinition& column) const {
        const SqlPiece* expression = attribute(column, "as (");
        if (!column.generated || expression == nullptr) return false;
        const bool has_other_name =
            std::ranges::any_of(is_.columns, [&](const ColumnDefinition& each) {
                const SqlPiece* other = attribute(each, "as (");
                return other != nullptr && other->normal == expression->normal;
            });
        return !has_other_name &&
               std::ranges::all_of(tokens_of(expression->normal), [&](const Token& token) {
                   const std::string name = folded(unquoted(token.text));
                   return !was_.find(name) || (is_.find(name) && kept_.count(name) > 0);
               });
    }

    void compare(const ColumnDefinition& was, const ColumnDefinition& is) {
        const std::string of_column = " of column " + in_quotes(is.name);
        if (was.type != is.type) ++found_.differences;
        if (was.generated && !is.generated) return lose("the expression" + of_column);
        if (attribute(was, "not null") != nullptr && !is.not_null && !is.generated &&
            !is_checked(folded(is.name))) {
            lose("NOT NULL" + of_column);
        }
        if (!was.default_value.empty() && is.default_value.empty() && !is.generated) {
            lose("DEFAULT " + was.default_text + of_column);
        }
        const SqlPiece* collation = attribute(was, "collate ");
        if (collation != nullptr && attribute(is, "collate ") == nullptr) {
            lose(collation->written + of_column);
        }
        for (const std::string_view kind : {"not null", "default ", "collate ", "as ("}) {
            const SqlPiece* before = attribute(was, kind);
            const SqlPiece* now = attribute(is, kind);
            const bool changed =
                before != nullptr && now != nullptr && before->normal != now->normal;
            if (changed || (before == nullptr && now != nullptr)) ++found_.differences;
        }
    }

    /// By a CHECK that is new, which may say the same as a NOT NULL.
    bool is_checked(const std::string& column) const {
        const Unmatched constraints = unmatched(was_.constraints, is_.constraints);
        return std::ranges::any_of(constraints.is, [&](std::size_t i) {
            const Constraint& each = is_.constraints[i];
            return each.kind == Constraint::Kind::check &&
                   std::ranges::find(each.columns, column) != each.columns.end();
        });
    }

    void compare_constraints() {
        const Unmatched constraints = unmatched(was_.constraints, is_.constraints);
        std::set<std::size_t> replacing;
        for (const std::size_t i : constraints.was) {
            const Constraint& was = was_.constraints[i];
            std::optional<std::size_t> replacement;
            for (const std::size_t j : constraints.is) {
                if (replaces(is_.constraints[j], was)) replacement = j;
            }
            if (replacement) {
                replacing.insert(*replacement);
                compare_clauses(was, is_.constraints[*replacement]);
            } else if (needs_a_column_that_is_gone(was) || is_kept_otherwise(was)) {
                continue;
            } else {
                lose(was.written);
            }
        }
        found_.differences += constraints.is.size() - replacing.size();
    }

    static bool is_key(const Constraint& constraint) {
        return constraint.kind == Constraint::Kind::primary_key ||
               constraint.kind == Constraint::Kind::unique;
    }

    static bool replaces(const Constraint& is, const Constraint& was) {
        if (is.kind != was.kind && !(is_key(is) && is_key(was))) return false;
        return std::ranges::any_of(was.columns, [&](const std::string& column) {
            return std::ranges::find(is.columns, column) != is.columns.end();
        });
    }

    /// ON DELETE CASCADE is lost like a constraint of its own.
    void compare_clauses(const Constraint& was, const Constraint& is) {
        ++found_.differences;
        if (was.kind != Constraint::Kind::foreign_key) return;
        for (const std::string_view clause : {" on delete ", " on update ", " deferred"}) {
            if (has_clause(was, clause) && !has_clause(is, clause)) {
                found_.lost.push_back(upper_case(clause.substr(1, clause.find_last_not_of(' '))) +
                                      " of " + was.written);
            }
        }
    }

    bool needs_a_column_that_is_gone(const Constraint& constraint) const {
        return std::ranges::any_of(constraint.columns, [&](const std::string& column) {
            const std::string name = folded(unquoted(column));
            return was_.find(name) && (!is_.find(name) || kept_.count(name) == 0);
        });
    }

    /// No index says what becomes of rows in a conflict.
    bool is_indexed(const Constraint& was) const {
        if (was.kind != Constraint::Kind::unique || has_clause(was, " on conflict ")) return false;
        TableDefinition alone = was_;
        alone.constraints = {was};
        const UniqueKey key = unique_keys({}, alone).front();
        NewNames same;
        for (const std::string& name : kept_) same.emplace(name, name);
        return std::ranges::any_of(
            indexes_, [&](const UniqueKey& index) { return follows_from(key, index, same); });
    }

    /// A UNIQUE that the primary key or an index, or a CHECK that a NOT NULL, says now.
    bool is_kept_otherwise(const Constraint& was) const {
        if (was.kind == Constraint::Kind::check) {
            return std::ranges::any_of(was.columns, [&](const std::string& name) {
                const auto old_column = was_.find(folded(unquoted(name)));
                const auto column = is_.find(folded(unquoted(name)));
                return column && old_column && is_.columns[*column].not_null &&
                       !was_.columns[*old_column].not_null;
            });
        }
        const auto is_same = [&](const Constraint& each) {
            return is_key(each) && each.columns == was.columns;
        };
        return is_indexed(was) || (is_key(was) && std::ranges::any_of(is_.constraints, is_same));
    }

    TableDefinition was_;
    TableDefinition is_;
    std::set<std::string> kept_;
    std::vector<UniqueKey> indexes_;  // unique ones
    TableLosses found_;
};

}  // namespace

TableLosses table_losses(const std::string& was, const std::vector<SchemaObject>& is,
                         const NewNames& columns, const NewNames& tables) {
    const bool renames = renames_any(columns) || renames_any(tables);
    return TableLossFinder(renames ? with_new_names(was, columns, tables) : was, is, columns)
        .find();
}

}  // namespace kiln::tool
