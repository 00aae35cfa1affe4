#include "tool/replay/canary_table.hpp"

#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/canary_trigger.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace kiln::tool {
namespace {

bool may_refuse(const SchemaObject& object) {
    if (object.kind != SchemaObject::Kind::trigger) return false;
    return folded(object.sql).find("raise") != std::string::npos;
}

class CanaryTableReader {
public:
    explicit CanaryTableReader(const std::vector<SchemaObject>& group)
        : group_(group), definition_(parse_table(group.front().sql)) {
        table_.name = group.front().name;
    }

    CanaryTable read() {
        read_columns();
        read_generated();
        for (const Constraint& constraint : definition_.constraints) read(constraint);
        for (const SchemaObject& object : group_) {
            if (object.kind == SchemaObject::Kind::index) read_index(object.sql);
            if (may_refuse(object)) read_trigger(object.sql);
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

    // What is generated is computed from these columns.
    void read_generated() {
        for (const ColumnDefinition& column : definition_.columns) {
            std::string generated;
            std::string collation;
            for (const SqlPiece& piece : column.attributes) {
                if (piece.normal.compare(0, 4, "as (") == 0) generated = piece.normal;
                if (piece.normal.compare(0, 8, "collate ") == 0) collation = piece.normal;
            }
            table_.bare_columns += table_.bare_columns.empty() ? "(" : ", ";
            for (const std::string& part :
                 {quoted_name(column.name), column.type_text, collation, generated}) {
                table_.bare_columns += part;
                table_.bare_columns += ' ';
            }
            if (generated.empty()) continue;
            const std::string name = quoted_name(column.name);
            std::vector<std::size_t> sources = mentioned(tokens_of(generated));
            table_.checks.push_back(
                {column.not_null ? name + " IS NOT NULL" : "(" + name + " IS NULL) + 1", sources,
                 false});
            sources_.emplace(folded(column.name), std::move(sources));
        }
        table_.bare_columns += definition_.has_option("strict") ? ") STRICT" : ")";
    }

    /// The columns that these tokens may mention; for a generated one, what it is computed from.
    std::vector<std::size_t> mentioned(Tokens tokens) const {
        std::vector<std::size_t> columns;
        const auto add = [&](std::size_t column) {
            if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
                columns.push_back(column);
            }
        };
        for (const Token& token : tokens) {
            if (token.kind == SqlToken::Kind::string) continue;
            const std::string name = unquoted(token.text);
            if (const auto column = table_.find(name)) add(*column);
            const auto sources = sources_.find(folded(name));
            if (sources == sources_.end()) continue;
            for (const std::size_t column : sources->second) add(column);
        }
        return columns;
    }

    std::vector<std::size_t> columns_named(const std::vector<std::string>& names) const {
        std::vector<std::size_t> columns;
        for (const std::string& name : names) {
            const std::string plain = unquoted(name);
            if (const auto column = table_.find(plain)) columns.push_back(*column);
            const auto sources = sources_.find(folded(plain));
            if (sources == sources_.end()) continue;
            columns.insert(columns.end(), sources->second.begin(), sources->second.end());
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
                read_check(constraint);
                break;
        }
    }

    void read_check(const Constraint& constraint) {
        std::string sql = constraint.normal.substr(std::string_view("check ").size());
        std::vector<std::size_t> columns = mentioned(tokens_of(sql));
        const bool reads_json = sql.find("json_valid") != std::string::npos ||
                                sql.find("json_type") != std::string::npos;
        if (reads_json && columns.size() == 1) {
            // A number is JSON too, and not what is kept there.
            CanaryColumn& column = table_.columns[columns.front()];
            if (column.stores == CanaryColumn::Stores::text) {
                column.stores = CanaryColumn::Stores::json;
            }
        }
        table_.checks.push_back({std::move(sql), std::move(columns), false});
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

    void read_index(std::string_view sql) {
        const std::vector<Token> tokens = tokens_of(sql);
        std::size_t open = behind_name(tokens);
        while (open < tokens.size() && tokens[open].text != "(") ++open;
        std::vector<std::size_t> columns;
        std::size_t close = 0;
        for (const Tokens item : split_list(tokens, open, close)) {
            const std::vector<std::size_t> some = mentioned(item);
            // Some functions refuse some values.
            const bool is_expression = std::any_of(
                item.begin(), item.end(), [](const Token& each) { return each.text == "("; });
            if (is_expression) {
                std::string written_item = normal(item);
                for (const char* const order : {" asc", " desc"}) {
                    const std::string_view end(order);
                    if (written_item.size() < end.size()) continue;
                    const std::size_t at = written_item.size() - end.size();
                    if (written_item.compare(at, end.size(), end) == 0) written_item.erase(at);
                }
                table_.checks.push_back({"((" + written_item + ") IS NULL) + 1", some, false});
            }
            columns.insert(columns.end(), some.begin(), some.end());
        }
        if (is_at(tokens, 1, "unique")) table_.unique.push_back(std::move(columns));
    }

    void read_trigger(std::string_view sql) {
        for (const std::string& refusal : refusals_of(sql)) {
            std::vector<std::size_t> columns = mentioned(tokens_of(refusal));
            if (!columns.empty()) {
                table_.checks.push_back({"NOT (" + refusal + ")", std::move(columns), true});
            }
        }
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
    std::map<std::string, std::vector<std::size_t>> sources_;  // of generated columns, folded
};

}  // namespace

std::optional<std::size_t> CanaryTable::find(std::string_view column) const {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (equal_ignoring_case(columns[i].name, column)) return i;
    }
    return std::nullopt;
}

bool CanaryTable::has_refusals() const {
    return std::any_of(checks.begin(), checks.end(),
                       [](const CanaryCheck& check) { return check.is_of_trigger; });
}

bool CanaryTable::is_unique(const CanaryForeignKey& key) const {
    return std::any_of(unique.begin(), unique.end(), [&](const auto& set) {
        return std::all_of(set.begin(), set.end(), [&](std::size_t column) {
            return std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end();
        });
    });
}

void CanaryTable::suit(const CanaryTable& other) {
    const auto ours = [&](const std::vector<std::size_t>& theirs) {
        std::vector<std::size_t> found;
        for (const std::size_t column : theirs) {
            if (const auto own = find(other.columns[column].name)) found.push_back(*own);
        }
        return found;
    };
    for (const CanaryColumn& column : other.columns) {
        const auto own = find(column.name);
        if (!own) continue;
        CanaryColumn& it = columns[*own];
        it.stores = column.stores;
        it.most_characters = column.most_characters;
        it.whole_digits = column.whole_digits;
        it.decimals = column.decimals;
        it.not_null |= column.not_null;
    }
    for (const auto& set : other.unique) {
        std::vector<std::size_t> own = ours(set);
        if (own.size() == set.size()) unique.push_back(std::move(own));
    }
    for (const CanaryCheck& check : other.checks) {
        std::vector<std::size_t> own = ours(check.columns);
        if (own.size() == check.columns.size()) {
            checks.push_back({check.sql, std::move(own), check.is_of_trigger});
        }
    }
}

std::string canary_key_of(const std::vector<SchemaObject>& group) {
    std::string key = group.front().name + '\n' + group.front().sql;
    for (const SchemaObject& object : group) {
        const bool counts = object.kind == SchemaObject::Kind::index || may_refuse(object);
        if (counts) key += '\n' + object.sql;
    }
    return key;
}

CanaryTable canary_table(const std::vector<SchemaObject>& group) {
    return CanaryTableReader(group).read();
}

}  // namespace kiln::tool
