#include "tool/replay/trial_clock.hpp"

#include <sqlite3.h>

// Before 3.28 SQLite has no such control, and does nothing.
#if !defined(SQLITE_TESTCTRL_PRNG_SEED)
#define SQLITE_TESTCTRL_PRNG_SEED 28
#endif

#include <atomic>

namespace kiln::tool {
namespace {

/// Milliseconds of the Julian calendar, as SQLite counts; 0: the system's.
std::atomic<sqlite3_int64> fixed_time{0};

int current_time_int64(sqlite3_vfs* self, sqlite3_int64* time) {
    if (const sqlite3_int64 fixed = fixed_time.load()) {
        *time = fixed;
        return SQLITE_OK;
    }
    auto* system = static_cast<sqlite3_vfs*>(self->pAppData);
    return system->xCurrentTimeInt64(system, time);
}

int current_time(sqlite3_vfs* self, double* days) {
    constexpr double milliseconds_of_a_day = 86'400'000.0;
    sqlite3_int64 time = 0;
    const int result = current_time_int64(self, &time);
    *days = static_cast<double>(time) / milliseconds_of_a_day;
    return result;
}

// The system's functions find out by themselves what file system they are; this one knows only its
// clock.
int open_file(sqlite3_vfs* self, const char* name, sqlite3_file* file, int flags, int* out) {
    auto* system = static_cast<sqlite3_vfs*>(self->pAppData);
    return system->xOpen(system, name, file, flags, out);
}

const char* install() {
    constexpr const char* name = "kiln-trial";
    sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
    constexpr int with_time_int64 = 2;
    if (system == nullptr || system->iVersion < with_time_int64) return nullptr;
    static sqlite3_vfs trial = *system;
    trial.zName = name;
    trial.pNext = nullptr;
    trial.pAppData = system;
    trial.xOpen = open_file;
    trial.xCurrentTimeInt64 = current_time_int64;
    trial.xCurrentTime = current_time;
    return sqlite3_vfs_register(&trial, 0) == SQLITE_OK ? name : nullptr;
}

}  // namespace

const char* trial_file_system() {
    static const char* const name = install();
    return name;
}

TrialClock::TrialClock(int turn) {
    // 2031-03-07 04:05:06 and 2042-11-25 17:38:49, both UTC.
    constexpr sqlite3_int64 times[] = {212797382706000, 213167309929000};
    constexpr int seeds[] = {20310307, 20421125};
    fixed_time = times[turn == 0 ? 0 : 1];
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, seeds[turn == 0 ? 0 : 1],
                         static_cast<sqlite3*>(nullptr));
}

TrialClock::~TrialClock() {
    fixed_time = 0;
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 0, static_cast<sqlite3*>(nullptr));
}

}  // namespace kiln::tool
