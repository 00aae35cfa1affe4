#pragma once
// Calls of libmariadb's that return what they wait for.

#include "src/database/watch.hpp"

#include <mysql.h>

#include <chrono>

namespace kiln::mysql {

/// To the call's end, or until `look`, which is asked every few milliseconds, says no; whether it
/// is at its end. `start` begins the call and `go` goes on with it, as libmariadb's `…_start` and
/// `…_cont` do.
template <class Start, class Go, class Look>
bool wait_through(MYSQL* connection, Start start, Go go, Look look) {
    auto since = std::chrono::steady_clock::now();
    for (int waits = start(); waits != 0;) {
        // While it connects there is one for each address.
        const int socket = static_cast<int>(mysql_get_socket(connection));
        const bool is_ready = (waits & MYSQL_WAIT_WRITE) != 0
                                  ? wait_to_write(socket, milliseconds_between_looks)
                                  : wait_to_read(socket, milliseconds_between_looks);
        const auto waited = std::chrono::steady_clock::now() - since;
        if (is_ready) {
            waits = go(waits & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE));
            since = std::chrono::steady_clock::now();
        } else if ((waits & MYSQL_WAIT_TIMEOUT) != 0 &&
                   waited >= std::chrono::milliseconds(mysql_get_timeout_value_ms(connection))) {
            waits = go(MYSQL_WAIT_TIMEOUT);
        } else if (!look()) {
            return false;
        }
    }
    return true;
}

}  // namespace kiln::mysql
