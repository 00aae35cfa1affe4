#include "tool/schema/schema.hpp"

#include "src/database/sqlite/script.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <memory>

namespace kiln::tool {
namespace {

using Query = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

[[noreturn]] void fail(sqlite3* db) {
    throw Error(diagnose(Code::database_damaged, "cannot read the schema: " + sqlite_message(db)));
}

std::string text(sqlite3_stmt* statement, int column) {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return data ? std::string(data,
                              static_cast<std::size_t>(sqlite3_column_bytes(statement, column)))
                : std::string();
}

SchemaObject::Kind kind_of(std::string_view type, std::string_view sql) {
    using Kind = SchemaObject::Kind;
    if (type == "view") return Kind::view;
    if (type == "index") return Kind::index;
    if (type == "trigger") return Kind::trigger;
    // SQLite itself stores the statement from its second keyword on as it was written.
    constexpr std::string_view virtual_table = "create virtual";
    return equal_ignoring_case(sql.substr(0, virtual_table.size()), virtual_table)
               ? Kind::virtual_table
               : Kind::table;
}

// sqlite_master, not sqlite_schema: SQLite has the second name only since 3.33.
constexpr const char* all_rows = "SELECT type, name, tbl_name, sql FROM sqlite_master";
constexpr const char* rows_of_table =
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name = ?1 COLLATE NOCASE";

void read_rows(sqlite3* db, sqlite3_stmt* statement, Schema& schema) {
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        std::string name = text(statement, 1);
        if (equal_ignoring_case(std::string_view(name).substr(0, 7), "sqlite_")) continue;
        std::string sql = text(statement, 3);
        const auto kind = kind_of(text(statement, 0), sql);
        schema.groups[folded(text(statement, 2))].push_back(
            {kind, std::move(name), std::move(sql)});
    }
    if (code != SQLITE_DONE) fail(db);
}

Query prepare(sqlite3* db, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK) fail(db);
    return {statement, &sqlite3_finalize};
}

void sort_groups(Schema& schema) {
    for (auto& [table, objects] : schema.groups) {
        std::sort(objects.begin(), objects.end(), [](const auto& a, const auto& b) {
            return a.kind != b.kind ? a.kind < b.kind : folded(a.name) < folded(b.name);
        });
    }
}

}  // namespace

Schema read_schema(sqlite3* db) {
    Schema schema;
    read_rows(db, prepare(db, all_rows).get(), schema);
    sort_groups(schema);
    return schema;
}

Schema read_schema(sqlite3* db, const std::set<std::string>& tables) {
    Schema schema;
    if (tables.empty()) return schema;
    // Each question reads the whole table.
    constexpr std::size_t few = 50;
    if (tables.size() > few) {
        schema = read_schema(db);
        std::erase_if(schema.groups,
                      [&](const auto& group) { return tables.count(group.first) == 0; });
        return schema;
    }
    const Query statement = prepare(db, rows_of_table);
    for (const std::string& table : tables) {
        sqlite3_bind_text(statement.get(), 1, table.data(), static_cast<int>(table.size()),
                          SQLITE_STATIC);
        read_rows(db, statement.get(), schema);
        sqlite3_reset(statement.get());
    }
    sort_groups(schema);
    return schema;
}

}  // namespace kiln::tool
