#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Gives the file this content, at once or not at all (written aside, then renamed), and leaves it
/// alone, with its time, if it has it already. Missing folders are made. Throws K516.
void write_if_changed(const std::string& path, std::string_view content);
/// The file, made for writing; null, with errno, where anything is in its place, were it a link.
std::FILE* open_new(const std::string& path);
/// Makes the file newer than all before it. Throws K516.
void touch(const std::string& path);

}  // namespace kiln::tool
