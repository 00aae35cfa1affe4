#include "src/database/sqlite/library_version.hpp"

#include <sqlite3.h>

namespace kiln {

std::string sqlite_library_version() { return sqlite3_libversion(); }

}  // namespace kiln
