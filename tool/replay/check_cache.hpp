#pragma once
// Files in which a build keeps what it found out, for the next one.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace kiln::tool {

/// A folder of entries, each under a key that says all that it depends on. Nothing that is wrong
/// with the folder or a file is an error: what cannot be read is not there, what cannot be written
/// is let be. Any number of programs may use one folder at once.
class CheckCache {
public:
    /// All entries together; those that were not used for the longest time go.
    static constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20U;
    static constexpr std::size_t most_entries = 256;  ///< to look at all of them must cost nothing

    explicit CheckCache(std::string folder, std::uint64_t most = most_bytes);

    bool has(const std::string& key) const { return keys_.count(key) > 0; }
    /// What was put under this key, whole, or nothing.
    std::optional<std::string> get(const std::string& key);
    void put(const std::string& key, std::string_view content);
    /// What was got turned out to be of no use.
    void forget(const std::string& key) { keys_.erase(key); }

private:
    std::string path_of(const std::string& key) const;
    void make_room() const;

    std::string folder_;
    std::uint64_t most_;
    std::set<std::string> keys_;  // that were there, or were put since
};

}  // namespace kiln::tool
