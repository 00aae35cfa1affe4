#pragma once

#include "tool/command_line/workspace.hpp"
#include "tool/schema/schema.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// The schema of the workspace's database as it is. Throws K401, K406 and what SQLite says.
Schema live_schema(const Workspace& workspace);

/// What the revisions make, in memory, up to these rows of the version table.
Schema schema_of_revisions(const MigrationTable& table, const std::string& version_table,
                           const std::vector<std::string>& rows);

}  // namespace kiln::tool
