#include "src/database/url.hpp"

#include "tests/support/caught.hpp"

#include <kiln/codes.hpp>
#include <kiln/sqlite.hpp>

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace kiln {
namespace {

using support::caught;

TEST(url, three_slashes_are_a_relative_file_and_four_an_absolute_one) {
    EXPECT_EQ(parse_url("sqlite:///data/clinic.db").database, "data/clinic.db");
    EXPECT_EQ(parse_url("sqlite:////var/clinic.db").database, "/var/clinic.db");
    EXPECT_EQ(parse_url("sqlite:///C:\\data\\clinic.db").database, "C:\\data\\clinic.db");
}

TEST(url, sqlite_without_a_file_is_in_memory) {
    EXPECT_EQ(parse_url("sqlite://").database, "");
    EXPECT_EQ(parse_url("sqlite:///").database, "");
    EXPECT_EQ(parse_url("sqlite:///:memory:").database, "");
}

TEST(url, the_file_is_taken_as_written) {
    EXPECT_EQ(parse_url("sqlite:///100%25 a@b:c.db").database, "100%25 a@b:c.db");
}

TEST(url, a_drivers_suffix_has_no_effect) {
    EXPECT_EQ(parse_url("sqlite+pysqlite:///x.db").database, "x.db");
    EXPECT_EQ(parse_url("postgresql+psycopg2://u@h/d").dialect, Dialect::postgresql);
    EXPECT_EQ(parse_url("mariadb+pymysql://u@h/d").scheme, "mariadb");
}

TEST(url, what_is_no_url_is_refused_with_the_forms_that_are) {
    for (const char* url : {"", "clinic.db", "sqlite:/x.db", "sqlite:x.db", "://x", "/x.db"}) {
        EXPECT_EQ(caught([&] { parse_url(url); }).code, "K509") << url;
    }
    EXPECT_EQ(caught([] { parse_url("clinic.db"); }).message, "malformed database URL 'clinic.db'");
    EXPECT_EQ(caught([] { parse_url("clinic.db"); }).hint,
              "write sqlite:///relative.db, sqlite:////absolute.db or sqlite:// (in memory)");
    EXPECT_EQ(caught([] { parse_url(std::string_view("sqlite:///a\0b", 13)); }).code, "K509");
}

TEST(url, two_slashes_before_a_file_get_the_third_suggested) {
    const auto error = caught([] { parse_url("sqlite://clinic.db"); });
    EXPECT_EQ(error.code, "K509");
    EXPECT_EQ(error.hint, "three slashes lead to a relative file: sqlite:///clinic.db");
}

TEST(url, other_databases_are_named) {
    EXPECT_EQ(caught([] { parse_url("oracle://h/d"); }).message,
              "unknown database 'oracle' in the URL 'oracle://h/d'");
}

TEST(url, unknown_options_are_refused) {
    const auto error = caught([] { parse_url("sqlite:///x.db?mode=ro"); });
    EXPECT_EQ(error.code, "K509");
    EXPECT_EQ(error.message, "unknown option 'mode' in the URL 'sqlite:///x.db?…'");
}

TEST(url, a_harmless_path_is_left_as_it_is) {
    for (const char* path : {"clinic.db", "/var/my data/clinic.db", "100%25 a@b:c#d.db",
                             "file:x.db", "file:a%3Fb.db", "sqlite:///x.db", "dir/:memory:",
                             "./:memory:", "//host/share/x.db", "\xc3\xa9\xff.db", " "}) {
        EXPECT_EQ(sqlite_url(path), std::string("sqlite:///") + path);
        EXPECT_EQ(parse_url(sqlite_url(path)).database, path);
    }
}

TEST(url, what_a_url_would_read_as_something_else_is_encoded) {
    EXPECT_EQ(sqlite_url("a ?%.db"), "sqlite:///file:a%20%3F%25.db?uri=true");
    EXPECT_EQ(sqlite_url("/var/a?.db"), "sqlite:///file:/var/a%3F.db?uri=true");
    EXPECT_EQ(sqlite_url("//host/a?.db"), "sqlite:///file:////host/a%3F.db?uri=true");
    EXPECT_EQ(sqlite_url("x?uri=true"), "sqlite:///file:x%3Furi%3Dtrue?uri=true");
    EXPECT_EQ(sqlite_url("file:a?uri=true"), "sqlite:///file:file%3Aa%3Furi%3Dtrue?uri=true");
    EXPECT_EQ(sqlite_url(":memory:"), "sqlite:///file:%3Amemory%3A?uri=true");
    EXPECT_EQ(parse_url(sqlite_url(":memory:")).database, ":memory:");
}

TEST(url, every_path_comes_back) {
    for (int byte = 1; byte < 256; ++byte) {
        for (const std::string around : {"", "/", "//", "?", "%", "a"}) {
            const std::string path = around + static_cast<char>(byte) + around;
            EXPECT_EQ(parse_url(sqlite_url(path)).database, path) << byte << " in " << around;
        }
    }
}

TEST(url, a_path_of_no_file_is_refused) {
    EXPECT_EQ(caught([] { std::ignore = sqlite_url(""); }).code, "K509");
    EXPECT_EQ(caught([] { std::ignore = sqlite_url(std::string("a\0b", 3)); }).code, "K509");
}

TEST(url, a_uri_is_read_only_where_the_option_says_so) {
    EXPECT_EQ(parse_url("sqlite:///file:a%3fb%20c.db?uri=true").database, "a?b c.db");
    EXPECT_EQ(parse_url("sqlite:///file:///var/x.db?uri=true").database, "/var/x.db");
    EXPECT_EQ(parse_url("sqlite:///file://localhost/var/x.db?uri=true").database, "/var/x.db");
    EXPECT_EQ(parse_url("sqlite:///file::memory:?uri=true").database, ":memory:");
    EXPECT_EQ(parse_url("sqlite+pysqlite:///file:%41?uri=true").database, "A");
    EXPECT_EQ(parse_url("sqlite:///file:a%3Fb.db").database, "file:a%3Fb.db");
    EXPECT_EQ(parse_url("sqlite:///a%3Fb.db").database, "a%3Fb.db");
    for (const char* url :
         {"sqlite:///file:?uri=true", "sqlite:///file:a%?uri=true", "sqlite:///file:a%4?uri=true",
          "sqlite:///file:a%4g?uri=true", "sqlite:///file:a%00b?uri=true",
          "sqlite:///file://host/x.db?uri=true", "sqlite:///file:a#b?uri=true",
          "sqlite:///file:a?mode=ro&uri=true", "sqlite:///file:a?uri=true&mode=ro",
          "sqlite:///a.db?uri=true", "sqlite:///file:a?uri=false", "sqlite://file:a?uri=true"}) {
        EXPECT_EQ(caught([&] { parse_url(url); }).code, "K509") << url;
    }
}

TEST(url, passwords_are_hidden_also_in_malformed_urls) {
    for (const char* url : {"postgresql://me:s3cret@host/db",
                            "postgresql://me:s3cret@x@host:5432/db",
                            "mysql://me:s3/cret?x@host/db",
                            "postgresql:/me:s3cret@host/db",
                            "me:s3cret@host",
                            "postgresql://me:s3cret",
                            "mysql://host/db?password=s3cret",
                            "sqlite://:s3cret@/x.db",
                            "sqlite:///x.db?key=s3cret",
                            "postgresql://:s3cret@/db",
                            "pg://me:1s3cret/db",
                            "postgresql:me:s3cret@host/db?next=https://x",
                            "me:s3cret@host/://",
                            " postgresql://me:s3cret",
                            "mysql://host/db?key=s3cret&next=a:b",
                            "mysql://host/db?key=s3cret&next=a:b@c",
                            "host=db user=me password=s3cret",
                            "Server=db;Pwd=s3cret",
                            "postgresql://db/x;password=s3cret",
                            "postgresql://db/x#password=s3cret",
                            "postgresql://db/x&password=s3cret",
                            "postgresql://me/s3cret@db",
                            "mysql://me;s3cret@db",
                            "mysql://me%3As3cret@db",
                            "sqlite3:///me:s3cret@db",
                            "sqlite+pysqlcipher:///:s3cret@/x.db",
                            "sqlite:///x.db?s3cret",
                            "s3cret@db",
                            "postgresql://[s3cret]/db",
                            "\xff s3cret"}) {
        EXPECT_EQ(hide_password(url).find("cret"), std::string::npos) << hide_password(url);
    }
}

TEST(url, a_number_where_a_password_may_stand_is_hidden) {
    EXPECT_EQ(hide_password("postgres://me:98765/x"), "postgres://me:***/x");
    EXPECT_EQ(hide_password("sqlite://me:5432/x.db"), "sqlite://me:***/x.db");
    EXPECT_EQ(hide_password("postgresql://me@host:123456/db"), "postgresql://me@host:***/db");
}

TEST(url, passwords_are_hidden_in_any_text) {
    EXPECT_EQ(hide_passwords("no such file 'mysql://me:s3cret@h/d', or mysql://h?p=s3cret."),
              "no such file 'mysql://me:***@h/d', or mysql://h?…");
    EXPECT_EQ(hide_passwords("psql postgresql://me:s3cret@h/d -c x"),
              "psql postgresql://me:***@h/d -c x");
    EXPECT_EQ(hide_passwords("--db=mysql://me:s3cret@h"), "--db=mysql://me:***@h");
    EXPECT_EQ(hide_passwords("mysql://u:***@h and mysql://… and sqlite:///a:b@c.db, see"),
              "mysql://u:***@h and mysql://… and sqlite:///a:b@c.db, see");
    EXPECT_EQ(hide_passwords("nothing: // here"), "nothing: // here");
    EXPECT_EQ(hide_passwords("://"), "://");
}

TEST(url, a_driver_for_encrypted_files_is_none_that_kiln_has) {
    const auto error = caught([] { parse_url("sqlite+pysqlcipher:///:s3cret@/x.db"); });
    EXPECT_EQ(error.code, "K402");
    EXPECT_EQ(error.message,
              "this program has no driver 'pysqlcipher', which the URL 'sqlite+pysqlcipher://…' "
              "asks for");
    EXPECT_EQ(parse_url("sqlite+aiosqlite:///x.db").database, "x.db");
}

TEST(url, what_an_error_says_holds_no_password_and_no_control_character) {
    for (const char* url :
         {"sqlite://:s3cret", "sqlite://me:a?s3cret=b@/x.db", "pg:me:s3cret@host?next=https://x"}) {
        const auto error = support::caught([&] { parse_url(url); });
        EXPECT_EQ(error.code, "K509");
        EXPECT_EQ((error.message + error.hint).find("cret"), std::string::npos) << url;
    }
    const auto error = support::caught([] { parse_url("sqlite://a\x1b[2J.db"); });
    EXPECT_EQ(error.message, "the SQLite URL 'sqlite://…' names a host");
    EXPECT_EQ(error.hint.find('\x1b'), std::string::npos);
    EXPECT_EQ(support::caught([] { parse_url("sqlite://a.db"); }).hint,
              "three slashes lead to a relative file: sqlite:///a.db");
}

TEST(url, what_is_no_password_is_shown) {
    for (const char* url : {"sqlite:////data/a:b@c.db", "postgresql://me@host:5432/db", "sqlite://",
                            "mysql://host/db", "sqlite:///C:\\x.db"}) {
        EXPECT_EQ(hide_password(url), url);
    }
    EXPECT_EQ(hide_password("postgresql://me:s3cret@host/db"), "postgresql://me:***@host/db");
}

TEST(url, a_password_among_the_options_is_hidden_wherever_colons_and_ats_stand) {
    EXPECT_EQ(hide_password("mysql://u@h/d?password=secret&x=a:b@c"), "mysql://…");
    EXPECT_EQ(hide_password("mysql://u:secret@h/d?a=@b&password=secret"), "mysql://…");
    EXPECT_EQ(hide_password("mysql://u@h:33/d?password=secret"), "mysql://u@h:33/d?…");
}

}  // namespace
}  // namespace kiln
