#pragma once

#include <string>

namespace kiln {

/// Of the SQLite that runs, "3.40.1"; the program may have been built with another.
std::string sqlite_library_version();

}  // namespace kiln
