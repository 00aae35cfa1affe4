#pragma once
// A copy of a database file, to go back to.

#include "src/database/sqlite/handles.hpp"

#include <kiln/migrator.hpp>

#include <string>

namespace kiln {

/// Puts a copy of the file that `source` is connected to at `target`, whole or not at all: written
/// beside it as `<target>.kiln-part-<of this database>`, synced, checked by SQLite, renamed. A copy
/// that is there is replaced. `source` holds the write lock, so that nobody writes meanwhile, and
/// no other program copies this database. `name` is what messages call the database. False for a
/// database that is empty or in memory. Of `options` it takes `connect` and `stop`. Throws K420,
/// and K422.
bool back_up(const sqlite::Connection& source, const std::string& name, const std::string& target,
             const Options& options);

/// Where a copy of `file` for `target` is made.
std::string part_of_backup(const std::string& target, const std::string& file);

}  // namespace kiln
