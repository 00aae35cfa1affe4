// A server that is not there, or does not let us in.

#include "tests/support/certificate.hpp"
#include "tests/support/listener.hpp"
#include "tests/support/relay.hpp"
#include "tests/support/stopped_waits.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/unreachable.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

class MysqlConnect : public OnMariadb {
protected:
    const std::string socket = MariadbServer::shared().socket();
    const TestTable table = on_mysql("a", {{"a", {.upgrade = "CREATE TABLE t (x int);"}}});
};

TEST_F(MysqlConnect, what_is_not_there_is_told) {
    const auto url = [](const std::string& rest) { return "mariadb://root:s3cret@" + rest; };
    expect_unreachable(url("/d?unix_socket=/nowhere/s"), table, "d",
                       "Can't connect to local server through socket '/nowhere/s'");
    Relay relay(socket);
    // Not in the clear, whether or not a certificate would be looked at.
    expect_unreachable("mariadb://root@" + relay.address() + "/test?ssl_check_hostname=false",
                       table, "test", "the URL asks for TLS, and the server has none");
    expect_unreachable(url(relay.address() + "/test?ssl_ca=/etc/ssl/certs/ca-certificates.crt"),
                       table, "test", "SSL is required, but the server does not support it");
    // Which is the one that is asked for.
    const std::string plain = "mariadb://root@" + relay.address() + "/test";
    EXPECT_EQ(caught([&] { Migrator(plain, table).upgrade(); }).message, "");
    relay.stop();
    expect_unreachable(url(relay.address() + "/d"), table, "d", "Can't connect to server on");
    expect_unreachable(url(unknown_host() + "/d"), table, "d", "Unknown server host");
    expect_unreachable("mariadb://root@/none?unix_socket=" + socket, table, "none",
                       "Unknown database 'none'");
    expect_unreachable(url("/test?unix_socket=" + socket), table, "test",
                       "Access denied for user 'root'@'localhost' .using password: YES.");
    expect_unreachable("mysql://nobody_here:s3cret@/test?unix_socket=" + socket, table, "test",
                       "Access denied for user 'nobody_here'");
}

TEST_F(MysqlConnect, a_wrong_password_is_told_and_is_not_said) {
    sql("CREATE OR REPLACE USER with_password@localhost IDENTIFIED BY 'right'");
    sql("GRANT ALL ON test.* TO with_password@localhost");
    const auto url = [&](const std::string& password) {
        return "mysql://with_password" + password + "@/test?unix_socket=" + socket;
    };
    expect_unreachable(url(":s3cret"), table, "test", "Access denied for user 'with_password'");
    expect_unreachable(url(""), table, "test", "Access denied .*using password: NO");
    EXPECT_EQ(caught([&] { Migrator(url(":right"), table).upgrade(); }).message, "");
    sql("DROP USER with_password@localhost");
}

TEST_F(MysqlConnect, a_stop_ends_the_wait_for_a_server_that_does_not_answer) {
    const Listener silent;
    expect_login_is_stopped("mysql://u:s3cret@" + silent.address() + "/d", table);
}

TEST_F(MysqlConnect, connect_timeout_ends_the_wait_with_a_stop_too) {
    const Listener silent;
    Options options;
    options.stop = stop_in(std::chrono::hours(1));
    EXPECT_EQ(caught([&] {
                  Migrator("mysql://u@" + silent.address() + "/d?connect_timeout=1", table, options)
                      .upgrade();
              }).code,
              "K401");
}

TEST_F(MysqlConnect, what_can_be_stopped_says_the_same_of_what_is_not_there) {
    Options options;
    options.stop = stop_in(std::chrono::hours(1));
    for (const std::string& url :
         {"mysql://u@/d?unix_socket=/nowhere/s"s, "mysql://u@" + unknown_host() + "/d",
          "mysql://root@/none?unix_socket=" + socket}) {
        EXPECT_EQ(caught([&] { Migrator(url, table, options).upgrade(); }).message,
                  caught([&] { Migrator(url, table).upgrade(); }).message);
    }
    // Where libmariadb waits by itself it says another number.
    EXPECT_EQ(
        caught([&] { Migrator("mysql://u@127.0.0.1:1/d", table, options).upgrade(); }).message,
        "cannot connect to the database 'd' on '127.0.0.1': Can't connect to server on '127.0.0.1' "
        "(111); nothing was changed");
}

