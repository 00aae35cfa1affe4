#include "tool/bake/write_if_changed.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
    Diagnostic diagnostic;
    diagnostic.code = codes::cannot_write;
    diagnostic.location.file = path;
    diagnostic.message = "cannot write the file: " + reason;
    throw Error(diagnostic);
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

void write(const std::string& path, std::string_view content) {
    errno = 0;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file) fail(path, errno != 0 ? std::strerror(errno) : "unknown error");
}

}  // namespace

void write_if_changed(const std::string& path, std::string_view content) {
    if (has_content(path, content)) return;
    make_folder_of(path);
    const std::string aside = path + ".new";
    std::error_code error;
    try {
        write(aside, content);
    } catch (const Error&) {
        fs::remove(aside, error);
        throw;
    }
    fs::rename(aside, path, error);
    if (error) fail(path, error.message());
}

void touch(const std::string& path) {
    make_folder_of(path);
    write(path, "");
    // Truncating an empty file leaves its time alone on some systems.
    std::error_code error;
    fs::last_write_time(path, fs::file_time_type::clock::now(), error);
    if (error) fail(path, error.message());
}

}  // namespace kiln::tool
