#pragma once

#include "tool/schema/sql_text.hpp"
#include "tool/schema/table_change.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// Names that are free.
struct RebuildNames {
    std::string made;   ///< of the new table, until it has its own
    std::string aside;  ///< of the old one from then on; empty if it has to be dropped before
};

/// SQLite's documented procedure (https://www.sqlite.org/lang_altertable.html, 7): a new table, the
/// rows into it, each with its rowid, the old one out of the way, the new one renamed. Indexes and
/// triggers of the table go; what others say of it stays word for word.
///
/// The old table is renamed and dropped behind that: to drop it under its own name would take what
/// ANALYZE found out with it.
std::vector<Statement> rebuild_table(const TableChange& change, const RebuildNames& names);

/// Whether SQLite renames the table of this group and leaves all else as it is: not where a CHECK
/// or an index says `patient.age`.
bool can_step_aside(const std::vector<SchemaObject>& group);

}  // namespace kiln::tool
