#pragma once
// A port of this machine behind which a server is that has a socket file alone.

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <functional>
#include <stdexcept>
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
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        if (bind(listener_, any, size) != 0 || listen(listener_, 8) != 0 ||
            getsockname(listener_, any, &size) != 0) {
            throw std::runtime_error("no port is free");
        }
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;
    ~Relay() { stop(); }

    /// `127.0.0.1:1234`
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    /// Nobody listens there any more.
    void stop() {
        if (!thread_.joinable()) return;
        shutdown(listener_, SHUT_RDWR);
        thread_.join();
        close(listener_);
    }

private:
    void serve() const {
        for (int client = 0; (client = accept(listener_, nullptr, nullptr)) >= 0; close(client)) {
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
    const int listener_ = socket(AF_INET, SOCK_STREAM, 0);
    int port_ = 0;
    std::thread thread_;
};

}  // namespace kiln::support
