#pragma once
// What the files of a database need of the system that they are on.

#include <filesystem>
#include <string>

namespace kiln::sqlite {

/// SQLite's names of files are UTF-8 everywhere.
std::filesystem::path path_of(const std::string& file);
std::string name_of(const std::filesystem::path& path);

/// Behind a rename: its name is on the disk. Not every folder can be opened or synced.
void sync_folder(const std::filesystem::path& folder);

/// False where `copy` cannot have the group of `file`.
bool give_group(const std::filesystem::path& file, const std::filesystem::path& copy);

/// What a limit on writing is called of which the system's error number tells; null for any other.
const char* limit_of(int error);

}  // namespace kiln::sqlite
