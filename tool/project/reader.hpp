#pragma once
// The text of a revision file -> a value. All its faults in one run.

#include "tool/project/revision_file.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A larger file is not read (K103); a header's list of more entries is refused (K113).
inline constexpr std::size_t max_file_size = std::size_t{64} << 20;
inline constexpr std::size_t max_list_size = 1000;

/// Reads a file's text. Appends every fault to `diagnostics`; the value holds what could be read
/// and is good only if there was no error among them.
RevisionFile parse_revision_file(std::string path, std::string_view text,
                                 std::vector<Diagnostic>& diagnostics);
/// The same into a value that is empty yet, for who reads thousands.
void read_revision_file(std::string path, std::string_view text, RevisionFile& file,
                        std::vector<Diagnostic>& diagnostics);

}  // namespace kiln::tool
