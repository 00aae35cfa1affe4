#pragma once
// What stands in a directory, at the cost of reading it: std::filesystem makes a path of each name,
// which takes five times as long.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>

namespace kiln::tool {

/// Of its type links are not followed; `none` where it cannot be told. The name is gone behind it.
using OnDirectoryEntry =
    std::function<void(std::string_view name, std::filesystem::file_type type)>;

/// Tells all but the directory itself and the one above, in no order. With an error, those before
/// it.
std::error_code read_directory(const std::string& path, const OnDirectoryEntry& on_entry);

}  // namespace kiln::tool
