#pragma once
// The SQL that makes one schema of another, as a person would write it into a revision.

#include "tool/schema/schema.hpp"

#include <kiln/plan.hpp>

#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// A table or column that has another name in the newer schema.
struct Rename {
    std::string table;   ///< by its old name; a column's table by its old or its new one
    std::string column;  ///< by its old name; empty where the table itself is renamed
    std::string name;    ///< the new one

    friend bool operator==(const Rename&, const Rename&) = default;
};

/// A statement that a person has to confirm, marked by a line `-- kiln:confirm …`, or to fill in
/// where it has `place_to_fill`.
struct MarkedPlace {
    Direction direction = Direction::upgrade;
    std::string table;
    std::string what;  ///< what is lost or needed, as it stands in the line
    bool needs_value = false;

    friend bool operator==(const MarkedPlace&, const MarkedPlace&) = default;
};

struct MigrationSql {
    std::string upgrade;  ///< without a line end; empty where there is nothing to do
    std::string downgrade;
    std::vector<MarkedPlace> places;
    /// What looks like a rename but was not said to be one: written as drop and add.
    std::vector<Rename> likely_renames;
};

/// The schema behind the renames, without shadow tables. Throws K515 where one is not possible.
Schema renamed(const Schema& from, std::span<const Rename> renames);

/// From schema `from` to schema `to`, and back.
///
/// ALTER TABLE where SQLite (3.35) can do it and the result equals `to` (see differences());
/// else SQLite's documented rebuild: new table, copy, drop, rename. Both need foreign keys off and
/// one transaction, as Kiln runs them. What the upgrade loses, or needs and cannot know, is marked;
/// the downgrade marks only values that it needs: that it drops what the upgrade made is its
/// purpose.
///
/// The same schemas give the same text. Throws kiln::Error where a rename is not possible.
MigrationSql write_migration(const Schema& from, const Schema& to,
                             std::span<const Rename> renames = {});

}  // namespace kiln::tool
