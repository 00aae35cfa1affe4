#pragma once
// Faults in a section's SQL -> diagnostics with their place in the file.

#include "src/database/sqlite/connection.hpp"
#include "tool/project/revision_file.hpp"

#include <kiln/diagnostic.hpp>

#include <vector>

namespace kiln::tool {

/// The fault where it stands in the file. `by_database` is its code where the database refused.
Diagnostic diagnose(const RevisionFile& file, const Section& section, const Fault& fault,
                    Code by_database);

/// The same of it and of those that it has with it.
std::vector<Diagnostic> diagnose_all(const RevisionFile& file, const Section& section,
                                     const Fault& fault, Code by_database);

/// A fault of a section as a whole, at its marker.
Diagnostic diagnose_section(const RevisionFile& file, const Section& section, Code code,
                            std::string message, std::string hint);

}  // namespace kiln::tool
