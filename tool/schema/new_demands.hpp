#pragma once
// What a table that stays newly demands of the rows that it has.

#include "src/schema/definition.hpp"
#include "tool/schema/schema.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// A constraint that some rows may break.
struct NewDemand {
    std::string index;  ///< folded name; empty: a constraint of the table
    std::string what;   ///< "UNIQUE (email) is new: see that no two rows are alike in it"
};

/// Uniqueness, CHECKs and foreign keys over columns that were there by the same names. None of what
/// follows from the old ones, or is about a new column alone, which is NULL or gets its value.
std::vector<NewDemand> new_demands(const std::vector<SchemaObject>& was,
                                   const std::vector<SchemaObject>& is);

/// Whether a column of the table is unique by itself.
bool is_sole_key(const std::vector<SchemaObject>& group, const TableDefinition& table,
                 std::size_t column);

}  // namespace kiln::tool
