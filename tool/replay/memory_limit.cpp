#include "tool/replay/memory_limit.hpp"

#include "tool/replay/small_pieces.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <limits>

// sqlite3_hard_heap_limit64() would do it, but only with SQLite's statistics and their lock, which
// make replay a seventh slower.

namespace kiln::tool {
namespace {

constexpr std::size_t without_limit = std::numeric_limits<std::size_t>::max();

sqlite3_mem_methods plain_memory;
std::atomic<std::size_t> bytes_in_use = 0;
std::atomic<std::size_t> most_bytes = without_limit;
std::atomic<bool> limit_was_reached = false;

bool exceeds_limit(std::size_t more, std::size_t less) {
    const std::size_t after = bytes_in_use.load(std::memory_order_relaxed) - less + more;
    if (after <= most_bytes.load(std::memory_order_relaxed)) return false;
    limit_was_reached = true;
    return true;
}

std::size_t size_of(void* memory) {
    if (const std::size_t size = size_of_small_piece(memory)) return size;
    return memory != nullptr ? static_cast<std::size_t>(plain_memory.xSize(memory)) : 0;
}

int counted_size(void* memory) { return static_cast<int>(size_of(memory)); }

// Small pieces have a bound of their own, and are not counted.
void* counted_allocate(int size) {
    const auto wanted = static_cast<std::size_t>(size);
    if (wanted <= most_of_a_small_piece) {
        if (void* const piece = take_small_piece(wanted)) return piece;
    }
    if (exceeds_limit(wanted, 0)) return nullptr;
    void* memory = plain_memory.xMalloc(size);
    bytes_in_use.fetch_add(size_of(memory), std::memory_order_relaxed);
    return memory;
}

void counted_free(void* memory) {
    if (size_of_small_piece(memory) > 0) return give_back_small_piece(memory);
    bytes_in_use.fetch_sub(size_of(memory), std::memory_order_relaxed);
    plain_memory.xFree(memory);
}

void* moved_from_small_piece(void* piece, std::size_t before, int size) {
    const std::size_t wanted = static_cast<std::size_t>(size);
    if (wanted <= before) return piece;
    void* const moved = counted_allocate(size);
    if (moved == nullptr) return nullptr;
    std::memcpy(moved, piece, before);
    give_back_small_piece(piece);
    return moved;
}

void* counted_reallocate(void* memory, int size) {
    const std::size_t before = size_of(memory);
    if (size_of_small_piece(memory) > 0) return moved_from_small_piece(memory, before, size);
    const auto wanted = static_cast<std::size_t>(size);
    // What gets smaller is let be: a statement that fails makes room in that way too.
    if (wanted > before && exceeds_limit(wanted, before)) return nullptr;
    void* moved = plain_memory.xRealloc(memory, size);
    if (moved != nullptr) {
        bytes_in_use.fetch_add(size_of(moved) - before, std::memory_order_relaxed);
    }
    return moved;
}

}  // namespace

void count_memory_of_sqlite() {
    // Replay is most of a build's time, and a good part of that is SQLite's allocations: without
    // statistics and locks it is a seventh faster.
    static const bool done = [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain_memory) != SQLITE_OK) return false;
        sqlite3_mem_methods counted = plain_memory;
        counted.xMalloc = counted_allocate;
        counted.xFree = counted_free;
        counted.xRealloc = counted_reallocate;
        counted.xSize = counted_size;
        return sqlite3_config(SQLITE_CONFIG_MALLOC, &counted) == SQLITE_OK;
    }();
    static_cast<void>(done);
}

MemoryLimit::MemoryLimit(std::size_t bytes) {
    limit_was_reached = false;
    most_bytes = bytes;
}

MemoryLimit::~MemoryLimit() { most_bytes = without_limit; }

bool MemoryLimit::was_reached() const { return limit_was_reached; }

}  // namespace kiln::tool
