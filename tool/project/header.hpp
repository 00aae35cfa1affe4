#pragma once

#include "tool/project/revision_file.hpp"
#include "tool/project/source_text.hpp"

#include <cstddef>

namespace kiln::tool {

/// Reads the run of `-- key: value` lines at the top into `file` and reports its faults.
/// Returns the offset of the first line that is not part of it.
std::size_t read_header(SourceText& source, RevisionFile& file);

}  // namespace kiln::tool
