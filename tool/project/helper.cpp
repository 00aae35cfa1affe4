#include "tool/project/helper.hpp"

#include <utility>

namespace kiln::tool {

Helper::Helper(std::function<void()> own) : own_(std::move(own)), thread_([this] { run(); }) {}

Helper::~Helper() {
    close();
    thread_.join();
}

void Helper::ask(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    work_ = std::move(work);
    changed_.notify_all();
}

void Helper::dismiss() {
    close();
    if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
}

void Helper::close() noexcept {
    std::unique_lock lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !works_; });
}

void Helper::run() {
    own_();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_closed_ || work_; });
    if (is_closed_) return;
    works_ = true;
    lock.unlock();
    try {
        work_();
    } catch (...) {
        fault_ = std::current_exception();
    }
    lock.lock();
    works_ = false;
    changed_.notify_all();
}

}  // namespace kiln::tool
