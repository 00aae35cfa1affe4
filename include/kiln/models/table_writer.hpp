#pragma once
// CREATE TABLE and CREATE INDEX of a table, as a person would write them.

#include <kiln/models/draft.hpp>
#include <kiln/models/sql.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::models {

/// The statements of one table of a schema.
class TableWriter {
public:
    TableWriter(const SchemaDraft& schema, const TableDraft& table)
        : schema_(schema), table_(table) {}

    std::string create_table() const {
        std::string sql = "CREATE TABLE " + identifier(table_.name) + " (";
        const char* separator = "\n    ";
        const auto add = [&](const std::string& line) {
            sql += separator + line;
            separator = ",\n    ";
        };
        for (std::size_t i = 0; i < table_.columns.size(); ++i) add(column(i));
        if (table_.primary_key && !key_is_in_column()) {
            add(key_constraint_name() + "PRIMARY KEY " + list(key_names()));
        }
        for (const ConstraintDraft& constraint : table_.constraints) add(text(constraint));
        sql += "\n)";
        if (table_.is_strict) sql += " STRICT";
        if (!table_.has_rowid) sql += table_.is_strict ? ", WITHOUT ROWID" : " WITHOUT ROWID";
        return sql;
    }

    std::string create_index(const IndexDraft& index) const {
        std::vector<std::string> names;
        std::string parts;
        for (const AnyIndexPart& part : index.parts) {
            if (!parts.empty()) parts += ", ";
            if (part.expression.empty()) {
                names.push_back(table_.columns[part.position].name);
                parts += identifier(names.back());
            } else {
                parts += part.expression;
            }
            if (!part.collation.empty()) parts += " COLLATE " + collation_name(part.collation);
            if (part.is_descending) parts += " DESC";
        }
        const std::string name =
            conventional_name(schema_.naming.ix, index.given_name,
                              {std::string(table_.name), std::move(names), {}, {}});
        std::string sql = index.is_unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
        sql += identifier(name) + " ON " + identifier(table_.name) + " (" + parts + ")";
        if (!index.condition.empty()) sql += " WHERE " + std::string(index.condition);
        return sql;
    }

private:
    static std::string list(const std::vector<std::string>& names) {
        std::string text;
        for (const std::string& name : names) {
            text += (text.empty() ? "(" : ", ") + identifier(name);
        }
        return text + ")";
    }

    static std::vector<std::string> names(const TableDraft& table,
                                          std::span<const std::size_t> positions) {
        std::vector<std::string> result;
        for (const std::size_t position : positions) result.push_back(table.columns[position].name);
        return result;
    }

    std::vector<std::string> key_names() const {
        return names(table_, table_.primary_key->positions);
    }

    /// "CONSTRAINT name ", or nothing.
    static std::string constraint_name(std::string_view pattern, std::string_view given_name,
                                       const NamingContext& context) {
        const std::string name = conventional_name(pattern, given_name, context);
        return name.empty() ? "" : "CONSTRAINT " + identifier(name) + " ";
    }

    std::string key_constraint_name() const {
        return constraint_name(schema_.naming.pk, table_.primary_key->given_name,
                               {std::string(table_.name), key_names(), {}, {}});
    }

    bool is_only_key(std::size_t position) const {
        return table_.primary_key && table_.primary_key->positions.size() == 1 &&
               table_.primary_key->positions[0] == position;
    }

    /// AUTOINCREMENT can stand nowhere else; a name reads better behind the columns.
    bool key_is_in_column() const {
        return table_.primary_key->positions.size() == 1 &&
               (table_.primary_key->counts || key_constraint_name().empty());
    }

    std::string type(const ColumnDraft& draft) const {
        if (!draft.type.empty()) return std::string(draft.type);
        if (table_.is_strict) {
            return draft.column.strict_type.empty() ? strict_type(draft.column.type)
                                                    : std::string(draft.column.strict_type);
        }
        if (draft.length > 0) return "VARCHAR(" + std::to_string(draft.length) + ")";
        return std::string(draft.column.type);
    }

    std::string column(std::size_t position) const {
        const ColumnDraft& draft = table_.columns[position];
        const std::string type_name = type(draft);
        const bool is_rowid =
            is_only_key(position) && table_.has_rowid && upper(type_name) == "INTEGER";
        std::string line = identifier(draft.name) + " " + type_name;
        if (!draft.column.nullable && !is_rowid) line += " NOT NULL";
        if (is_only_key(position) && key_is_in_column()) {
            line += " " + key_constraint_name() + "PRIMARY KEY";
            if (table_.primary_key->counts) line += " AUTOINCREMENT";
        }
        if (!draft.default_value.empty()) line += " DEFAULT " + default_text(draft.default_value);
        if (!draft.collation.empty()) line += " COLLATE " + collation_name(draft.collation);
        if (!draft.values.empty()) {
            line +=
                " CHECK (" + identifier(draft.name) + " IN (" + std::string(draft.values) + "))";
        }
        if (!draft.expression.empty()) {
            line += " GENERATED ALWAYS AS (" + std::string(draft.expression) + ")";
            line += draft.is_stored ? " STORED" : " VIRTUAL";
        }
        return line;
    }

    std::string text(const ConstraintDraft& constraint) const {
        NamingContext context{
            std::string(table_.name), names(table_, constraint.positions), {}, {}};
        switch (constraint.kind) {
            case ConstraintDraft::Kind::unique:
                return constraint_name(schema_.naming.uq, constraint.given_name, context) +
                       "UNIQUE " + list(context.columns);
            case ConstraintDraft::Kind::check:
                return constraint_name(schema_.naming.ck, constraint.given_name, context) +
                       "CHECK (" + std::string(constraint.condition) + ")";
            case ConstraintDraft::Kind::foreign_key:
                break;
        }
        return foreign_key(constraint, std::move(context));
    }

    std::string foreign_key(const ConstraintDraft& constraint, NamingContext context) const {
        for (const TableDraft& table : schema_.tables) {
            if (table.model != constraint.target) continue;
            context.referred_table = table.name;
            context.referred_columns = names(table, constraint.target_positions);
        }
        std::string sql = constraint_name(schema_.naming.fk, constraint.given_name, context) +
                          "FOREIGN KEY " + list(context.columns) + " REFERENCES " +
                          identifier(context.referred_table) + " " + list(context.referred_columns);
        sql += action(" ON DELETE ", constraint.deleted);
        sql += action(" ON UPDATE ", constraint.updated);
        if (constraint.is_deferred) sql += " DEFERRABLE INITIALLY DEFERRED";
        return sql;
    }

    static std::string action(const char* event, Action action) {
        static constexpr const char* words[] = {"",        "NO ACTION", "RESTRICT",
                                                "CASCADE", "SET NULL",  "SET DEFAULT"};
        if (action == Action::none) return "";
        return std::string(event) + words[static_cast<std::size_t>(action)];
    }

    const SchemaDraft& schema_;
    const TableDraft& table_;
};

}  // namespace kiln::models
