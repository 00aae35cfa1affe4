#pragma once
// CREATE TABLE and CREATE INDEX of a table, as a person would write them.

#include <kiln/models/draft.hpp>
#include <kiln/models/identifier.hpp>

namespace kiln::models {

inline std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return result;
}

/// Unlike other names, collations are written in capitals: NOCASE.
inline std::string collation_name(std::string_view name) {
    std::string lower_name(name);
    for (char& c : lower_name) c = lower(c);
    return identifier(lower_name) == lower_name ? std::string(name) : identifier(name);
}

/// The type that a STRICT table has for another one: SQLite's rules of affinity
/// (https://www.sqlite.org/datatype3.html#determination_of_column_affinity).
inline std::string strict_type(std::string_view type) {
    const std::string name = upper(type);
    const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
    if (has("INT")) return "INTEGER";
    if (has("CHAR") || has("CLOB") || has("TEXT")) return "TEXT";
    if (has("BLOB")) return "BLOB";
    if (has("REAL") || has("FLOA") || has("DOUB")) return "REAL";
    return "ANY";
}

/// A default as the grammar has it: all but a literal or a signed number stands in parentheses.
inline std::string default_text(std::string_view sql) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const std::string name = upper(sql);
    for (const char* word :
         {"NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"}) {
        if (name == word) return std::string(sql);
    }
    const std::size_t sign = !sql.empty() && (sql[0] == '-' || sql[0] == '+') ? 1 : 0;
    const bool number = sign < sql.size() && (is_digit(sql[sign]) || sql[sign] == '.') &&
                        sql.substr(sign).find_first_not_of("0123456789.eExXabcdefABCDEF_") ==
                            std::string_view::npos;
    if (number) return std::string(sql);
    const std::size_t quote = name.starts_with("X'") ? 1 : 0;
    if (sql.size() > quote + 1 && sql[quote] == '\'') {  // one literal: each ' in it is doubled
        std::size_t end = quote + 1;
        while (end < sql.size() && (sql[end] != '\'' || sql.substr(end, 2) == "''")) {
            end += sql[end] == '\'' ? 2 : 1;
        }
        if (end + 1 == sql.size()) return std::string(sql);
    }
    return "(" + std::string(sql) + ")";
}

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
