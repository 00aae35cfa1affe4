#pragma once
// Stops a statement that takes too long, by SQLite's progress handler. SQLite has one place for
// such a handler: an application's own is gone afterwards.

#include <sqlite3.h>

#include <chrono>

namespace kiln {

class StatementDeadline {
public:
    /// No limit where it is zero or less.
    StatementDeadline(sqlite3* db, std::chrono::milliseconds limit) : db_(db), limit_(limit) {
        if (is_set()) sqlite3_progress_handler(db_, steps_between, &has_passed_now, this);
    }
    StatementDeadline(const StatementDeadline&) = delete;
    StatementDeadline& operator=(const StatementDeadline&) = delete;
    ~StatementDeadline() {
        if (is_set()) sqlite3_progress_handler(db_, 0, nullptr, nullptr);
    }

    void start() {
        if (is_set()) start_ = Clock::now();
    }
    bool has_passed() const { return has_passed_; }
    std::chrono::milliseconds limit() const { return limit_; }

private:
    using Clock = std::chrono::steady_clock;
    /// Of SQLite's virtual machine: less than a millisecond.
    static constexpr int steps_between = 1000;

    bool is_set() const { return limit_.count() > 0; }

    static int has_passed_now(void* self) {
        auto& deadline = *static_cast<StatementDeadline*>(self);
        // Compared in milliseconds: a limit near the type's maximum would overflow.
        const auto taken =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - deadline.start_);
        deadline.has_passed_ = taken >= deadline.limit_;
        return deadline.has_passed_ ? 1 : 0;
    }

    sqlite3* db_;
    std::chrono::milliseconds limit_;
    Clock::time_point start_;
    bool has_passed_ = false;
};

}  // namespace kiln
