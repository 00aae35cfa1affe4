#pragma once

#include "tests/fault/fault_vfs.hpp"

#include <memory>

namespace kiln::fault {

/// How much memory SQLite has to bring for an open file.
int open_file_size();

/// Makes an open file of that memory. With `syncs_folder` the first sync of the file is one of its
/// folder too.
void make_open_file(sqlite3_file* memory, FaultVfs& file_system, std::shared_ptr<DiskFile> file,
                    bool syncs_folder);

}  // namespace kiln::fault
