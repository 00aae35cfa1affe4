#include "src/database/watch.hpp"

#if defined(_WIN32)
#include <winsock2.h>
#else
#include <poll.h>
#endif

namespace kiln {

// Compared in milliseconds: a limit near the type's maximum would overflow.
bool Watch::has_taken(std::chrono::milliseconds time) const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_) >= time;
}

bool Watch::ends_now() {
    if (ended_ != Ended::no) return true;
    if (stop_ != nullptr && stop_->stop_requested() && has_taken(grace_)) {
        ended_ = Ended::stopped;
    } else if (limit_.count() > 0 && has_taken(limit_)) {
        ended_ = Ended::deadline;
    }
    return ended_ != Ended::no;
}

namespace {

bool wait_for(int socket, bool writes, int milliseconds) {
#if defined(_WIN32)
    fd_set sockets;
    FD_ZERO(&sockets);
    FD_SET(static_cast<SOCKET>(socket), &sockets);
    fd_set failed = sockets;  // what cannot be connected
    timeval time{0, milliseconds * 1000};
    return select(0, writes ? nullptr : &sockets, writes ? &sockets : nullptr, &failed, &time) > 0;
#else
    pollfd waited{socket, static_cast<short>(writes ? POLLOUT : POLLIN), 0};
    return poll(&waited, 1, milliseconds) > 0;
#endif
}

}  // namespace

bool wait_to_read(int socket, int milliseconds) { return wait_for(socket, false, milliseconds); }

bool wait_to_write(int socket, int milliseconds) { return wait_for(socket, true, milliseconds); }

}  // namespace kiln
