#pragma once
// Patience with a database that others hold. SQLite's own busy handler is the application's.

#include <kiln/stop.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

namespace kiln {

class LockWait {
public:
    using Clock = std::chrono::steady_clock;

    /// Sleeps between two attempts grow from 1 ms to this. Short, because others hold the database
    /// for a commit at a time, and many of us may wait.
    explicit LockWait(std::chrono::milliseconds longest_nap = std::chrono::milliseconds(32))
        : longest_nap_(longest_nap) {}

    /// `begins` is called before the first sleep; `stop` ends the wait.
    void start(std::chrono::milliseconds limit, std::function<void()> begins, Stop stop = {}) {
        limit_ = limit;
        stop_ = std::move(stop);
        begins_ = std::move(begins);
        waited_ = Clock::duration::zero();
        pause_ = longest_nap_;
    }

    /// Calls `attempt` until it returns a result that `is_busy` denies, the limit is spent or it is
    /// to stop; returns the last result.
    template <class Attempt, class IsBusy>
    int operator()(Attempt attempt, IsBusy is_busy) {
        const Clock::time_point start = Clock::now();
        const Clock::duration waited_before = waited_;
        std::chrono::milliseconds nap(1);
        for (;;) {
            const int result = attempt();
            if (!is_busy(result)) return result;
            waited_ = waited_before + (Clock::now() - start);
            if (!sleep(nap)) return result;
            nap = std::min(nap * 2, longest_nap_);
        }
    }

    /// Of what was waited elsewhere.
    void add(Clock::duration waited) { waited_ += waited; }

    /// Before all of a long attempt is made again: sleeps, longer each time. False where the limit
    /// is spent or it is to stop.
    bool pause() {
        const Clock::time_point start = Clock::now();
        for (std::chrono::milliseconds slept(0); slept < pause_; slept += longest_nap_) {
            if (!sleep(longest_nap_)) return false;
        }
        pause_ = std::min(pause_ * 2, std::chrono::milliseconds(2000));
        waited_ += Clock::now() - start;
        return true;
    }

    std::chrono::milliseconds waited() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(waited_);
    }
    // In milliseconds: as nanoseconds a limit near the type's maximum would overflow.
    std::chrono::milliseconds left() const { return limit_ - waited(); }

private:
    bool sleep(std::chrono::milliseconds nap) {
        if (left() <= std::chrono::milliseconds::zero() || stop_.stop_requested()) return false;
        if (begins_) std::exchange(begins_, nullptr)();
        std::this_thread::sleep_for(std::min(nap, left()));
        return true;
    }

    std::chrono::milliseconds longest_nap_;
    std::chrono::milliseconds pause_{0};
    std::chrono::milliseconds limit_{0};
    Clock::duration waited_{0};
    std::function<void()> begins_;
    Stop stop_;
};

}  // namespace kiln
