#pragma once
// How much memory SQLite may have: revisions are other people's, and the build runs them in memory.

#include <cstddef>

namespace kiln::tool {

/// Lets SQLite's allocations be counted here, so that they can be limited, and no longer by SQLite
/// itself. Only before SQLite's first
/// use in the process, else it does nothing.
void count_memory_of_sqlite();

/// While it lives, SQLite gets no memory beyond the limit, in the whole process: what needs more
/// fails with SQLITE_NOMEM. One at a time.
class MemoryLimit {
public:
    explicit MemoryLimit(std::size_t bytes);
    MemoryLimit(const MemoryLimit&) = delete;
    MemoryLimit& operator=(const MemoryLimit&) = delete;
    ~MemoryLimit();

    bool was_reached() const;
};

}  // namespace kiln::tool
