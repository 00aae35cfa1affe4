#include "tool/replay/snapshot_rows.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/change_watch.hpp"
#include "tool/schema/memory_database.hpp"
#include "tool/schema/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <span>

namespace kiln::tool {
namespace {

/// As short as the number can be told from its neighbours.
std::string shortest(double number) {
    std::array<char, 40> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    std::string text(digits.data(), end);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

bool reads_as(sqlite3* db, const std::string& text, double number) {
    sqlite::Statement statement;
    prepare_or_throw(db, statement, "SELECT " + text);
    if (!next_row(db, statement)) return false;
    const double read = statement.real(0);
    return std::memcmp(&read, &number, sizeof number) == 0;
}

std::string real_in_sql(sqlite3* db, double number) {
    if (std::isinf(number)) return number < 0 ? "-9e999" : "9e999";
    std::string text = shortest(number);
    // SQLite may read the last digit of a number otherwise.
    for (const int digits : {17, 20}) {
        if (reads_as(db, text, number)) return text;
        text = fmt::format("{:#.{}g}", number, digits);
    }
    return text;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "x'";
    text.reserve(bytes.size() * 2 + 3);
    for (const char each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text += '\'';
}

bool has_index_of_key(sqlite3* db, const std::string& table) {
    sqlite::Statement indexes;
    prepare_or_throw(db, indexes, "PRAGMA main.index_list(" + quoted_name(table) + ")");
    bool found = false;
    while (next_row(db, indexes)) found = found || indexes.text(3) == "pk";
    return found;
}

bool is_of_sqlite(std::string_view name) {
    return equal_ignoring_case(name.substr(0, 7), "sqlite_");
}

}  // namespace

void prepare_or_throw(sqlite3* db, sqlite::Statement& statement, const std::string& sql) {
    if (statement.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) {
        throw memory_database_failure(db);
    }
}

bool next_row(sqlite3* db, sqlite::Statement& statement) {
    const int result = statement.step();
    if (result != SQLITE_ROW && result != SQLITE_DONE) throw memory_database_failure(db);
    return result == SQLITE_ROW;
}

std::vector<SnapshotObject> objects_of(sqlite3* db) {
    const Schema schema = read_schema(db);
    std::vector<SnapshotObject> objects;
    sqlite::Statement rows;
    prepare_or_throw(db, rows,
                     "SELECT type, name, tbl_name, sql, rootpage FROM main.sqlite_master WHERE sql "
                     "IS NOT NULL ORDER BY rowid");
    while (next_row(db, rows)) {
        SnapshotObject object{std::string(rows.text(0)), std::string(rows.text(1)),
                              folded(rows.text(2)), std::string(rows.text(3))};
        const bool is_table = object.type == "table";
        object.is_virtual = is_table && rows.number(4) == 0;
        const bool is_shadow = is_table && is_shadow_table(schema, object.table);
        if (is_own_table(object.name) || is_of_sqlite(object.name) || is_shadow) continue;
        objects.push_back(std::move(object));
    }
    return objects;
}

std::vector<std::string> own_tables_of_sqlite(sqlite3* db) {
    std::vector<std::string> names;
    sqlite::Statement rows;
    prepare_or_throw(db, rows,
                     "SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name");
    while (next_row(db, rows)) {
        if (is_of_sqlite(rows.text(0))) names.emplace_back(rows.text(0));
    }
    return names;
}

std::string statistics_question(sqlite3* db) {
    std::string shadows;
    for (const auto& [name, objects] : read_schema(db).groups) {
        if (!objects.front().is_shadow) continue;
        shadows += (shadows.empty() ? "" : ",") + string_in_sql(objects.front().name);
    }
    return "SELECT tbl, idx, stat FROM main.sqlite_stat1 WHERE tbl NOT IN (" + shadows +
           ") ORDER BY tbl, idx, stat";
}

RowColumns row_columns(sqlite3* db, const std::string& table, bool is_virtual) {
    constexpr int name = 1;
    constexpr int key = 5;
    constexpr int hidden = 6;
    constexpr std::int64_t of_virtual_table = 1;
    RowColumns columns;
    int keys = 0;
    sqlite::Statement info;
    prepare_or_throw(db, info, "PRAGMA main.table_xinfo(" + quoted_name(table) + ")");
    std::vector<std::string> taken;
    while (next_row(db, info)) {
        taken.push_back(folded(info.text(name)));
        if (info.number(hidden) == of_virtual_table) continue;
        columns.all.push_back(name_in_sql(info.text(name)));
        if (info.number(hidden) == 0) columns.names.push_back(columns.all.back());
        if (info.number(key) > 0) ++keys;
    }
    for (const char* const alias : {"rowid", "_rowid_", "oid"}) {
        if (std::ranges::find(taken, alias) != taken.end()) continue;
        sqlite::Statement probe;
        const std::string sql =
            std::string("SELECT ") + alias + " FROM main." + quoted_name(table) + " LIMIT 0";
        if (probe.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) break;
        columns.rowid = alias;
        break;
    }
    columns.is_rowid_a_column =
        !is_virtual && keys == 1 && !columns.rowid.empty() && !has_index_of_key(db, table);
    return columns;
}

VirtualTable virtual_table(std::string_view sql) {
    VirtualTable found;
    const std::vector<Token> tokens = tokens_of(sql);
    std::size_t at = 0;
    while (at < tokens.size() && !is(tokens[at], "using")) ++at;
    if (at + 1 >= tokens.size()) return found;
    found.module = folded(unquoted(tokens[at + 1].text));
    std::size_t close = 0;
    if (at + 2 >= tokens.size() || tokens[at + 2].text != "(") return found;
    for (const Tokens argument : split_list(tokens, at + 2, close)) {
        if (argument.size() < 2 || argument[1].text != "=") continue;
        if (is(argument[0], "languageid")) found.has_languageid = true;
        if (!is(argument[0], "content")) continue;
        found.has_content = true;
        if (argument.size() > 2) found.content = unquoted(argument[2].text);
    }
    return found;
}

std::string value_in_sql(sqlite3* db, const sqlite::Statement& row, int column) {
    switch (row.type(column)) {
        case SQLITE_INTEGER:
            return std::to_string(row.number(column));
        case SQLITE_FLOAT:
            return real_in_sql(db, row.real(column));
        case SQLITE_TEXT: {
            const std::string_view text = row.text(column);
            if (text.find('\0') == std::string_view::npos) return string_in_sql(text);
            return "CAST(" + hex(text) + " AS TEXT)";
        }
        case SQLITE_BLOB:
            return hex(row.blob(column));
        default:
            return "NULL";
    }
}

}  // namespace kiln::tool
