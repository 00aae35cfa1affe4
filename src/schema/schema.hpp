#pragma once
// A database's schema as a value.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// One row of sqlite_schema.
struct SchemaObject {
    enum class Kind : std::uint8_t { table, virtual_table, view, index, trigger };
    Kind kind = Kind::table;
    std::string name;
    std::string sql;  ///< as the database stores it
    /// Its row, by which SQLite fires triggers: their order is no part of what a schema says.
    std::int64_t row = 0;
    /// A table that SQLite keeps for a virtual one, as fts5 does: such come and go with it.
    bool is_shadow = false;

    friend bool operator==(const SchemaObject& a, const SchemaObject& b) {
        return a.kind == b.kind && a.name == b.name && a.sql == b.sql;
    }
};

/// All objects, by the folded name of the table or view that they belong to (a table or view to
/// itself, an index or trigger to its table), in each group sorted by kind and folded name.
/// SQLite's own (sqlite_sequence, sqlite_stat1, automatic indexes) are left out.
struct Schema {
    std::map<std::string, std::vector<SchemaObject>> groups;

    friend bool operator==(const Schema&, const Schema&) = default;
};

/// Adds a row of sqlite_schema (its columns type, name, tbl_name, sql and the rowid), unless the
/// object is SQLite's own.
void add_object(Schema& schema, std::string_view type, std::string_view name,
                std::string_view table, std::string_view sql, std::int64_t row = 0);
/// Behind the last add_object().
void sort_groups(Schema& schema);

}  // namespace kiln
