#pragma once
// Ends a statement on a server that takes too long or that nobody wants any more.

#include <kiln/stop.hpp>

#include <chrono>
#include <cstdint>

namespace kiln {

class Watch {
public:
    enum class Ended : std::uint8_t { no, stopped, deadline };

    Watch() = default;
    /// No limit where it is zero or less. `stop` must outlive the watch.
    /// It ends nothing that has not taken `grace`.
    Watch(const Stop& stop, std::chrono::milliseconds limit, std::chrono::milliseconds grace = {})
        : stop_(&stop), limit_(limit), grace_(grace) {}
    Watch(const Stop&& stop, std::chrono::milliseconds limit,
          std::chrono::milliseconds grace = {}) = delete;

    /// Of a statement: the limit counts from here.
    void start() {
        start_ = Clock::now();
        ended_ = Ended::no;
    }
    bool is_set() const {
        return limit_.count() > 0 || (stop_ != nullptr && stop_->stop_possible());
    }
    /// Whether the statement has to end now, which is kept.
    bool ends_now();
    Ended ended() const { return ended_; }
    std::chrono::milliseconds limit() const { return limit_; }

private:
    using Clock = std::chrono::steady_clock;
    bool has_taken(std::chrono::milliseconds time) const;

    const Stop* stop_ = nullptr;
    std::chrono::milliseconds limit_{0};
    std::chrono::milliseconds grace_{0};
    Clock::time_point start_;
    Ended ended_ = Ended::no;
};

/// How long a watched wait sleeps between two looks.
inline constexpr int milliseconds_between_looks = 5;

/// Until there is something to read, or so long. True where there is.
bool wait_to_read(int socket, int milliseconds);
/// The same until something may be written.
bool wait_to_write(int socket, int milliseconds);

}  // namespace kiln
