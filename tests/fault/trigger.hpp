#pragma once

#include <cstdint>
#include <limits>

namespace kiln::fault {

/// Counts what passes it, and says which of them fail: the one at `at` (from 1), or all from there.
class Trigger {
public:
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

    void arm(std::uint64_t at, bool from_then_on) {
        at_ = at;
        from_then_on_ = from_then_on;
        count_ = 0;
        is_armed_ = true;
    }
    /// What passes is no longer counted.
    void disarm() { is_armed_ = false; }

    bool fails_now() {
        if (!is_armed_) return false;
        ++count_;
        return count_ == at_ || (from_then_on_ && count_ > at_);
    }

    bool was_reached() const { return count_ >= at_; }
    std::uint64_t count() const { return count_; }

private:
    std::uint64_t at_ = never;
    std::uint64_t count_ = 0;
    bool from_then_on_ = false;
    bool is_armed_ = false;
};

}  // namespace kiln::fault
