#pragma once
// The ordered table of migrations that `kiln bake` writes as constant data and that the tool
// builds in memory: the one input of the planner and the Migrator.

#include <kiln/text.hpp>

#include <cstdint>

namespace kiln {

enum class Dialect : std::uint8_t { sqlite, postgresql, mysql };

/// The SQL of one section.
struct Script {
    Range<Text> pieces;      ///< joined they are the SQL; none for an empty section
    std::uint32_t line = 0;  ///< line of the first byte in the revision file, from 1
    bool no_transaction = false;
};

/// What one revision does on one dialect.
struct DialectScripts {
    Dialect dialect = Dialect::sqlite;
    bool reversible = false;  ///< false: the file has no downgrade section for this dialect
    Script upgrade;
    Script downgrade;
    Text checksum;  ///< SHA-256 in lower-case hex of the upgrade section and the place in the graph
};

inline constexpr std::uint32_t no_position = 0xffff'ffff;

/// One revision. Positions are indexes into MigrationTable::migrations.
struct Migration {
    Text revision;
    Text message;
    Text create_date;                     ///< as written in the file; may be empty
    Text file;                            ///< the revision file; baked without its folder
    Range<std::uint32_t> down_revisions;  ///< positions, each less than this revision's own
    Range<std::uint32_t> depends_on;      ///< positions, each less than this revision's own
    Range<Text> depends_on_names;         ///< as written: ids or branch labels
    Range<Text> branch_labels;            ///< as written on this revision
    Range<DialectScripts> scripts;        ///< one for each dialect of the table
    /// The position of the first revision whose program can use a database that has this one: its
    /// own or one below. no_position is its own, too.
    std::uint32_t min_compatible = no_position;
};

/// All revisions, every one behind its down_revisions and depends_on.
struct MigrationTable {
    Range<Migration> migrations;
    Range<Dialect> dialects;
    /// Positions of the revisions that no other one names in down_revision, ascending.
    Range<std::uint32_t> heads;
    /// The heads that no other revision depends on, directly or not: the rows that the version
    /// table has when everything is applied. Ascending.
    Range<std::uint32_t> real_heads;
};

}  // namespace kiln
