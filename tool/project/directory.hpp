#pragma once
// What stands in a directory, at the cost of reading it: std::filesystem makes a path of each name,
// which takes five times as long.

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace kiln::tool {

struct DirectoryEntry {
    std::string name;
    /// Links are not followed. `none` where it cannot be told.
    std::filesystem::file_type type = std::filesystem::file_type::none;
};

/// All but the directory itself and the one above, in no order. With an error, those before it.
std::error_code read_directory(const std::string& path, std::vector<DirectoryEntry>& entries);

}  // namespace kiln::tool
