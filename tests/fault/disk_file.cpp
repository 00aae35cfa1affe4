#include "tests/fault/disk_file.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace kiln::fault {
namespace {

constexpr std::size_t sector_bytes = 512;

void apply_write(std::string& to, std::size_t offset, std::string_view bytes) {
    if (to.size() < offset + bytes.size()) to.resize(offset + bytes.size());
    std::copy(bytes.begin(), bytes.end(), to.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

Survival::Survival(std::uint64_t seed) : random_(seed), kind_(random_() % 4) {}

bool Survival::survives() {
    if (kind_ == 0) return false;
    if (kind_ == 1) return true;
    return random_() % 2 == 0;
}

void DiskFile::write(std::size_t offset, std::string_view bytes) {
    apply_write(bytes_, offset, bytes);
    changes_.push_back({offset, std::string(bytes), false});
}

void DiskFile::truncate(std::size_t size) {
    bytes_.resize(size);
    changes_.push_back({size, {}, true});
}

void DiskFile::sync() {
    safe_ = bytes_;
    changes_.clear();
}

std::string DiskFile::after_power_cut(Survival& survival) const {
    std::string left = safe_;
    for (const Change& change : changes_) {
        if (change.truncates) {
            if (survival.survives()) left.resize(change.offset);
            continue;
        }
        const std::size_t end = change.offset + change.bytes.size();
        for (std::size_t at = change.offset; at < end;) {
            const std::size_t next = std::min(end, (at / sector_bytes + 1) * sector_bytes);
            const std::string_view sector =
                std::string_view(change.bytes).substr(at - change.offset, next - at);
            if (survival.survives()) apply_write(left, at, sector);
            at = next;
        }
    }
    return left;
}

int DiskFile::highest_lock_of_others(const void* owner) const {
    int highest = SQLITE_LOCK_NONE;
    for (const auto& [other, level] : locks_) {
        if (other != owner) highest = std::max(highest, level);
    }
    return highest;
}

int DiskFile::lock(const void* owner, int level) {
    const int others = highest_lock_of_others(owner);
    int& held = locks_[owner];
    if (level <= held) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED && others >= SQLITE_LOCK_PENDING) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_RESERVED && others >= SQLITE_LOCK_RESERVED) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
        if (others >= SQLITE_LOCK_PENDING) return SQLITE_BUSY;
        // Keeps new readers out while it waits for those that are there.
        held = SQLITE_LOCK_PENDING;
        if (others >= SQLITE_LOCK_SHARED) return SQLITE_BUSY;
    }
    held = level;
    return SQLITE_OK;
}

void DiskFile::unlock(const void* owner, int level) {
    if (level == SQLITE_LOCK_NONE) {
        locks_.erase(owner);
        return;
    }
    int& held = locks_[owner];
    held = std::min(held, level);
}

bool DiskFile::is_reserved() const {
    return highest_lock_of_others(nullptr) >= SQLITE_LOCK_RESERVED;
}

void* DiskFile::map(const void* owner, std::size_t region, std::size_t size, bool extend) {
    mapped_by_.insert(owner);
    if (region >= shared_memory_.size() && !extend) return nullptr;
    while (region >= shared_memory_.size()) {
        shared_memory_.push_back(std::make_unique<std::byte[]>(size));
    }
    return shared_memory_[region].get();
}

void DiskFile::unmap(const void* owner) {
    for (Slot& slot : slots_) {
        slot.readers.erase(owner);
        if (slot.writer == owner) slot.writer = nullptr;
    }
    mapped_by_.erase(owner);
    if (mapped_by_.empty()) shared_memory_.clear();
}

int DiskFile::lock_shared_memory(const void* owner, int first, int count, int flags) {
    const auto begin = slots_.begin() + first;
    const auto end = begin + count;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        std::for_each(begin, end, [&](Slot& slot) {
            slot.readers.erase(owner);
            if (slot.writer == owner) slot.writer = nullptr;
        });
        return SQLITE_OK;
    }
    const bool shared = (flags & SQLITE_SHM_SHARED) != 0;
    const bool is_busy = std::any_of(begin, end, [&](const Slot& slot) {
        const bool read_by_others = slot.readers.size() > slot.readers.count(owner);
        return (slot.writer != nullptr && slot.writer != owner) || (!shared && read_by_others);
    });
    if (is_busy) return SQLITE_BUSY;
    std::for_each(begin, end, [&](Slot& slot) {
        if (shared) slot.readers.insert(owner);
        if (!shared) slot.writer = owner;
    });
    return SQLITE_OK;
}

}  // namespace kiln::fault
