#pragma once

#include "src/database/connection.hpp"
#include "tool/project/imported.hpp"

#include <span>
#include <string>

namespace kiln::tool {

/// What the tool's own version table says: the last of `revisions` that ran, empty for none. Throws
/// K533 where one failed, is none of `revisions`, or stands behind one that did not run: then no
/// revision is what the database has. Not for Alembic, whose table Kiln reads anyway.
std::string last_imported(Connection& connection, ImportTool tool,
                          std::span<const ImportedRevision> revisions);

}  // namespace kiln::tool
