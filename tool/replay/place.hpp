#pragma once
// Faults in a section's SQL -> diagnostics with their place in the file.

#include "src/database/sqlite/script.hpp"
#include "tool/project/revision_file.hpp"

#include <kiln/diagnostic.hpp>

namespace kiln::tool {

/// The fault where it stands in the file. Its code is the one of an upgrade's SQL error, K301,
/// where SQLite refused; callers change that for other runs.
Diagnostic diagnose(const RevisionFile& file, const Section& section, const ScriptFault& fault);

/// A fault of a section as a whole, at its marker.
Diagnostic diagnose_section(const RevisionFile& file, const Section& section, Code code,
                            std::string message, std::string hint);

}  // namespace kiln::tool
