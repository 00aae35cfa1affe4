#pragma once

#include "tool/schema/migration_sql.hpp"
#include "tool/schema/schema.hpp"

#include <vector>

namespace kiln::tool {

/// Where one table, or one column of a table, went and one like it came in its place.
std::vector<Rename> likely_renames(const Schema& from, const Schema& to);

}  // namespace kiln::tool
