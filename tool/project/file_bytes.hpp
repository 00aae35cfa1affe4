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
    /// Never waits for a FIFO's other end, and never reads more than the largest size allowed.
    FileBytes read(const std::string& path);

private:
    std::size_t max_size_;
    std::string buffer_;  ///< only grows; its size says nothing about the last file
};

}  // namespace kiln::tool
