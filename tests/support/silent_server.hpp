#pragma once
// A port of this machine that takes connections and says nothing.

#include "tests/support/caught.hpp"
#include "tests/support/stop_at.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace kiln::support {

class SilentServer {
public:
    SilentServer() {
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
    }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;
    ~SilentServer() { close(listener_); }

    /// `127.0.0.1:1234`
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

private:
    const int listener_ = socket(AF_INET, SOCK_STREAM, 0);
    int port_ = 0;
};

/// By each call, which would wait for ever.
inline void expect_login_is_stopped(const std::string& url, const TestTable& table) {
    Options options;
    const auto stopped = [&](auto call) {
        options.stop = stop_in(std::chrono::milliseconds(20));
        const Caught error = caught([&] {
            Migrator migrator(url, table, options);
            call(migrator);
        });
        EXPECT_EQ(error.code, "K422") << error.message;
        EXPECT_EQ(error.message.find("s3cret"), std::string::npos);
    };
    stopped([](Migrator& migrator) { migrator.upgrade(); });
    stopped([](Migrator& migrator) { (void)migrator.current(); });
    stopped([](Migrator& migrator) { migrator.downgrade("base"); });
    stopped([](Migrator& migrator) { migrator.check(); });
}

}  // namespace kiln::support
