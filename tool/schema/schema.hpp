#pragma once
// A database's schema as a value.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

struct sqlite3;

namespace kiln::tool {

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

/// The ordinary table of that folded name; null where there is none.
const SchemaObject* find_table(const Schema& schema, const std::string& name);

/// Whether the table of that folded name is a shadow table.
bool is_shadow_table(const Schema& schema, const std::string& group);
Schema without_shadow_tables(Schema schema);

/// Of one group: its triggers behind all else, in the order in which they were made.
std::vector<SchemaObject> in_creation_order(std::vector<SchemaObject> group);

/// Reads everything. Throws kiln::Error.
Schema read_schema(sqlite3* db);
/// Reads only the groups of these tables or views (folded names). Throws kiln::Error.
Schema read_schema(sqlite3* db, const std::set<std::string>& tables);

/// The groups in which two schemas differ.
std::set<std::string> different_groups(const Schema& was, const Schema& is);

}  // namespace kiln::tool
