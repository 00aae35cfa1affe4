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

    /// `begins` is called before the first sleep; `stop` ends the wait.
    void start(std::chrono::milliseconds limit, std::function<void()> begins, Stop stop = {}) {
        limit_ = limit;
        stop_ = std::move(stop);
        begins_ = std::move(begins);
        waited_ = Clock::duration::zero();
    }

    /// Calls `attempt` until it returns a result that `is_busy` denies, the limit is spent or it is
    /// to stop; returns the last result. Sleeps grow from 1 to 32 ms: short, because the others
    /// hold the database for a commit at a time, and many of us may wait.
    template <class Attempt, class IsBusy>
    int operator()(Attempt attempt, IsBusy is_busy) {
        const Clock::time_point start = Clock::now();
        const Clock::duration waited_before = waited_;
        std::chrono::milliseconds nap(1);
        for (;;) {
            const int result = attempt();
            if (!is_busy(result)) return result;
            waited_ = waited_before + (Clock::now() - start);
            // In milliseconds: as nanoseconds a limit near the type's maximum would overflow.
            const std::chrono::milliseconds left = limit_ - waited();
            if (left <= std::chrono::milliseconds::zero() || stop_.stop_requested()) return result;
            if (begins_) std::exchange(begins_, nullptr)();
            std::this_thread::sleep_for(std::min(nap, left));
            nap = std::min(nap * 2, std::chrono::milliseconds(32));
        }
    }

    std::chrono::milliseconds waited() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(waited_);
    }

private:
    std::chrono::milliseconds limit_{0};
    Clock::duration waited_{0};
    std::function<void()> begins_;
    Stop stop_;
};

}  // namespace kiln
