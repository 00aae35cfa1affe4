// A server that is not there, or does not let us in.

#include "tests/support/certificate.hpp"
#include "tests/support/listener.hpp"
#include "tests/support/relay.hpp"
#include "tests/support/stopped_waits.hpp"
#include "tests/support/unreachable.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
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
    const Listener silent;
    expect_login_is_stopped("postgresql://u:s3cret@" + silent.address() + "/d", table);
    // The first of two hosts is waited for, too.
    expect_login_is_stopped(
        "postgresql://postgres:s3cret@/test?host=" + silent.address() + "&host=" + host, table);
}

// libpq counts it for each host.
TEST_F(PostgresqlConnect, connect_timeout_goes_on_to_the_next_host_with_a_stop_too) {
    const Listener silent;
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

/// An address of this machine that no other program of tests has.
std::string own_address() {
    const int id = getpid();
    return "127." + std::to_string(id / 256 % 254 + 1) + "." + std::to_string(id % 256) + ".9";
}

// With and without a stop, of which Kiln waits by itself.
TEST_F(PostgresqlConnect, over_tls_as_the_url_asks) {
    const std::string address = own_address();
    const Certificate certificate("IP:" + address, "postgres");
    const Certificate other("IP:" + address, "postgres");
    const PostgresqlServer server(
        "/tmp", {"listen_addresses=" + address, "ssl=on",
                 "ssl_cert_file=" + certificate.authority(), "ssl_key_file=" + certificate.key()});
    const TestTable asks = on_postgresql(
        "a",
        {{"a",
          {.upgrade =
               "CREATE TABLE t AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid();"}}});
    const auto upgrade = [&](const std::string& options, bool has_stop) {
        PostgresqlSession("test", "postgres", server)
            .run("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        Options with;
        if (has_stop) with.stop = stop_in(std::chrono::hours(1));
        const std::string url = "postgresql://postgres@" + address + "/test?" + options;
        const std::string message = caught([&] { Migrator(url, asks, with).upgrade(); }).message;
        return message.empty()
                   ? PostgresqlSession("test", "postgres", server).run("SELECT ssl FROM t")
                   : message;
    };
    for (const bool has_stop : {false, true}) {
        EXPECT_EQ(upgrade("sslmode=verify-full&sslrootcert=" + certificate.authority(), has_stop),
                  "t");
        EXPECT_EQ(upgrade("sslmode=require", has_stop), "t");
        EXPECT_EQ(upgrade("sslmode=disable", has_stop), "f");
        EXPECT_THAT(upgrade("sslmode=verify-full&sslrootcert=" + other.authority(), has_stop),
                    HasSubstr("certificate verify failed"));
    }
}

}  // namespace
}  // namespace kiln::support
