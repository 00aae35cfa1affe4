#pragma once
// The constraints of a column and of a table, from their tokens.

#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"

#include <string>
#include <vector>

namespace kiln {

/// Cuts `item` where constraints begin. What stands before the first, a column's type, comes first
/// and may be empty.
std::vector<Tokens> split_constraints(Tokens item);

/// True for an item of CREATE TABLE's list that is no column.
bool is_table_constraint(Tokens item);

/// Adds what one constraint says to the table, as that of its last column (`of_column`) or its
/// own.
void read_constraint(Tokens constraint, const std::string& table_name, bool of_column,
                     TableDefinition& table);

/// Of a foreign key that names no columns of its parent: those that it means, the primary key's.
void name_parent_columns(Constraint& foreign_key, const TableDefinition& parent);

}  // namespace kiln
