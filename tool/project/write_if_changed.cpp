#include "tool/project/write_if_changed.hpp"

#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#endif

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
    throw Error(diagnose_at({path}, Code::cannot_write, "cannot write the file: " + reason));
}

void make_folder_of(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    std::error_code error;
    if (!folder.empty()) fs::create_directories(folder, error);
    if (error) fail(path, error.message());
}

/// Compares piece by piece: the content may be large, and is in memory once already.
bool has_content(const std::string& path, std::string_view content) {
    std::error_code error;
    if (fs::file_size(path, error) != content.size() || error) return false;
    std::ifstream file(path, std::ios::binary);
    std::array<char, 65536> buffer{};
    while (file && !content.empty()) {
        file.read(buffer.data(),
                  static_cast<std::streamsize>(std::min(buffer.size(), content.size())));
        const auto size = static_cast<std::size_t>(file.gcount());
        if (size == 0 || content.substr(0, size) != std::string_view(buffer.data(), size))
            return false;
        content.remove_prefix(size);
    }
    return content.empty();
}

/// What is written takes the target's place, which is for a file only: not for a FIFO or a device.
void require_file_or_nothing(const std::string& path, const fs::file_status& status) {
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        fail(path, fs::is_directory(status) ? "a folder is in its place"
                                            : "what is there is not a regular file");
    }
}

/// A file of this name that nobody else has, and no link to one: one that an earlier run left is
/// removed.
void write_new(const std::string& path, std::string_view content) {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    if (!fs::is_symlink(status)) require_file_or_nothing(path, status);
    fs::remove(path, error);
    errno = 0;
    std::FILE* file = open_new(path);
    if (file == nullptr) fail(path, std::strerror(errno));
    const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
    const int code = written ? 0 : errno;
    if (std::fclose(file) == 0 && written) return;
    const std::string reason = std::strerror(written ? errno : code);
    fs::remove(path, error);
    fail(path, reason);
}

void replace(const std::string& path, std::string_view content) {
    const std::string aside = path + ".new";
    write_new(aside, content);
    std::error_code error;
    const fs::file_status before = fs::status(path, error);
    if (!error && fs::exists(before)) fs::permissions(aside, before.permissions(), error);
    fs::rename(aside, path, error);
    if (!error) return;
    std::error_code ignored;
    fs::remove(aside, ignored);
    fail(path, error.message());
}

}  // namespace

std::FILE* open_new(const std::string& path) {
#ifdef _WIN32
    // To msvcrt.dll "x" is no mode.
    const int file =
        ::_open(path.c_str(), _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY, _S_IREAD | _S_IWRITE);
    return file < 0 ? nullptr : ::_fdopen(file, "wb");
#else
    return std::fopen(path.c_str(), "wbx");
#endif
}

void write_if_changed(const std::string& path, std::string_view content) {
    std::error_code error;
    require_file_or_nothing(path, fs::status(path, error));
    if (has_content(path, content)) return;
    make_folder_of(path);
    replace(path, content);
}

void touch(const std::string& path) {
    std::error_code error;
    require_file_or_nothing(path, fs::status(path, error));
    make_folder_of(path);
    replace(path, "");
#ifndef _WIN32  // where it is made of whole seconds by GCC's library
    // The clock that gives a new file its time is coarser than this one on some systems.
    fs::last_write_time(path, fs::file_time_type::clock::now(), error);
    if (error) fail(path, error.message());
#endif
}

}  // namespace kiln::tool
