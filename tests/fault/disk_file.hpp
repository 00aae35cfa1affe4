#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::fault {

/// What a power cut lets survive of that which no sync has made safe.
class Survival {
public:
    /// By the seed nothing survives, everything does, or each sector for itself.
    explicit Survival(std::uint64_t seed);
    bool survives();

private:
    std::mt19937_64 random_;
    std::uint64_t kind_;
};

/// One file's bytes, the order in which they came, and which of them are safe.
class DiskFile {
public:
    explicit DiskFile(std::string bytes = {}) : bytes_(bytes), safe_(std::move(bytes)) {}

    const std::string& bytes() const { return bytes_; }
    void write(std::size_t offset, std::string_view bytes);
    void truncate(std::size_t size);
    void sync();

    /// What of it a power cut leaves: what was synced, and of each later write any sectors.
    std::string after_power_cut(Survival& survival) const;

    /// SQLite's five levels of locks. SQLITE_OK or SQLITE_BUSY.
    int lock(const void* owner, int level);
    void unlock(const void* owner, int level);
    bool is_reserved() const;

    // The shared memory of a WAL. It does not outlive those who map it.

    /// Null where the region is missing and not to be made.
    void* map(const void* owner, std::size_t region, std::size_t size, bool extend);
    void unmap(const void* owner);
    /// SQLITE_OK or SQLITE_BUSY.
    int lock_shared_memory(const void* owner, int first, int count, int flags);

private:
    struct Change {
        std::size_t offset;
        std::string bytes;  ///< nothing where the file ends at `offset`
        bool truncates;
    };
    struct Slot {
        std::set<const void*> readers;
        const void* writer = nullptr;
    };

    int highest_lock_of_others(const void* owner) const;

    std::string bytes_;
    std::string safe_;
    std::vector<Change> changes_;
    std::map<const void*, int> locks_;
    std::vector<std::unique_ptr<std::byte[]>> shared_memory_;
    std::set<const void*> mapped_by_;
    std::array<Slot, 8> slots_;
};

}  // namespace kiln::fault
