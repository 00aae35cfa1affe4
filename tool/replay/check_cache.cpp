#include "tool/replay/check_cache.hpp"

#include "tool/project/file_bytes.hpp"
#include "tool/project/sha256.hpp"
#include "tool/project/write_if_changed.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <random>
#include <system_error>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view entry_extension = ".checked";
constexpr std::size_t entry_digest_size = 64;

/// A file in the wrong place has another.
std::string entry_digest(const std::string& key, std::string_view content) {
    return Sha256().add(key).add("\n").add(content).hex();
}

/// An entry, or one that is being written, or was: in a folder of other people's files too.
bool is_ours(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.find_first_not_of("0123456789abcdef") == entry_digest_size &&
           name.compare(entry_digest_size, entry_extension.size(), entry_extension) == 0;
}

/// Under a name that nobody else has, then renamed. False where that cannot be.
bool write_aside(const std::string& path, std::string_view bytes) {
    std::random_device dice;
    const std::string aside = path + "." + std::to_string(dice()) + ".new";
    std::FILE* file = open_new(aside);
    if (file == nullptr) return false;
    bool is_written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    is_written = std::fclose(file) == 0 && is_written;
    std::error_code error;
    if (is_written) fs::rename(aside, path, error);
    if (is_written && !error) return true;
    fs::remove(aside, error);
    return false;
}

}  // namespace

CheckCache::CheckCache(std::string folder, std::uint64_t most)
    : folder_(std::move(folder)), most_(most) {
    std::error_code error;
    for (fs::directory_iterator entry(folder_, error), end; !error && entry != end;
         entry.increment(error)) {
        const fs::path& path = entry->path();
        if (is_ours(path) && path.extension() == entry_extension)
            keys_.insert(path.stem().string());
    }
}

std::string CheckCache::path_of(const std::string& key) const {
    return (fs::path(folder_) / (key + std::string(entry_extension))).string();
}

std::optional<std::string> CheckCache::get(const std::string& key) {
    if (!has(key)) return std::nullopt;
    const std::string path = path_of(key);
    FileReader reader(static_cast<std::size_t>(most_));
    const FileBytes file = reader.read(path);
    if (file.outcome == FileBytes::Outcome::read && file.bytes.size() >= entry_digest_size) {
        const std::string_view content = file.bytes.substr(entry_digest_size);
        if (file.bytes.substr(0, entry_digest_size) == entry_digest(key, content)) {
            std::error_code ignored;
            fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
            return std::string(content);
        }
    }
    keys_.erase(key);
    return std::nullopt;
}

void CheckCache::put(const std::string& key, std::string_view content) {
    if (content.size() + entry_digest_size > most_) return;
    std::error_code error;
    fs::create_directories(folder_, error);
    std::string bytes = entry_digest(key, content);
    bytes += content;
    if (!write_aside(path_of(key), bytes)) return;
    keys_.insert(key);
    make_room();
}

void CheckCache::make_room() const {
    struct Entry {
        fs::file_time_type time;
        std::uint64_t size = 0;
        fs::path path;
    };
    std::vector<Entry> entries;
    std::uint64_t bytes = 0;
    std::error_code error;
    for (fs::directory_iterator entry(folder_, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code gone;
        if (!is_ours(entry->path()) || !fs::is_regular_file(entry->symlink_status(gone))) continue;
        const std::uint64_t size = entry->file_size(gone);
        const fs::file_time_type time = entry->last_write_time(gone);
        if (gone) continue;
        bytes += size;
        entries.push_back({time, size, entry->path()});
    }
    std::size_t count = entries.size();
    if (bytes <= most_ && count <= most_entries) return;
    std::sort(entries.begin(), entries.end(), [](const Entry& one, const Entry& other) {
        return std::pair(one.time, one.path) < std::pair(other.time, other.path);
    });
    for (auto oldest = entries.begin(); bytes > most_ || count > most_entries; ++oldest) {
        bytes -= oldest->size;
        --count;
        std::error_code gone;
        fs::remove(oldest->path, gone);
    }
}

}  // namespace kiln::tool
