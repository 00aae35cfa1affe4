// A server that is not there, or does not let us in.

#include "tests/support/relay.hpp"
#include "tests/support/silent_server.hpp"
#include "tests/support/unreachable.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kiln::support {
namespace {

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
    const SilentServer silent;
    expect_login_is_stopped("mysql://u:s3cret@" + silent.address() + "/d", table);
}

TEST_F(MysqlConnect, connect_timeout_ends_the_wait_with_a_stop_too) {
    const SilentServer silent;
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

}  // namespace
}  // namespace kiln::support
