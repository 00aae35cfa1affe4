#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace kiln::tool {

/// What reading one file gave.
struct FileBytes {
    enum class Outcome : std::uint8_t { read, failed, not_regular, too_large };
    Outcome outcome = Outcome::read;
    std::error_code error;   ///< for `failed`
    std::uint64_t size = 0;  ///< for `too_large`: the file's
    std::string_view bytes;  ///< in the reader's buffer, until the next file is read
};

/// Reads whole regular files, one after another, into one buffer.
class FileReader {
public:
    explicit FileReader(std::size_t max_size) : max_size_(max_size) {}
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;
    ~FileReader();
    /// Never waits for a FIFO's other end, and never reads more than the largest size allowed.
    /// `known_regular`: its directory has just said that it is a regular file, so that a small one
    /// need not be asked again; that takes as long as to read it.
    FileBytes read(const std::string& path, bool known_regular = false);

private:
    /// Opens by the last directory's handle: the system need not walk the same path each time.
    int open(const std::string& path);

    std::size_t max_size_;
    std::string buffer_;  ///< only grows; its size says nothing about the last file
    std::string directory_;
    int handle_ = -1;  ///< of directory_
};

}  // namespace kiln::tool
