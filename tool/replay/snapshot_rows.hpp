#pragma once
// Which columns and rows of a table a snapshot has to write.

#include "src/database/sqlite/handles.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// An object that is SQLite's own or an application's, as sqlite_master has it.
struct SnapshotObject {
    std::string type;
    std::string name;
    std::string table;  ///< folded: to which it belongs
    std::string sql;
    bool is_virtual = false;

    friend bool operator==(const SnapshotObject&, const SnapshotObject&) = default;
};

/// Of main, in the order in which they were made, but for Kiln's own, SQLite's own, and the shadow
/// tables of virtual ones.
std::vector<SnapshotObject> objects_of(sqlite3* db);

/// SQLite's own tables, sorted.
std::vector<std::string> own_tables_of_sqlite(sqlite3* db);

/// A SELECT of the statistics of ANALYZE in an order of its own, since SQLite takes tables as they
/// lie in a hash table. Without those of shadow tables, whose rows may lie otherwise.
std::string statistics_question(sqlite3* db);

struct RowColumns {
    std::vector<std::string> names;  ///< in quotes where they need it; none generated
    std::vector<std::string> all;    ///< those that are generated too
    std::string rowid;               ///< a name for the rowid; empty: it has none, or none is left
    bool is_rowid_a_column = false;  ///< INTEGER PRIMARY KEY
};

RowColumns row_columns(sqlite3* db, const std::string& table, bool is_virtual);

/// The virtual table's module, folded, and the value of the argument `content`, if there is one.
struct VirtualTable {
    std::string module;
    bool has_content = false;
    std::string content;
    bool has_languageid = false;
};
VirtualTable virtual_table(std::string_view sql);

/// As SQL writes the value of a column; `db` tells what it reads of a number.
std::string value_in_sql(sqlite3* db, const sqlite::Statement& row, int column);

/// Prepares, or throws kiln::Error.
void prepare_or_throw(sqlite3* db, sqlite::Statement& statement, const std::string& sql);
/// Whether there is another row. Throws kiln::Error where the statement fails.
bool next_row(sqlite3* db, sqlite::Statement& statement);

}  // namespace kiln::tool
