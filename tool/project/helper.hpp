#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace kiln::tool {

/// A thread beside this one that first does something of its own, and then helps: one more thread
/// for either would have three share two processors, and whoever needs the work wait for the one
/// that is out of turn.
class Helper {
public:
    /// Begins with `own`, which must not throw. Throws std::system_error where the process may have
    /// no more threads.
    explicit Helper(std::function<void()> own);
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;
    /// Waits for its end.
    ~Helper();

    /// It does this, too, once it is free. Once in its life, before dismiss().
    void ask(std::function<void()> work);
    /// It does nothing more: what it was asked for has its end, or has not begun.
    void close() noexcept;
    /// The same, and throws what that threw.
    void dismiss();

private:
    void run();

    std::function<void()> own_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void()> work_;
    bool works_ = false;
    bool is_closed_ = false;
    std::exception_ptr fault_;
    std::thread thread_;
};

}  // namespace kiln::tool
