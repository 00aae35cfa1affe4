#include "tool/project/directory.hpp"

#include <string_view>

#ifndef _WIN32
#include <dirent.h>

#include <cerrno>
#include <memory>
#endif

namespace kiln::tool {

namespace fs = std::filesystem;

#ifdef _WIN32

std::error_code read_directory(const std::string& path, const OnDirectoryEntry& on_entry) {
    std::error_code error;
    fs::directory_iterator each(fs::path(std::u8string(path.begin(), path.end())), error);
    for (; !error && each != fs::directory_iterator(); each.increment(error)) {
        const std::u8string name = each->path().filename().u8string();
        std::error_code ignored;
        on_entry(std::string(name.begin(), name.end()), each->symlink_status(ignored).type());
    }
    return error;
}

#else

namespace {

/// From what the directory says, as far as it does: asking for each file costs as much as reading.
fs::file_type type_of(const std::string& directory, const dirent& entry) {
    if (entry.d_type == DT_REG) return fs::file_type::regular;
    if (entry.d_type == DT_LNK) return fs::file_type::symlink;
    if (entry.d_type == DT_DIR) return fs::file_type::directory;
    std::error_code ignored;
    return fs::symlink_status(fs::path(directory) / entry.d_name, ignored).type();
}

}  // namespace

std::error_code read_directory(const std::string& path, const OnDirectoryEntry& on_entry) {
    struct Close {
        void operator()(DIR* directory) const { ::closedir(directory); }
    };
    const std::unique_ptr<DIR, Close> directory(::opendir(path.c_str()));
    if (directory == nullptr) return {errno, std::generic_category()};
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(directory.get());
        if (entry == nullptr) return {errno, std::generic_category()};
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        on_entry(name, type_of(path, *entry));
    }
}

#endif

}  // namespace kiln::tool
