#pragma once

#include <map>
#include <span>
#include <string>

namespace kiln::fault {

/// All that a database holds, as text: its schema, the rows of every table with the version table
/// and the log (without its times), and its journal mode. Where SQLite's own check or a foreign key
/// complains, or the file cannot be read, it says so and is equal to no sound database's.
using Snapshot = std::map<std::string, std::string>;

Snapshot snapshot_of(const std::string& file);

/// Each part of a snapshot that is none of `states`, with the states that it would fit.
std::string describe(const Snapshot& half, std::span<const Snapshot> states);

}  // namespace kiln::fault
