#pragma once
// A database in memory as bytes, and back.

#include "tool/replay/packing.hpp"

#include <set>
#include <string>

struct sqlite3;

namespace kiln::tool {

/// All that it holds, and the last rowid of its connection. False where that cannot be: within a
/// transaction, with temporary objects, of more than 64 MB, or by an SQLite before 3.36, which does
/// not always give its bytes.
bool keep_database(sqlite3* db, Packer& out);
/// Puts it into the place of what `db` holds. Throws NotPacked, and kiln::Error where SQLite fails.
void take_up_database(Unpacker& in, sqlite3* db);

/// Puts what `from`, which is in no transaction, holds of these tables and views (folded names),
/// and of SQLite's own, into the place of what `to` holds, each where it stands in its file. False
/// where that cannot be: of more than 4 MB, or by an SQLite before 3.36.
bool copy_part(sqlite3* from, sqlite3* to, const std::set<std::string>& tables);

}  // namespace kiln::tool
