#include "tool/replay/canary_table.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/definition.hpp"
#include "tool/schema/tokens.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

bool is_unique_index(const SchemaObject& object) {
    if (object.kind != SchemaObject::Kind::index) return false;
    const std::vector<Token> tokens = tokens_of(object.sql);
    return is_at(tokens, 1, "unique");
}

class CanaryTableReader {
public:
    explicit CanaryTableReader(const std::vector<SchemaObject>& group)
        : group_(group), definition_(parse_table(group.front().sql)) {
        table_.name = group.front().name;
    }

    CanaryTable read() {
        read_columns();
        for (const Constraint& constraint : definition_.constraints) read(constraint);
        for (const SchemaObject& object : group_) {
            if (is_unique_index(object)) read_index(object.sql);
        }
        write_insert();
        return std::move(table_);
    }

private:
    void read_columns() {
        const std::string table = folded(table_.name);
        const bool is_strict = definition_.has_option("strict");
        for (const ColumnDefinition& column : definition_.columns) {
            if (column.generated) continue;
            const auto position = static_cast<unsigned>(table_.columns.size());
            table_.columns.push_back(canary_column(table, position, column, is_strict));
        }
        if (definition_.has_option("without rowid") || definition_.rowid_alias) return;
        for (const char* const name : {"rowid", "_rowid_", "oid"}) {
            if (definition_.find(name)) continue;
            table_.rowid_name = name;
            return;
        }
    }

    std::vector<std::size_t> columns_named(const std::vector<std::string>& names) const {
        std::vector<std::size_t> columns;
        for (const std::string& name : names) {
            if (const auto column = table_.find(unquoted(name))) columns.push_back(*column);
        }
        return columns;
    }

    void read(const Constraint& constraint) {
        std::vector<std::size_t> columns = columns_named(constraint.columns);
        switch (constraint.kind) {
            case Constraint::Kind::primary_key:
                for (const std::size_t column : columns) table_.columns[column].not_null = true;
                table_.primary_key = columns;
                table_.unique.insert(table_.unique.begin(), std::move(columns));
                break;
            case Constraint::Kind::unique:
                table_.unique.push_back(std::move(columns));
                break;
            case Constraint::Kind::foreign_key:
                read_foreign_key(constraint, std::move(columns));
                break;
            case Constraint::Kind::check:
                break;
        }
    }

    void read_foreign_key(const Constraint& constraint, std::vector<std::size_t> columns) {
        CanaryForeignKey key;
        if (columns.size() != constraint.columns.size()) return;  // one of them is generated
        key.columns = std::move(columns);
        key.parent = folded(unquoted(constraint.parent));
        for (const std::string& name : constraint.parent_columns) {
            key.parent_columns.push_back(unquoted(name));
        }
        table_.foreign_keys.push_back(std::move(key));
    }

    // Of an expression, the columns that it mentions.
    void read_index(std::string_view sql) {
        const std::vector<Token> tokens = tokens_of(sql);
        std::size_t open = behind_name(tokens);
        while (open < tokens.size() && tokens[open].text != "(") ++open;
        std::vector<std::size_t> columns;
        std::size_t close = 0;
        for (const Tokens item : split_list(tokens, open, close)) {
            for (const Token& token : item) {
                const auto column = table_.find(unquoted(token.text));
                if (!column) continue;
                if (std::find(columns.begin(), columns.end(), *column) != columns.end()) continue;
                columns.push_back(*column);
            }
        }
        table_.unique.push_back(std::move(columns));
    }

    void write_insert() {
        std::string names;
        std::string values;
        const auto add = [&](const std::string& name) {
            if (!names.empty()) {
                names += ", ";
                values += ", ";
            }
            names += quoted_name(name);
            values += '?';
        };
        for (const CanaryColumn& column : table_.columns) add(column.name);
        if (!table_.rowid_name.empty()) add(table_.rowid_name);
        // What a constraint says of conflicts would replace rows, or leave these out in silence.
        table_.insert = "INSERT OR ABORT INTO main." + quoted_name(table_.name) + " (" + names +
                        ") VALUES (" + values + ")";
    }

    const std::vector<SchemaObject>& group_;
    TableDefinition definition_;
    CanaryTable table_;
};

}  // namespace

std::optional<std::size_t> CanaryTable::find(std::string_view column) const {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (equal_ignoring_case(columns[i].name, column)) return i;
    }
    return std::nullopt;
}

bool CanaryTable::may_be_null(const CanaryForeignKey& key) const {
    return std::any_of(key.columns.begin(), key.columns.end(),
                       [&](std::size_t column) { return !columns[column].not_null; });
}

bool CanaryTable::is_unique(const CanaryForeignKey& key) const {
    return std::any_of(unique.begin(), unique.end(), [&](const auto& set) {
        return std::all_of(set.begin(), set.end(), [&](std::size_t column) {
            return std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end();
        });
    });
}

std::string canary_key_of(const std::vector<SchemaObject>& group) {
    std::string key = group.front().name + '\n' + group.front().sql;
    for (const SchemaObject& object : group) {
        if (object.kind == SchemaObject::Kind::index) key += '\n' + object.sql;
    }
    return key;
}

CanaryTable canary_table(const std::vector<SchemaObject>& group) {
    return CanaryTableReader(group).read();
}

}  // namespace kiln::tool
