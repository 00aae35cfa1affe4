#pragma once
// A port of this machine behind which a server is that has a socket file alone.

#include "tests/support/listener.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace kiln::support {

/// Takes one connection after the other, until it is gone.
class Relay {
public:
    /// `on_request` sees what a client sends before the server gets it.
    explicit Relay(
        std::string socket_file,
        std::function<void(std::string_view)> on_request = [](std::string_view) {})
        : file_(std::move(socket_file)), on_request_(std::move(on_request)) {
        thread_ = std::thread([this] { serve(); });
    }
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;
    ~Relay() { stop(); }

    /// `127.0.0.1:1234`
    std::string address() const { return listener_.address(); }
    /// Nobody listens there any more.
    void stop() {
        if (!thread_.joinable()) return;
        shutdown(listener_.socket(), SHUT_RDWR);
        thread_.join();
        listener_.close();
    }

private:
    void serve() const {
        for (int client = 0; (client = accept(listener_.socket(), nullptr, nullptr)) >= 0;
             close(client)) {
            const int server = socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            std::strncpy(address.sun_path, file_.c_str(), sizeof address.sun_path - 1);
            if (connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
                while (pass(client, server)) {
                }
            }
            close(server);
        }
    }
    bool pass(int one, int other) const {
        std::array<pollfd, 2> both{pollfd{one, POLLIN, 0}, pollfd{other, POLLIN, 0}};
        if (poll(both.data(), both.size(), -1) <= 0) return false;
        std::array<char, 4096> bytes{};
        for (const auto& [from, to] : {std::pair{0, other}, std::pair{1, one}}) {
            const pollfd& polled = both.at(static_cast<std::size_t>(from));
            if (polled.revents == 0) continue;
            const ssize_t count = read(polled.fd, bytes.data(), bytes.size());
            if (count > 0 && from == 0) {
                on_request_({bytes.data(), static_cast<std::size_t>(count)});
            }
            if (count <= 0 ||
                send(to, bytes.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) != count) {
                return false;
            }
        }
        return true;
    }

    const std::string file_;
    const std::function<void(std::string_view)> on_request_;
    Listener listener_;
    std::thread thread_;
};

}  // namespace kiln::support
