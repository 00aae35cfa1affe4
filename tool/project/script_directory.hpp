#pragma once
// Folders -> revision files. All faults of all files in one run.

#include "tool/project/helper.hpp"
#include "tool/project/revision_file.hpp"

#include <kiln/diagnostic.hpp>

#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

struct ScriptDirectory {
    std::vector<RevisionFile> files;  ///< sorted by path
    std::vector<Diagnostic> diagnostics;
};

/// Reads every `*.sql` directly in each folder, hidden files aside; `*.SQL` is a diagnostic.
/// Sorted, so the result does not depend on the file system's order. A missing or empty folder is a
/// diagnostic. A folder named twice is read once. The helper, if any, takes part.
ScriptDirectory read_script_directories(std::span<const std::string> directories,
                                        Helper* helper = nullptr);

}  // namespace kiln::tool
