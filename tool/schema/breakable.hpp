#pragma once
// Whether rows that one table takes may break what another demands: tried on a scratch database.

#include "src/schema/definition.hpp"

#include <map>
#include <string>

namespace kiln::tool {

/// New column names (folded) to indexes of columns of the old table.
using OldColumns = std::map<std::string, std::size_t>;

/// Some row that `was` takes fails the CHECK of `is`. Also true where it cannot be tried.
bool may_break_check(const TableDefinition& was, const TableDefinition& is, const Constraint& check,
                     const OldColumns& old_columns);

/// Some value that `was`, which is not STRICT, takes is refused by this column of a STRICT table.
bool may_break_type(const TableDefinition& was, std::size_t old_column,
                    const ColumnDefinition& strict_column);

}  // namespace kiln::tool
