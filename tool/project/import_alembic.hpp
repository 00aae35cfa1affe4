#pragma once

#include "tool/project/imported.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// What `alembic upgrade base:heads --sql` and `alembic downgrade heads:base --sql` wrote.
/// Appends; a downgrade goes to its revision wherever it stands.
void read_alembic(const std::string& path, const std::string& version_table,
                  std::vector<ImportedRevision>& revisions, std::vector<Diagnostic>& diagnostics);

}  // namespace kiln::tool
