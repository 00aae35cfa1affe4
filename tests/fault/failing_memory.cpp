#include "tests/fault/failing_memory.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace kiln::fault {
namespace {

sqlite3_mem_methods system_memory;
Trigger* allocations = nullptr;

bool has_no_memory() { return allocations != nullptr && allocations->fails_now(); }

void* allocate(int size) { return has_no_memory() ? nullptr : system_memory.xMalloc(size); }

void* reallocate(void* memory, int size) {
    return has_no_memory() ? nullptr : system_memory.xRealloc(memory, size);
}

}  // namespace

void install_failing_memory() {
    int result = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
    sqlite3_mem_methods failing = system_memory;
    failing.xMalloc = allocate;
    failing.xRealloc = reallocate;
    if (result == SQLITE_OK) result = sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    if (result == SQLITE_OK) result = sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
    if (result != SQLITE_OK) throw std::runtime_error("SQLite has been in use before");
}

void let_allocations_pass(Trigger* trigger) { allocations = trigger; }

}  // namespace kiln::fault
