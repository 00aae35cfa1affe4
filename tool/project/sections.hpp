#pragma once

#include "tool/project/revision_file.hpp"
#include "tool/project/source_text.hpp"

#include <cstddef>

namespace kiln::tool {

/// Reads the sections from `offset`, the line behind the header, to the end of the text into
/// `file` and reports their faults.
void read_sections(SourceText& source, std::size_t offset, RevisionFile& file);

}  // namespace kiln::tool
