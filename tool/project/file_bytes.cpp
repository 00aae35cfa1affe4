#include "tool/project/file_bytes.hpp"

#include <algorithm>
#include <cerrno>

#ifdef _WIN32
#include <filesystem>
#include <fstream>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace kiln::tool {

#ifdef _WIN32

FileReader::~FileReader() = default;

FileBytes FileReader::read(const std::string& path, bool) {
    using Outcome = FileBytes::Outcome;
    const std::filesystem::path name(std::u8string(path.begin(), path.end()));
    std::error_code error;
    const auto status = std::filesystem::status(name, error);
    if (error) return {Outcome::failed, error, 0, {}};
    if (!std::filesystem::is_regular_file(status)) return {Outcome::not_regular, {}, 0, {}};
    const std::uint64_t size = std::filesystem::file_size(name, error);
    if (error) return {Outcome::failed, error, 0, {}};
    if (size > max_size_) return {Outcome::too_large, {}, size, {}};
    buffer_.resize(std::max<std::size_t>(buffer_.size(), static_cast<std::size_t>(size)));
    std::ifstream file(name, std::ios::binary);
    if (!file.read(buffer_.data(), static_cast<std::streamsize>(size))) {
        return {Outcome::failed, std::make_error_code(std::errc::io_error), 0, {}};
    }
    return {Outcome::read, {}, size, std::string_view(buffer_).substr(0, size)};
}

#else

namespace {

/// Closes a descriptor at the end of its scope.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

private:
    int number_;
};

FileBytes failed() { return {FileBytes::Outcome::failed, {errno, std::generic_category()}, 0, {}}; }

}  // namespace

FileReader::~FileReader() {
    if (handle_ >= 0) ::close(handle_);
}

int FileReader::open(const std::string& path) {
    // O_NONBLOCK: the file that was regular a moment ago may be a FIFO now.
    constexpr int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ::open(path.c_str(), flags);
    const std::string_view directory = std::string_view(path).substr(0, slash + 1);
    if (directory != directory_) {
        if (handle_ >= 0) ::close(handle_);
        directory_ = directory;
        handle_ = ::open(directory_.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    }
    if (handle_ < 0) return ::open(path.c_str(), flags);
    return ::openat(handle_, path.c_str() + slash + 1, flags);
}

FileBytes FileReader::read(const std::string& path, bool known_regular) {
    using Outcome = FileBytes::Outcome;
    /// A file that is smaller needs no question for its size.
    constexpr std::size_t small = 16384;
    const Descriptor file(open(path));
    if (file.number() < 0) return failed();

    std::size_t used = 0;
    std::size_t capacity = small;
    bool is_asked = false;
    const auto ask = [&]() -> FileBytes {
        is_asked = true;
        struct stat status {};
        if (::fstat(file.number(), &status) != 0) return failed();
        if (!S_ISREG(status.st_mode)) return {Outcome::not_regular, {}, 0, {}};
        const auto size = static_cast<std::uint64_t>(status.st_size);
        if (size > max_size_) return {Outcome::too_large, {}, size, {}};
        // One byte more than the file has: a short read is its end and saves a second call.
        capacity = std::max(capacity, static_cast<std::size_t>(size) + 1);
        return {};
    };
    if (!known_regular) {
        if (const FileBytes answer = ask(); answer.outcome != Outcome::read) return answer;
    }
    for (;;) {
        if (buffer_.size() < capacity) buffer_.resize(capacity);
        const ssize_t count = ::read(file.number(), buffer_.data() + used, capacity - used);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed();
        used += static_cast<std::size_t>(count);
        if (used < capacity) break;
        // It is no small file, or has grown since.
        if (!is_asked) {
            if (const FileBytes answer = ask(); answer.outcome != Outcome::read) return answer;
        }
        if (used > max_size_) return {Outcome::too_large, {}, used, {}};
        if (used == capacity) capacity = std::min(capacity * 2, max_size_ + 1);
    }
    if (used > max_size_) return {Outcome::too_large, {}, used, {}};
    return {Outcome::read, {}, used, std::string_view(buffer_).substr(0, used)};
}

#endif

}  // namespace kiln::tool
