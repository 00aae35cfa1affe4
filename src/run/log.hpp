#pragma once
// What the log tells: where the database was, by its last line, and which revisions ran.

#include "src/database/version_store.hpp"
#include "src/text/hint.hpp"

#include <kiln/migration_table.hpp>

#include <string>
#include <vector>

namespace kiln {

/// The last line about this table's revisions; nothing where the log tells of others alone. A
/// repair does not tell where the database was; where there is nothing else it tells that there
/// were rows.
const LogLine* last_line(const std::vector<LogLine>& log, const MigrationTable& table);

/// The same of the lines that name the version table: what another set may have written proves
/// nothing.
const LogLine* last_proof(const std::vector<LogLine>& log, const MigrationTable& table);

/// "the upgrade to 'a'", "the downgrade of 'a'"
std::string words_for(const LogLine& line);

/// Whether there must have been rows behind the line.
bool leaves_rows(const LogLine& line, const MigrationTable& table);

/// What to type to set the rows as they were behind the line. Where there are branches, the line
/// tells of one of them.
Hint stamp_behind(const LogLine& line, const MigrationTable& table);

/// Whether every head of the table was applied, and not taken back.
bool has_run_all(const std::vector<LogLine>& log, const MigrationTable& table);

/// Revisions that are applied and that the table does not have, in quotes; empty if there are none.
std::string missing_here(const std::vector<LogLine>& log, const MigrationTable& table);

}  // namespace kiln
