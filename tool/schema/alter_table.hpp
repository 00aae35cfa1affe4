#pragma once

#include "tool/schema/sql_text.hpp"
#include "tool/schema/table_change.hpp"

#include <optional>
#include <vector>

namespace kiln::tool {

/// ALTER TABLE statements that make the change, tried on a database of the table alone with
/// `indexes`, those that stay. Nothing where SQLite has none that do.
std::optional<std::vector<Statement>> alter_table(const TableChange& change,
                                                  const std::vector<SchemaObject>& indexes);

}  // namespace kiln::tool
