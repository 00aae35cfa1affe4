#pragma once

#include "tool/project/marker.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/project/source_text.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace kiln::tool {

/// Of an exact marker at `offset`. One that allows nothing because of how it is written is a
/// warning (K332).
std::optional<Allow> read_allow(SourceText& source, const Marker& marker, std::size_t offset);

/// K332
void report_allow(SourceText& source, std::size_t offset, std::string message, std::string hint);

}  // namespace kiln::tool
