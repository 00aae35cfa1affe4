#pragma once
// A database in memory, as everything in the tool opens one.

#include "src/database/sqlite/handles.hpp"

#include <kiln/error.hpp>

namespace kiln::tool {

/// Empty, with foreign keys off, as they are in a run. Throws K406 where there is no memory.
sqlite::Connection open_in_memory();

/// The last error of such a database, where nothing but SQLite itself can be at fault.
Error memory_database_failure(sqlite3* db);

}  // namespace kiln::tool
