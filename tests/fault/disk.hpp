#pragma once

#include "tests/fault/disk_file.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace kiln::fault {

/// A folder of files in memory. A name that comes or goes is safe only once the folder is synced.
class Disk {
public:
    using Image = std::map<std::string, std::string>;

    /// All files, as programs read them.
    Image image() const;
    /// Everything else is gone, and all of this is safe.
    void load(const Image& image);
    /// What is not safe may be lost. No file may be open.
    void cut_power(std::uint64_t seed);

    /// Null if there is none.
    std::shared_ptr<DiskFile> find(const std::string& name) const;
    std::shared_ptr<DiskFile> create(const std::string& name);
    /// False if there is none.
    bool remove(const std::string& name) { return files_.erase(name) != 0; }
    void sync_folder() { safe_files_ = files_; }

private:
    using Files = std::map<std::string, std::shared_ptr<DiskFile>>;

    Files files_;
    Files safe_files_;
};

}  // namespace kiln::fault
