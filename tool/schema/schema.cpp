#include "tool/schema/schema.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

[[noreturn]] void fail(sqlite3* db) {
    throw Error(
        diagnose(Code::database_damaged, "cannot read the schema: " + sqlite::message_of(db)));
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
constexpr const char* all_rows = "SELECT type, name, tbl_name, sql, rowid FROM sqlite_master";
constexpr const char* rows_of_table =
    "SELECT type, name, tbl_name, sql, rowid FROM sqlite_master WHERE tbl_name = ?1 COLLATE "
    "NOCASE";

void read_rows(sqlite3* db, sqlite::Statement& rows, Schema& schema) {
    int code = SQLITE_ROW;
    while ((code = rows.step()) == SQLITE_ROW) {
        std::string name(rows.text(1));
        if (equal_ignoring_case(std::string_view(name).substr(0, 7), "sqlite_")) continue;
        std::string sql(rows.text(3));
        const auto kind = kind_of(rows.text(0), sql);
        schema.groups[folded(rows.text(2))].push_back(
            {kind, std::move(name), std::move(sql), rows.number(4)});
    }
    if (code != SQLITE_DONE) fail(db);
}

void prepare(sqlite3* db, sqlite::Statement& rows, const char* sql) {
    if (rows.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) fail(db);
}

void sort_groups(Schema& schema) {
    for (auto& [table, objects] : schema.groups) {
        std::sort(objects.begin(), objects.end(), [](const auto& a, const auto& b) {
            return a.kind != b.kind ? a.kind < b.kind : folded(a.name) < folded(b.name);
        });
    }
}

}  // namespace

std::vector<SchemaObject> in_creation_order(std::vector<SchemaObject> group) {
    std::stable_sort(group.begin(), group.end(), [](const auto& a, const auto& b) {
        const bool both = a.kind == b.kind && a.kind == SchemaObject::Kind::trigger;
        return both ? a.row < b.row : a.kind < b.kind;
    });
    return group;
}

Schema read_schema(sqlite3* db) {
    Schema schema;
    sqlite::Statement rows;
    prepare(db, rows, all_rows);
    read_rows(db, rows, schema);
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
    sqlite::Statement rows;
    prepare(db, rows, rows_of_table);
    for (const std::string& table : tables) {
        rows.bind(1, table);
        read_rows(db, rows, schema);
        rows.reset();
    }
    sort_groups(schema);
    return schema;
}

std::set<std::string> different_groups(const Schema& was, const Schema& is) {
    std::set<std::string> different;
    for (const auto& [table, objects] : was.groups) {
        const auto now = is.groups.find(table);
        if (now == is.groups.end() || now->second != objects) different.insert(table);
    }
    for (const auto& [table, objects] : is.groups) {
        if (was.groups.count(table) == 0) different.insert(table);
    }
    return different;
}

const SchemaObject* find_table(const Schema& schema, const std::string& name) {
    const auto group = schema.groups.find(name);
    if (group == schema.groups.end() || group->second.front().kind != SchemaObject::Kind::table) {
        return nullptr;
    }
    return &group->second.front();
}

}  // namespace kiln::tool
