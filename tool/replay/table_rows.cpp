#include "tool/replay/table_rows.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/project/utf8.hpp"

#include <fmt/format.h>

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

std::vector<TableRows::Column> columns_of(sqlite3* db, const std::string& table) {
    constexpr int name = 1;
    constexpr int type = 2;
    constexpr int hidden = 6;
    constexpr std::int64_t generated_virtual = 2;
    std::vector<TableRows::Column> columns;
    sqlite::Statement info;
    if (info.prepare(sqlite::Connection::borrow(db),
                     "PRAGMA main.table_xinfo(" + quoted_name(table) + ")") != SQLITE_OK) {
        return columns;
    }
    while (info.step() == SQLITE_ROW) {
        if (info.number(hidden) == 1) continue;  // of a virtual table, not for SELECT *
        columns.push_back({std::string(info.text(name)), std::string(info.text(type)),
                           info.number(hidden) >= generated_virtual});
    }
    return columns;
}

CellValue cell_of(const sqlite::Statement& row, int column) {
    switch (row.type(column)) {
        case SQLITE_INTEGER:
            return row.number(column);
        case SQLITE_FLOAT:
            return row.real(column);
        case SQLITE_TEXT:
            return std::string(row.text(column));
        case SQLITE_BLOB:
            return BlobValue{std::string(row.blob(column))};
        default:
            return std::monostate{};
    }
}

}  // namespace

std::string readable(const CellValue& value) {
    struct {
        std::string operator()(std::monostate) const { return "NULL"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(const std::string& text) const {
            return string_in_sql(one_line(shortened(text, 40)));
        }
        std::string operator()(const BlobValue& blob) const {
            std::string hex = "x'";
            for (const char byte : blob.bytes.substr(0, 16)) {
                hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
            }
            return hex + (blob.bytes.size() > 16 ? "…'" : "'");
        }
    } words;
    return std::visit(words, value);
}

std::optional<std::size_t> TableRows::find(const std::string& column) const {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& other) {
        return folded(other.name) == column;
    });
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

std::string TableRows::describe(const TableRow& row) const {
    constexpr std::size_t most = 8;
    std::string text = "(";
    for (std::size_t i = 0; i < std::min(most, columns.size()); ++i) {
        if (i > 0) text += ", ";
        text += columns[i].name + " = " + readable(row.values[i]);
    }
    return text + (columns.size() > most ? ", …)" : ")");
}

std::optional<TableRows> read_rows(sqlite3* db, const std::string& table, std::size_t most) {
    TableRows result;
    result.columns = columns_of(db, table);
    const sqlite::Connection connection = sqlite::Connection::borrow(db);
    sqlite::Statement rows;
    const std::string from = " FROM main." + quoted_name(table) + " LIMIT " + std::to_string(most);
    int offset = 1;
    if (rows.prepare(connection, "SELECT _rowid_, *" + from) != SQLITE_OK) {
        offset = 0;
        if (rows.prepare(connection, "SELECT *" + from) != SQLITE_OK) return std::nullopt;
    }
    if (rows.columns() != static_cast<int>(result.columns.size()) + offset) return std::nullopt;
    while (rows.step() == SQLITE_ROW) {
        TableRows::TableRow& row = result.rows.emplace_back();
        if (offset > 0 && rows.type(0) == SQLITE_INTEGER) row.rowid = rows.number(0);
        for (int i = offset; i < rows.columns(); ++i) row.values.push_back(cell_of(rows, i));
    }
    if (rows.reset() != SQLITE_OK) return std::nullopt;
    return result;
}

}  // namespace kiln::tool
