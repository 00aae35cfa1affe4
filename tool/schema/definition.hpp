#pragma once
// What a CREATE statement says, apart from how it is written.

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A piece of SQL. Two that mean the same have the same `normal`: case of keywords and names,
/// white space, comments and the quoting of names do not count.
struct SqlPiece {
    std::string normal;
    std::string display;  ///< as it was written, in one line and without comments
};

struct ColumnDefinition {
    std::string name;
    SqlPiece rest;  ///< type and constraints; the order of the constraints does not count
};

struct TableDefinition {
    std::vector<ColumnDefinition> columns;
    std::vector<SqlPiece> constraints;
    std::vector<SqlPiece> options;  ///< STRICT, WITHOUT ROWID
};

/// Of a CREATE TABLE as sqlite_schema holds it.
TableDefinition parse_table(std::string_view sql);

/// What stands behind the name in any other CREATE statement, UNIQUE in front of it. The arguments
/// of a virtual table's module are the module's business: there the case of letters counts.
SqlPiece parse_body(std::string_view sql);

}  // namespace kiln::tool
