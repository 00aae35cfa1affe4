#pragma once
// Revision files -> values. All faults of all files in one run.

#include "tool/project/revision_file.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A larger file is not read (K103), and a longer line is refused (K107), as is a header's list of
/// more entries (K113).
inline constexpr std::size_t max_file_size = std::size_t{64} << 20;
inline constexpr std::size_t max_line_size = 1'000'000;
inline constexpr std::size_t max_list_size = 1000;

/// Reads a file's text. Appends every fault to `diagnostics`; the value holds what could be read
/// and is good only if there was no error among them.
RevisionFile parse_revision_file(std::string path, std::string_view text,
                                 std::vector<Diagnostic>& diagnostics);

struct ScriptDirectory {
    std::vector<RevisionFile> files;  ///< sorted by path
    std::vector<Diagnostic> diagnostics;
};

/// Reads every `*.sql` directly in each folder, hidden files aside. Sorted, so the result does not
/// depend on the file system's order. A missing or empty folder is a diagnostic.
/// A folder named twice is read once.
ScriptDirectory read_script_directories(std::span<const std::string> directories);

}  // namespace kiln::tool
