#pragma once
// A disk that fills up: a file system in memory, which not everybody may mount; and a limit of
// files, which is the same to a server but for the words.

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace kiln::support {

class SmallDisk {
public:
    explicit SmallDisk(std::size_t megabytes) {
        if (mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("cannot make " + folder_);
        const std::string size = "mode=0755,size=" + std::to_string(megabytes) + "m";
        is_mounted_ = mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()) == 0;
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (is_mounted_) umount2(folder_.c_str(), MNT_DETACH);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    bool is_mounted() const { return is_mounted_; }
    const std::string& folder() const { return folder_; }

    /// So much is free, whatever was before.
    void leave(std::size_t kilobytes) const {
        make_room();
        struct statvfs disk {};
        if (statvfs(folder_.c_str(), &disk) != 0) throw std::runtime_error("cannot ask the disk");
        const std::size_t free = disk.f_bavail * disk.f_frsize;
        std::ofstream file(folder_ + "/ballast");
        const std::string block(1024, 'x');
        for (std::size_t at = kilobytes * 1024; at + 1024 <= free; at += 1024) file << block;
    }
    void make_room() const { std::filesystem::remove(folder_ + "/ballast"); }

private:
    std::string folder_ = "/tmp/kilndisk.XXXXXX";
    bool is_mounted_ = false;
};

/// As long as it lives, no file of processes that are started gets larger than so many megabytes,
/// and none of this program's.
class FileLimit {
public:
    explicit FileLimit(std::size_t megabytes) {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = megabytes << 20U;
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("cannot limit files");
    }
    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;
    ~FileLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

}  // namespace kiln::support
