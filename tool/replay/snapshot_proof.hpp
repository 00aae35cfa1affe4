#pragma once
// Whether the SQL of a snapshot makes the database that it was written of.

#include "tool/replay/snapshot.hpp"

#include <optional>
#include <string>

namespace kiln::tool {

/// Runs the statements on an empty database in memory, under another clock and seed than the
/// system's, and compares what comes out with `db`: objects, their order and text, rows with
/// rowids, counters, statistics, header fields. Of a virtual table the rows, what it finds, and its
/// own test of itself. None where they are equal.
std::optional<SnapshotObstacle> refute_snapshot(sqlite3* db, const std::string& sql);

}  // namespace kiln::tool
