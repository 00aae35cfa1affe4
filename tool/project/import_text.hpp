#pragma once
// What a revision is written as that comes from another tool.

#include "tool/project/imported.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// A revision file, and where each of its lines comes from.
struct ImportedText {
    std::string text;
    std::vector<Location> places;

    /// Puts what was found in the file `path` with this text where it comes from.
    void put_back(const std::string& path, Diagnostic& diagnostic) const;
};
ImportedText imported_text(const ImportedRevision& revision);

}  // namespace kiln::tool
