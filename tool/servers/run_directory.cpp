#include "tool/servers/run_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view name_start = "kiln-server-";
/// Of an empty data directory there are 40 MB; the rest is what the revisions make.
constexpr std::uintmax_t needed_in_memory = std::uintmax_t{512} << 20U;
const char* const server_places[] = {"/dev/shm", "/tmp"};

const char* place_for_servers() {
    struct statvfs room {};
    if (access(server_places[0], W_OK | X_OK) == 0 && statvfs(server_places[0], &room) == 0 &&
        std::uintmax_t{room.f_bavail} * room.f_frsize >= needed_in_memory) {
        return server_places[0];
    }
    return server_places[1];
}

/// A folder without a lock is one that is being made, or whose maker was killed at it.
bool is_old(const struct stat& folder) {
    using namespace std::chrono;
    return system_clock::now() - system_clock::from_time_t(folder.st_mtime) > minutes(10);
}

void remove_if_left(const fs::path& path) {
    struct stat folder {};
    if (lstat(path.c_str(), &folder) != 0 || !S_ISDIR(folder.st_mode) ||
        folder.st_uid != geteuid()) {
        return;
    }
    const int lock = open((path / "lock").c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    const bool left =
        lock < 0 ? errno == ENOENT && is_old(folder) : flock(lock, LOCK_EX | LOCK_NB) == 0;
    std::error_code ignored;
    if (left) fs::remove_all(path, ignored);
    if (lock >= 0) close(lock);
}

void sweep() {
    for (const char* place : server_places) {
        std::error_code ignored;
        for (fs::directory_iterator each(place, ignored), end; !ignored && each != end;
             each.increment(ignored)) {
            if (each->path().filename().string().starts_with(name_start)) {
                remove_if_left(each->path());
            }
        }
    }
}

[[noreturn]] void fail_at(const fs::path& path) {
    throw std::system_error(errno, std::generic_category(), path.string());
}

}  // namespace

RunDirectory::RunDirectory() {
    sweep();
    std::string name = place_for_servers() + ("/" + std::string(name_start)) + "XXXXXX";
    if (mkdtemp(name.data()) == nullptr) fail_at(name);
    path_ = name;
    // The server's user passes through it to what is its own.
    chmod(name.c_str(), 0711);
    // It gets its name when it is locked already: nobody else may find it free.
    const fs::path unnamed = path_ / "lock.new";
    lock_ = open(unnamed.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (lock_ < 0 || flock(lock_, LOCK_EX | LOCK_NB) != 0) fail_at(unnamed);
    fs::rename(unnamed, path_ / "lock");
}

RunDirectory::RunDirectory(RunDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

RunDirectory::~RunDirectory() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
    if (lock_ >= 0) close(lock_);
}

fs::path RunDirectory::make(const char* name, const ServerUser& user) const {
    fs::path path = path_ / name;
    if (mkdir(path.c_str(), 0700) != 0) fail_at(path);
    give_to(path, user);
    return path;
}

void give_to(const fs::path& path, const ServerUser& user) {
    if (!user.is_other) return;
    if (lchown(path.c_str(), user.uid, user.gid) != 0) fail_at(path);
    if (!fs::is_directory(fs::symlink_status(path))) return;
    for (const fs::directory_entry& each : fs::directory_iterator(path)) {
        give_to(each.path(), user);
    }
}

}  // namespace kiln::tool
