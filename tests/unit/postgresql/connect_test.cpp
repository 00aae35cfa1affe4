// A server that is not there, or does not let us in.

#include "tests/support/relay.hpp"
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

}  // namespace
}  // namespace kiln::support
