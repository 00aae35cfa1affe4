#pragma once
// Ends a statement that takes too long or that nobody wants any more, and tells that it is still
// running, by SQLite's progress handler.
// SQLite has one place for such a handler: an application's own is gone afterwards.

#include <kiln/stop.hpp>

#include <sqlite3.h>

#include <chrono>
#include <exception>
#include <functional>
#include <utility>

namespace kiln::sqlite {

class StepWatch {
public:
    /// No limit where it is zero or less. `running` is called four times a second. `stop` must
    /// outlive the watch.
    StepWatch(sqlite3* db, const Stop& stop, std::chrono::milliseconds limit = {},
              std::function<void()> running = {})
        : db_(db), stop_(stop), limit_(limit), running_(std::move(running)), told_(Clock::now()) {
        if (is_set()) sqlite3_progress_handler(db_, steps_between, &ends_now, this);
    }
    StepWatch(const StepWatch&) = delete;
    StepWatch& operator=(const StepWatch&) = delete;
    ~StepWatch() {
        if (is_set()) sqlite3_progress_handler(db_, 0, nullptr, nullptr);
    }

    /// Of a statement: the limit counts from here.
    void start() {
        if (limit_.count() > 0) start_ = Clock::now();
    }
    /// What `running` threw, which ended the statement.
    void throw_on() {
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    }
    bool has_passed() const { return has_passed_; }
    bool was_stopped() const { return was_stopped_; }
    std::chrono::milliseconds limit() const { return limit_; }

private:
    using Clock = std::chrono::steady_clock;
    /// Of SQLite's virtual machine: microseconds, unless each calls a function that takes its time.
    static constexpr int steps_between = 100;

    static constexpr std::chrono::milliseconds between_tellings{250};

    bool is_set() const { return limit_.count() > 0 || stop_.stop_possible() || running_; }

    static int ends_now(void* self) {
        auto& watch = *static_cast<StepWatch*>(self);
        watch.was_stopped_ = watch.was_stopped_ || watch.stop_.stop_requested();
        if (watch.was_stopped_) return 1;
        if (watch.running_ && !watch.tell()) return 1;
        if (watch.limit_.count() <= 0) return 0;
        // Compared in milliseconds: a limit near the type's maximum would overflow.
        const auto taken =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - watch.start_);
        watch.has_passed_ = taken >= watch.limit_;
        return watch.has_passed_ ? 1 : 0;
    }

    /// No exception may pass through SQLite.
    bool tell() {
        const Clock::time_point now = Clock::now();
        if (now - told_ < between_tellings) return true;
        try {
            running_();
        } catch (...) {
            thrown_ = std::current_exception();
            return false;
        }
        told_ = Clock::now();
        return true;
    }

    sqlite3* db_;
    const Stop& stop_;
    std::chrono::milliseconds limit_;
    std::function<void()> running_;
    Clock::time_point start_;
    Clock::time_point told_;
    std::exception_ptr thrown_;
    bool has_passed_ = false;
    bool was_stopped_ = false;
};

}  // namespace kiln::sqlite
