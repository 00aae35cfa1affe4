#pragma once
// The ordered table of migrations that `kiln bake` writes as constant data and that the tool
// builds in memory: the one input of the planner and the Migrator.

#include <kiln/dialect.hpp>
#include <kiln/text.hpp>

#include <cstdint>

namespace kiln {

/// How connections to one database are made. A program links the drivers that its tables name.
struct Driver;
/// `kiln::sqlite_driver` of <kiln/sqlite.hpp>, and one in each database's header.
using DriverFunction = const Driver& (*)() noexcept;

/// What a revision in C++ works through, <kiln/operations.hpp>.
class Operations;
using RevisionFunction = void (*)(Operations&);

namespace detail {
struct CodeRun;
}
/// Runs such a function: `kiln::detail::code_runner`. A program links it if a table of its names
/// it.
using CodeRunner = void (*)(detail::CodeRun&);

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
    Text checksum;  ///< `t1:` and the SHA-256 of the upgrade's tokens and the place in the graph
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
    /// Of a revision in C++ what runs in place of the scripts; null for one in SQL. One that was
    /// not linked, as in the program kiln, has no `upgrade` but `is_code`.
    RevisionFunction upgrade = nullptr;
    RevisionFunction downgrade = nullptr;
    bool is_code = false;
};

/// All revisions, every one behind its down_revisions and depends_on. A value of a few pointers:
/// what they point to is constant data, or must outlive the table and its copies.
struct MigrationTable {
    Range<Migration> migrations;
    Range<Dialect> dialects;
    /// Positions of the revisions that no other one names in down_revision, ascending.
    Range<std::uint32_t> heads;
    /// The heads that no other revision depends on, directly or not: the rows that the version
    /// table has when everything is applied. Ascending.
    Range<std::uint32_t> real_heads;
    /// One for each dialect of the table that Kiln has a driver for.
    Range<DriverFunction> drivers{};
    /// SQL that makes an empty database what all revisions make of it; none where that was not
    /// proven.
    Range<Text> snapshot{};
    /// What an unversioned database is recognized by: joined, how each table of SQLite's looks
    /// behind the revisions that change it. None where nobody ran the revisions.
    Range<Text> fingerprints{};
    /// Set where a revision is in C++.
    CodeRunner run_code = nullptr;
};

}  // namespace kiln
