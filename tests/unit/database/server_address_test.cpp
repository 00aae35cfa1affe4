// URLs of servers, as SQLAlchemy and libpq write them.

#include "src/database/url.hpp"
#include "tests/support/caught.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// `user|password|host:port,...|database|name=value,...`
std::string parts_of(std::string_view url) {
    const DatabaseUrl parsed = parse_url(url);
    std::string text = parsed.server.user + "|" + parsed.server.password + "|";
    for (const ServerAddress::Host& host : parsed.server.hosts) {
        text += host.name + ":" + host.port + ",";
    }
    text += "|" + parsed.database + "|";
    for (const auto& [name, value] : parsed.server.options) text += name + "=" + value + ",";
    return text;
}

TEST(server_address, has_its_parts) {
    EXPECT_EQ(parts_of("postgresql://scott:tiger@db.example:5433/shop?sslmode=require"),
              "scott|tiger|db.example:5433,|shop|sslmode=require,");
    EXPECT_EQ(parts_of("postgresql://"), "||||");
    EXPECT_EQ(parts_of("postgresql:///shop"), "|||shop|");
    EXPECT_EQ(parts_of("postgresql://scott@/shop"), "scott|||shop|");
    EXPECT_EQ(parts_of("postgresql://host"), "||host:,||");
    EXPECT_EQ(parts_of("postgresql://host?user=a&password=b"), "||host:,||user=a,password=b,");
    EXPECT_EQ(parts_of("postgresql://host:/shop"), "||host:,|shop|");
}

TEST(server_address, every_scheme_of_a_database_is_one) {
    for (const char* url : {"postgres://h/d", "postgresql://h/d", "postgresql+psycopg2://h/d",
                            "postgresql+asyncpg://h/d"}) {
        EXPECT_EQ(parse_url(url).dialect, Dialect::postgresql) << url;
        EXPECT_EQ(parts_of(url), "||h:,|d|") << url;
    }
    for (const char* url : {"mysql://h/d", "mariadb+pymysql://h/d", "mysql+mysqldb://h/d"}) {
        EXPECT_EQ(parse_url(url).dialect, Dialect::mysql) << url;
    }
}

TEST(server_address, is_decoded_once) {
    EXPECT_EQ(parts_of("postgresql://kx%25jj5%2Fg:p%40ss@h/my%20shop"),
              "kx%jj5/g|p@ss|h:,|my shop|");
    // A `+` is no blank, and a % that begins no code stays one.
    EXPECT_EQ(parts_of("postgresql://u:a+b%zz%4@h/d?application_name=a+b%20c"),
              "u|a+b%zz%4|h:,|d|application_name=a+b c,");
    EXPECT_EQ(parts_of("postgresql://u:%2540@h/d"), "u|%40|h:,|d|");
}

TEST(server_address, a_password_reaches_to_the_last_at) {
    EXPECT_EQ(parts_of("postgresql://u:a@b/c?d:e@h/d"), "u|a@b/c?d:e|h:,|d|");
    EXPECT_EQ(parts_of("postgresql://u:@h/d"), "u||h:,|d|");
}

TEST(server_address, may_have_several_hosts_and_those_of_the_query) {
    EXPECT_EQ(parts_of("postgresql:///d?host=a:5432&host=b"), "||a:5432,b:,|d|");
    EXPECT_EQ(parts_of("postgresql:///d?host=a,b:1&target_session_attrs=read-write"),
              "||a:,b:1,|d|target_session_attrs=read-write,");
    EXPECT_EQ(parts_of("postgresql://a:1,b:2/d"), "||a:1,b:2,|d|");
    EXPECT_EQ(parts_of("postgresql:///d?host=/var/run/postgresql"), "||/var/run/postgresql:,|d|");
    EXPECT_EQ(parts_of("postgresql://%2Ftmp/d"), "||/tmp:,|d|");
    EXPECT_EQ(parts_of("postgresql://u@[::1]:5432/d"), "u||::1:5432,|d|");
    EXPECT_EQ(parts_of("postgresql://[fe80::1]/d"), "||fe80::1:,|d|");
    EXPECT_EQ(parts_of("postgresql:///d?host=::1"), "||::1:,|d|");
}

TEST(server_address, what_may_be_a_password_is_refused_and_not_repeated) {
    for (const char* url :
         {"postgresql://bob/s3cret@db", "postgresql://db/x;password=s3cret",
          "postgresql://bob%3As3cret@db", "postgresql://u:pw@h:s3cret/db",
          "postgresql://scott:s3cret", "postgresql://h/d?s3cret", "postgresql://a:b:s3cret/d",
          "postgresql://[s3cret", "postgresql://[::1]s3cret/d"}) {
        const Caught error = caught([&] { parse_url(url); });
        EXPECT_EQ(error.code, "K509") << url;
        EXPECT_THAT(error.message, Not(HasSubstr("s3cret"))) << url;
        EXPECT_THAT(error.hint, Not(HasSubstr("s3cret"))) << url;
    }
}

TEST(server_address, an_option_twice_and_a_nul_are_refused) {
    EXPECT_THAT(caught([] { parse_url("postgresql:///d?sslmode=a&sslmode=b"); }).message,
                HasSubstr("the option 'sslmode' is there twice"));
    EXPECT_EQ(caught([] { parse_url("postgresql://u:%00@h/d"); }).code, "K509");
}

}  // namespace
}  // namespace kiln::support
