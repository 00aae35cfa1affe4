#pragma once
// Which older programs can use a database, as the database itself says: an older program does not
// have the revisions that say `min_compatible`.

#include <kiln/migration_table.hpp>

#include <span>
#include <string>
#include <vector>

namespace kiln {

/// A database with the row `version_num` in its version table can be used by a program that has
/// `min_compatible`, where it has those of all lines about the row.
struct CompatibleLine {
    std::string version_num;
    std::string min_compatible;
};

/// Whether any revision says `min_compatible`. If none does, nobody looks at the lines.
bool names_compatible(const MigrationTable& table);

/// The lines for the rows of a version table. None for a row that only programs can use that have
/// it: nothing below it says otherwise, or something that it stands on does not.
std::vector<CompatibleLine> compatible_lines(const MigrationTable& table,
                                             std::span<const std::string> rows);

/// Whether a program with this table can use a database with these rows and lines, of which it
/// does not know all rows.
bool is_compatible(const MigrationTable& table, std::span<const std::string> rows,
                   std::span<const CompatibleLine> lines);

}  // namespace kiln
