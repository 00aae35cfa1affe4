#include "src/database/sqlite/files.hpp"

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace kiln::sqlite {
namespace {

constexpr const char* too_large = "the limit on the size of a file is reached";
constexpr const char* used_up = "the quota of the disk is used up";

}  // namespace

std::filesystem::path path_of(const std::string& file) {
    return std::filesystem::path(std::u8string(file.begin(), file.end()));
}

std::string name_of(const std::filesystem::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

#if defined(_WIN32)

// NTFS has renames in its log, and a file in a folder the rights of the folder.
void sync_folder(const std::filesystem::path&) {}
bool give_group(const std::filesystem::path&, const std::filesystem::path&) { return true; }

const char* limit_of(int error) {
    switch (error) {
        case 223:  // ERROR_FILE_TOO_LARGE
            return too_large;
        case 1295:  // ERROR_DISK_QUOTA_EXCEEDED, which mingw-w64 has no name for
            return used_up;
        default:
            return nullptr;
    }
}

#else

void sync_folder(const std::filesystem::path& folder) {
    const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
}

bool give_group(const std::filesystem::path& file, const std::filesystem::path& copy) {
    struct stat status {};
    struct stat own {};
    if (::stat(file.c_str(), &status) != 0 || ::stat(copy.c_str(), &own) != 0) return false;
    return status.st_gid == own.st_gid ||
           ::chown(copy.c_str(), static_cast<uid_t>(-1), status.st_gid) == 0;
}

const char* limit_of(int error) {
    switch (error) {
        case EFBIG:
            return too_large;
        case EDQUOT:
            return used_up;
        default:
            return nullptr;
    }
}

#endif

}  // namespace kiln::sqlite
