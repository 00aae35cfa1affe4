#pragma once
// The first revision of a database that was there before Kiln came.

#include "src/schema/fingerprint.hpp"

#include <kiln/diagnostic.hpp>

#include <string>
#include <vector>

namespace kiln::tool {

struct FirstRevision {
    std::string text;                  ///< of its file
    std::vector<TableHistory> tables;  ///< what it makes; SQLite's
};

/// Makes what the database of `url` has, rows aside: tried as the build does, and compared with the
/// database. SQLite's drops it again; a server's is irreversible. `path` is where its file is to
/// be. Warnings are appended. Throws K536 for a database that it cannot be made of, K333 where
/// there is no server to try it on, and what the trial finds.
FirstRevision first_revision(const std::string& url, const std::string& revision,
                             const std::string& message, const std::string& create_date,
                             const std::string& path, std::vector<Diagnostic>& warnings);

}  // namespace kiln::tool
