#pragma once
// A database in memory, as everything in the tool opens one.

#include "src/database/sqlite/handles.hpp"
#include "tool/schema/application_objects.hpp"

#include <kiln/error.hpp>

#include <optional>
#include <set>
#include <string>

namespace kiln::tool {

/// Empty, with foreign keys off, as they are in a run. Throws K406 where there is no memory, and
/// K526.
/// `file_system` is the name of a VFS, SQLite's default where it is null.
sqlite::Connection open_in_memory(const char* file_system = nullptr);

/// Throws K406.
void copy_database(sqlite3* from, sqlite3* to);

/// What each of them has from now on: its extensions, and stand-ins for the rest. Of the program as
/// a whole, as SQL means the same in all of its trials.
void have_in_memory(ApplicationObjects objects);
const ApplicationObjects& had_in_memory();

/// The functions, folded, that the extensions brought to a database that has them; nothing where
/// SQLite does not say.
std::optional<std::set<std::string>> functions_of_extensions(sqlite3* db);

/// The last error of such a database, where nothing but SQLite itself can be at fault.
Error memory_database_failure(sqlite3* db);

}  // namespace kiln::tool
