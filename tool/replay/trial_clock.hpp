#pragma once
// The clock and the dice of trial databases, so that a script can be run under others.

#include <cstdint>

namespace kiln::tool {

/// The name of a file system for SQLite whose clock is the system's and `TrialClock`'s shift.
const char* trial_file_system();

/// While it lives, trial databases have another time, and random() begins at another seed. One at a
/// time.
class TrialClock {
public:
    /// `turn`: 0 and 1 differ in year, month, day, hour, minute and second, and in the seed; each
    /// gives the same again.
    explicit TrialClock(int turn);
    TrialClock(const TrialClock&) = delete;
    TrialClock& operator=(const TrialClock&) = delete;
    ~TrialClock();
};

}  // namespace kiln::tool
