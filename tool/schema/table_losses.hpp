#pragma once
// What a table's new definition lacks that its old one had.

#include "tool/schema/schema.hpp"

#include <map>
#include <string>
#include <vector>

namespace kiln::tool {

struct TableLosses {
    /// In words: "CHECK (a > 0)", "NOT NULL of column 'a'". What another thing of its kind on the
    /// same columns replaces is not lost, nor what belonged to a column that is gone.
    std::vector<std::string> lost;
    /// How many things differ, the lost ones among them.
    std::size_t differences = 0;
};

/// Of CREATE TABLE as sqlite_schema holds it. `columns`: old names to new ones, folded. `tables`:
/// likewise those that were renamed in between, the table itself and what it refers to. `is` comes
/// with its indexes, of which a unique one may say what a UNIQUE said.
TableLosses table_losses(const std::string& was, const std::vector<SchemaObject>& is,
                         const std::map<std::string, std::string>& columns,
                         const std::map<std::string, std::string>& tables = {});

}  // namespace kiln::tool
