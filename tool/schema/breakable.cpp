#include "tool/schema/breakable.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/scratch_database.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace kiln::tool {
namespace {

using Indexes = std::vector<std::size_t>;
using Literals = std::vector<std::string>;

/// Values of all kinds, and those that the texts name with their neighbours.
Literals literals_for(const std::vector<std::string>& texts) {
    std::set<std::string> found{"NULL",
                                "0",
                                "1",
                                "-1",
                                "7",
                                "1.5",
                                "-0.25",
                                "1099511627776",
                                "''",
                                "'a'",
                                "'Kiln'",
                                "' x '",
                                "'007'",
                                "'2024-02-29'",
                                "'{\"a\": 1}'",
                                "x'00ff'",
                                "'" + std::string(300, 'z') + "'"};
    for (const std::string& text : texts) {
        for (const Token& token : tokens_of(text)) {
            const std::string literal(token.text);
            if (token.kind == SqlToken::Kind::string) {
                found.insert(literal);
                found.insert(literal.substr(0, literal.size() - 1) + "?'");
            } else if (token.kind == SqlToken::Kind::word && literal.front() >= '0' &&
                       literal.front() <= '9') {
                for (const char* change : {"", " + 1", " - 1"}) found.insert(literal + change);
                found.insert("-" + literal);
            }
        }
    }
    return {found.begin(), found.end()};
}

/// Columns of a table with the constraints that are theirs alone.
std::string table_of(const TableDefinition& table, const Indexes& columns) {
    std::string items;
    std::set<std::string> names;
    for (const std::size_t i : columns) {
        const ColumnDefinition& column = table.columns[i];
        items += (items.empty() ? "" : ", ") + quoted_name(column.name) + " " + column.type_text;
        for (const SqlPiece& piece : column.attributes) {
            if (!piece.normal.starts_with("default ")) items += " " + piece.written;
        }
        if (table.rowid_alias == i) items += " PRIMARY KEY";
        names.insert(folded(column.name));
    }
    for (const Constraint& check : table.constraints) {
        if (check.kind != Constraint::Kind::check) continue;
        const bool is_theirs = std::ranges::all_of(check.columns, [&](const std::string& word) {
            const std::string name = folded(unquoted(word));
            return !table.find(name) || names.count(name) > 0;
        });
        if (is_theirs) items += ", " + check.written;
    }
    return "(" + items + ")" + (table.has_option("strict") ? " STRICT" : "");
}

/// A table with all rows of these values that it takes.
class Pool {
public:
    /// False where none can be made.
    bool fill(const TableDefinition& table, const Indexes& columns, const Literals& values) {
        if (database_.execute("CREATE TABLE pool" + table_of(table, columns))) return false;
        if (database_.execute("CREATE TABLE filler(v)")) return false;
        for (const std::string& value : values) {
            database_.execute("INSERT INTO filler VALUES (" + value + ")");
        }
        std::string from;
        std::string list;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string alias = "f" + std::to_string(i);
            from += (i == 0 ? " FROM filler " : ", filler ") + alias;
            list += (i == 0 ? "" : ", ") + alias + ".v";
        }
        // A value of the wrong type fails the whole of it.
        if (database_.execute("INSERT OR IGNORE INTO pool SELECT " + list + from)) {
            fill_one_by_one(columns.size(), values);
        }
        return !is_empty();
    }

    bool is_empty() {
        sqlite::Statement statement;
        return statement.prepare(sqlite::Connection::borrow(database_.handle()),
                                 "SELECT 1 FROM pool") != SQLITE_OK ||
               statement.step() != SQLITE_ROW;
    }
    bool takes(const std::string& sql) { return !database_.execute(sql); }

private:
    void fill_one_by_one(std::size_t columns, const Literals& values) {
        std::vector<std::string> rows{""};
        for (std::size_t i = 0; i < columns; ++i) {
            std::vector<std::string> longer;
            for (const std::string& row : rows) {
                for (const std::string& value : values) {
                    std::string one_more = row;
                    if (i > 0) one_more += ", ";
                    longer.push_back(one_more += value);
                }
            }
            rows = std::move(longer);
        }
        for (const std::string& row : rows) {
            database_.execute("INSERT OR IGNORE INTO pool VALUES (" + row + ")");
        }
    }

    ScratchDatabase database_;
};

}  // namespace

bool may_break_check(const TableDefinition& was, const TableDefinition& is, const Constraint& check,
                     const OldColumns& old_columns) {
    constexpr std::size_t most_columns = 3;  // all combinations are tried
    Indexes columns;
    std::vector<std::string> texts{check.written};
    std::string new_columns;
    for (const std::string& word : check.columns) {
        const std::string name = folded(unquoted(word));
        if (!is.find(name)) continue;
        const auto old_column = old_columns.find(name);
        if (old_column == old_columns.end()) return false;  // it is about the new one
        if (was.columns[old_column->second].generated) return true;
        if (std::ranges::find(columns, old_column->second) != columns.end()) continue;
        columns.push_back(old_column->second);
        const ColumnDefinition& now = is.columns[*is.find(name)];
        new_columns += quoted_name(now.name) + " " + now.type_text;
        for (const SqlPiece& piece : now.attributes) {
            if (piece.normal.starts_with("collate ")) new_columns += " " + piece.written;
        }
        new_columns += ", ";
    }
    if (columns.empty()) return false;
    if (columns.size() > most_columns) return true;
    for (const Constraint& old_check : was.constraints) texts.push_back(old_check.written);
    const Literals values = literals_for(texts);
    constexpr std::size_t most_rows = 30'000;
    std::size_t rows = 1;
    for (std::size_t i = 0; i < columns.size(); ++i) rows *= values.size();
    if (rows > most_rows) return true;
    Pool pool;
    if (!pool.fill(was, columns, values)) return true;
    return !pool.takes("CREATE TABLE now(" + new_columns + check.written + ")") ||
           !pool.takes("INSERT INTO now SELECT * FROM pool");
}

bool may_break_type(const TableDefinition& was, std::size_t old_column,
                    const ColumnDefinition& strict_column) {
    std::vector<std::string> texts;
    for (const Constraint& check : was.constraints) texts.push_back(check.written);
    Pool pool;
    if (was.columns[old_column].generated || !pool.fill(was, {old_column}, literals_for(texts))) {
        return true;
    }
    const bool is_made =
        pool.takes("CREATE TABLE strict_pool(v " + strict_column.type_text + ") STRICT");
    return !is_made || !pool.takes("INSERT INTO strict_pool SELECT * FROM pool");
}

}  // namespace kiln::tool
