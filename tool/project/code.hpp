#pragma once
// The code of a revision file in C++.

#include "tool/project/revision_file.hpp"
#include "tool/project/source_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::tool {

/// The text of a .cpp as far as its header can reach, with `--` where its lines begin with `//`: so
/// a header reads as that of a file in SQL, each byte at its own place.
std::string header_part(std::string_view text);

/// Says `//` in the diagnostics of such a part, from the one at `first` on.
void speak_of_code(std::vector<Diagnostic>& diagnostics, std::size_t first, std::string_view text);

/// Reads what stands behind the header: the tokens, the functions as sections, the allows. Reports
/// K130, K132, K138 to K141.
void read_code(SourceText& source, std::size_t offset, RevisionFile& file);

}  // namespace kiln::tool
