#pragma once

struct sqlite3;

namespace kiln::tool {

/// True if every view and trigger finds all that it names: what ALTER TABLE tests, asked of these
/// objects alone. It may be false where ALTER TABLE would find nothing, never the other way round
/// for a column that is gone. Nothing is run.
bool views_and_triggers_compile(sqlite3* db);

}  // namespace kiln::tool
