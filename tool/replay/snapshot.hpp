#pragma once
// A database as the SQL that makes it.

#include <cstddef>
#include <string>
#include <variant>

struct sqlite3;

namespace kiln::tool {

/// Why a database cannot be made so.
struct SnapshotObstacle {
    std::string table;  ///< folded: where it is so; empty: nowhere in particular
    std::string why;    ///< a clause, "no SQL makes …"
};

/// Statements that make of an empty database all that `db` holds but Kiln's own tables: each object
/// in its place, a table's rows behind it, so that no trigger fires; rows of virtual tables behind
/// all objects. An obstacle where something is seen that no SQL says, or where it would be longer
/// than `most` bytes. What comes out is still to be proven. Throws kiln::Error where SQLite itself
/// fails.
std::variant<std::string, SnapshotObstacle> write_snapshot(sqlite3* db, std::size_t most);

}  // namespace kiln::tool
