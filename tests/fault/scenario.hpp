#pragma once

#include "tests/fault/trigger.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kiln::fault {

/// Which database a run begins on, and how it goes. No section says no-transaction: those are
/// excepted from the promise.
struct Scenario {
    enum class Path : unsigned char { from_nothing, from_b2, back_to_base, by_snapshot };
    Path path = Path::from_nothing;
    bool transaction_per_migration = false;
    bool write_ahead_log = false;
    bool own_connection = false;  ///< the application's; else by URL

    std::string text() const;
};

std::vector<Scenario> all_scenarios();

/// What goes wrong, and at which of its points.
struct Trouble {
    enum class Kind : unsigned char {
        io_error,
        disk_full,
        torn_write,
        busy,
        power_cut,
        no_memory,
        interrupt,  ///< a point is `steps` of SQLite's virtual machine
        refusal,    ///< by the application's authorizer
    };
    Kind kind = Kind::io_error;
    bool from_then_on = false;
    int steps = 1;
    std::uint64_t at = Trigger::never;
    std::uint64_t seed = 0;  ///< of what a power cut leaves

    std::string text() const;
    bool needs_own_connection() const { return kind == Kind::interrupt || kind == Kind::refusal; }
};

}  // namespace kiln::fault
