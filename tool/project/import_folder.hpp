#pragma once

#include "tool/project/imported.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// Reads the folder by the tool's own rules, in the order in which the tool runs it. Appends every
/// fault, and a warning (K534) for each file that may be meant and cannot be taken over.
/// `version_table`: Alembic's.
std::vector<ImportedRevision> read_import(const std::string& folder, ImportTool tool,
                                          const std::string& version_table,
                                          std::vector<Diagnostic>& diagnostics);

}  // namespace kiln::tool
