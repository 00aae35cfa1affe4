#pragma once
// Where a private server lives.

#include "tool/servers/child_process.hpp"

#include <filesystem>

namespace kiln::tool {

/// A folder in memory where there is room for one, else on disk; its path is short enough for a
/// socket. It goes with the object. A process that is killed leaves it behind: whoever makes the
/// next one removes it, once neither the process nor its server holds its lock any more.
class RunDirectory {
public:
    /// Throws std::system_error or std::filesystem::filesystem_error.
    RunDirectory();
    RunDirectory(RunDirectory&& other) noexcept;
    RunDirectory& operator=(RunDirectory&&) = delete;
    ~RunDirectory();

    const std::filesystem::path& path() const { return path_; }
    /// To be inherited by the server: the folder is in use as long as it is open anywhere.
    int lock() const { return lock_; }
    /// A new folder in it that is the user's own.
    std::filesystem::path make(const char* name, const ServerUser& user) const;

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

/// Gives all below a path, and itself, to the user.
void give_to(const std::filesystem::path& path, const ServerUser& user);

}  // namespace kiln::tool
