#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace kiln {

/// A new empty directory that goes away, with all it holds, at the end of the scope.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();

    /// With slashes on every system, as Kiln has paths.
    const std::filesystem::path& path() const { return path_; }
    std::string operator/(std::string_view name) const { return (path_ / name).generic_string(); }
    /// Makes the file's folders, too.
    void write(std::string_view name, std::string_view text) const;

private:
    std::filesystem::path path_;
};

}  // namespace kiln
