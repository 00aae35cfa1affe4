#pragma once
// One table with hand-given changes.

#include "tool/schema/migration_sql.hpp"
#include "tool/schema/schema.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// Carried out in this order: what comes later goes by the new names.
struct TableWishes {
    std::string table;
    std::vector<Rename> renames;                ///< of it and of its columns
    std::vector<std::string> drop_indexes;      ///< names
    std::vector<std::string> drop_constraints;  ///< names, or texts as in `UNIQUE (a, b)`
    std::vector<std::string> drop_columns;      ///< names
    std::vector<std::string> alter_columns;     ///< whole definitions, as in CREATE TABLE
    std::vector<std::string> add_columns;       ///< the same
    std::vector<std::string> add_constraints;   ///< as in CREATE TABLE behind the columns
};

/// `from` with the wishes; all else is as it was. Throws K515 where a rename is not possible, K524
/// where something is not there, where SQLite refuses it, and where an index, trigger, view or
/// foreign key needs what goes.
Schema altered(const Schema& from, const TableWishes& wishes);

}  // namespace kiln::tool