/// A socket file whose queue is full.
class FullQueue {
public:
    FullQueue() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof address.sun_path - 1);
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        if (bind(sockets_.front(), any, sizeof address) != 0 || listen(sockets_.front(), 0) != 0) {
            throw std::runtime_error("cannot listen at " + path());
        }
        do {
            sockets_.push_back(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
        } while (connect(sockets_.back(), any, sizeof address) == 0);
    }
    FullQueue(const FullQueue&) = delete;
    FullQueue& operator=(const FullQueue&) = delete;
    ~FullQueue() {
        for (const int socket : sockets_) close(socket);
    }

    std::string path() const { return folder_ / "s"; }

private:
    TemporaryDirectory folder_;
    std::vector<int> sockets_{socket(AF_UNIX, SOCK_STREAM, 0)};
};

// libmariadb tries again only where nobody else waits for it.
TEST_F(MysqlConnect, a_server_with_a_full_queue_is_tried_again_with_a_stop_too) {
    const FullQueue queue;
    Options options;
    options.stop = stop_in(std::chrono::hours(1));
    const std::string url = "mysql://root@/test?unix_socket=" + queue.path();
    EXPECT_THAT(
        caught([&] { Migrator(url, table, options).upgrade(); }).message,
        HasSubstr("Can't connect to local server through socket '" + queue.path() + "' (11)"));
}

// With and without a stop, of which libmariadb waits otherwise.
TEST_F(MysqlConnect, over_tls_as_the_url_asks) {
    const Certificate certificate("IP:127.0.0.1", "mysql");
    const Certificate other("IP:127.0.0.1", "mysql");
    const Certificate misnamed("DNS:db.example", "mysql");
    const auto with = [](const Certificate& own) {
        return std::vector<std::string>{"--skip-networking", "--ssl-cert=" + own.authority(),
                                        "--ssl-key=" + own.key()};
    };
    MariadbServer named(with(certificate));
    MariadbServer elsewhere(with(misnamed));
    const TestTable asks = on_mysql(
        "a",
        {{"a",
          {.upgrade = "CREATE TABLE t AS SELECT VARIABLE_VALUE <> '' AS x FROM "
                      "information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER';"}}});
    Options options;
    const auto upgrade = [&](const MariadbServer& server, const std::string& ssl) {
        empty_mariadb(server);
        const Relay relay(server.socket());
        const std::string url = "mysql://root@" + relay.address() + "/test?" + ssl;
        const std::string message = caught([&] { Migrator(url, asks, options).upgrade(); }).message;
        return message.empty() ? MariadbSession("test", "root", server).run("SELECT x FROM t")
                               : message;
    };
    for (const Stop& stop : {Stop(), Stop(stop_in(std::chrono::hours(1)))}) {
        options.stop = stop;
        EXPECT_EQ(upgrade(named, "ssl_ca=" + certificate.authority()), "1");
        EXPECT_EQ(upgrade(named, "ssl_check_hostname=true"), "1");
        EXPECT_EQ(upgrade(named, ""), "0");
        const std::string of_none = "ssl_ca=" + other.authority();
        EXPECT_THAT(upgrade(named, of_none), HasSubstr("self-signed certificate"));
        EXPECT_THAT(upgrade(named, of_none + "&ssl_check_hostname=false"),
                    HasSubstr("self-signed certificate"));
        const std::string of_another = "ssl_ca=" + misnamed.authority();
        EXPECT_THAT(upgrade(elsewhere, of_another),
                    HasSubstr("Validation of SSL server certificate failed"));
        EXPECT_EQ(upgrade(elsewhere, of_another + "&ssl_check_hostname=false"), "1");
    }
}

}  // namespace
}  // namespace kiln::support
