// A server that is not there, or does not let us in.

#include "tests/support/relay.hpp"
#include "tests/support/silent_server.hpp"
#include "tests/support/unreachable.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace kiln::support {
namespace {

using namespace std::string_literals;

class PostgresqlConnect : public OnServer {
protected:
    const std::string host = PostgresqlServer::shared().host();
    const TestTable table = on_postgresql("a", {{"a", {.upgrade = "CREATE TABLE t (x int);"}}});
};

TEST_F(PostgresqlConnect, what_is_not_there_is_told) {
    const auto url = [](const std::string& rest) { return "postgresql://u:s3cret@" + rest; };
    expect_unreachable(url("/d?host=/nowhere"), table, "d", "/nowhere/.*No such file or directory");
    Relay relay(host + "/.s.PGSQL.5432");
    expect_unreachable(url(relay.address() + "/d?sslmode=require"), table, "d",
                       "server does not support SSL, but SSL was required");
    // Which is the one that is asked for.
    const std::string plain = "postgresql://postgres@" + relay.address() + "/test?sslmode=prefer";
    EXPECT_EQ(caught([&] { Migrator(plain, table).upgrade(); }).message, "");
    relay.stop();
    expect_unreachable(url(relay.address() + "/d"), table, "d", "Connection refused");
    expect_unreachable(url(unknown_host() + "/d"), table, "d", "could not translate host name");
    expect_unreachable("postgresql://postgres:s3cret@/none?host=" + host, table, "none",
                       "database \"none\" does not exist");
    expect_unreachable("postgresql://nobody_here:s3cret@/test?host=" + host, table, "test",
                       "role \"nobody_here\" does not exist");
}

TEST_F(PostgresqlConnect, a_wrong_password_is_told_and_is_not_said) {
    sql("DROP ROLE IF EXISTS with_password; CREATE ROLE with_password LOGIN SUPERUSER PASSWORD "
        "'right'");
    const std::string path = host + "/data/pg_hba.conf";
    std::stringstream before;
    before << std::ifstream(path).rdbuf();
    std::ofstream(path) << "local all with_password scram-sha-256\n" << before.str();
    sql("SELECT pg_reload_conf()");
    const auto url = [&](const std::string& password) {
        return "postgresql://with_password" + password + "@/test?host=" + host;
    };
    // The server does not say when it has read that.
    for (int tries = 0; tries < 600; ++tries) {
        if (caught([&] { (void)Migrator(url(""), table).current(); }).code != "nothing") break;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    expect_unreachable(url(":s3cret"), table, "test",
                       "password authentication failed for user \"with_password\"");
    expect_unreachable(url(""), table, "test", "no password supplied");
    EXPECT_EQ(caught([&] { Migrator(url(":right"), table).upgrade(); }).message, "");
    std::ofstream(path) << before.str();
    sql("SELECT pg_reload_conf()");
    sql("REASSIGN OWNED BY with_password TO postgres; DROP ROLE with_password");
}

TEST_F(PostgresqlConnect, a_stop_ends_the_wait_for_a_server_that_does_not_answer) {
    const SilentServer silent;
    expect_login_is_stopped("postgresql://u:s3cret@" + silent.address() + "/d", table);
    // The first of two hosts is waited for, too.
    expect_login_is_stopped(
        "postgresql://postgres:s3cret@/test?host=" + silent.address() + "&host=" + host, table);
}

// libpq counts it for each host.
TEST_F(PostgresqlConnect, connect_timeout_goes_on_to_the_next_host_with_a_stop_too) {
    const SilentServer silent;
    Options options;
    options.stop = stop_in(std::chrono::hours(1));
    const std::string url =
        "postgresql://postgres@/test?connect_timeout=2&host=" + silent.address() + "&host=" + host;
    EXPECT_EQ(caught([&] { Migrator(url, table, options).upgrade(); }).message, "");
    EXPECT_EQ(caught([&] {
                  Migrator("postgresql://u@" + silent.address() + "/d?connect_timeout=2", table,
                           options)
                      .upgrade();
              }).code,
              "K401");
}

TEST_F(PostgresqlConnect, what_can_be_stopped_says_the_same_of_what_is_not_there) {
    Options options;
    options.stop = stop_in(std::chrono::hours(1));
    const auto message = [&](const std::string& url) {
        return caught([&] { Migrator(url, table, options).upgrade(); }).message;
    };
    for (const std::string& url :
         {"postgresql://u@/d?host=/nowhere"s, "postgresql://u@" + unknown_host() + "/d",
          "postgresql://u@127.0.0.1:1/d"s, "postgresql://postgres@/none?host=" + host}) {
        EXPECT_EQ(message(url), caught([&] { Migrator(url, table).upgrade(); }).message);
    }
}

}  // namespace
}  // namespace kiln::support
