#include <kiln/detail/foreign_connection.hpp>

#include "src/database/sqlite/handles.hpp"

#include <gmock/gmock.h>

#include <string>

namespace kiln {
namespace {

using detail::ForeignConnection;
using detail::own_sqlite_connection;
using detail::try_own_sqlite_connection;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// As Qt says it of a connection that is in order.
ForeignConnection qts(sqlite3* handle) {
    return {"Qt", "app", true, "QSQLITE", true, handle, sqlite3_sourceid()};
}

class ForeignConnections : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(connection_.open(":memory:", SQLITE_OPEN_READWRITE), SQLITE_OK);
    }

    /// What both ways say of it.
    std::string said(const ForeignConnection& connection) {
        const Result<sqlite3*> result = try_own_sqlite_connection(connection);
        if (result) return "nothing";
        try {
            return own_sqlite_connection(connection) == nullptr ? "null" : "two answers";
        } catch (const Error& error) {
            EXPECT_STREQ(error.what(), result.error().what());
            return error.what();
        }
    }

    sqlite::Connection connection_;
};

TEST_F(ForeignConnections, one_of_the_programs_own_sqlite_is_given_as_it_is) {
    const ForeignConnection connection = qts(connection_.get());
    EXPECT_EQ(own_sqlite_connection(connection), connection_.get());
    const Result<sqlite3*> result = try_own_sqlite_connection(connection);
    ASSERT_TRUE(result);
    EXPECT_EQ(*result, connection_.get());
}

TEST_F(ForeignConnections, another_version_is_refused_before_its_handle_is_touched) {
    int nothing = 0;
    ForeignConnection connection = qts(reinterpret_cast<sqlite3*>(&nothing));
    connection.source_id = "2021-06-18 18:36:39 5c9a";
    EXPECT_THAT(said(connection), AllOf(StartsWith("Qt has another SQLite than this program: "
                                                   "'2021-06-18 18:36:39 5c9a', not '" +
                                                   std::string(sqlite3_sourceid()) + "' [K446]; "),
                                        HasSubstr("the file's URL before Qt opens it")));
    connection.source_id = "";
    EXPECT_THAT(said(connection), StartsWith("Qt does not say which SQLite it has [K446]; "));
}

// A second copy has a list of its own of the file systems that it knows. Here it is one that left
// the list.
TEST_F(ForeignConnections, a_second_copy_of_the_same_version_is_refused) {
    sqlite3_vfs others = *sqlite3_vfs_find(nullptr);
    others.zName = "others";
    others.pNext = nullptr;
    ASSERT_EQ(sqlite3_vfs_register(&others, 0), SQLITE_OK);
    sqlite::Connection its;
    ASSERT_EQ(its.open(":memory:", SQLITE_OPEN_READWRITE, "others"), SQLITE_OK);
    EXPECT_EQ(own_sqlite_connection(qts(its.get())), its.get());
    sqlite3_vfs_unregister(&others);
    EXPECT_THAT(said(qts(its.get())),
                StartsWith("Qt has another SQLite than this program: a second "
                           "copy of the same version [K446]; "));
}

TEST_F(ForeignConnections, what_is_no_open_connection_to_sqlite_says_what_it_is) {
    ForeignConnection connection = qts(nullptr);
    connection.driver = "QPSQL";
    EXPECT_THAT(said(connection), HasSubstr("'app' is no SQLite's: the driver 'QPSQL' gives no "
                                            "sqlite3* [K447]; "));
    connection.driver = "";
    EXPECT_THAT(said(connection), HasSubstr("no SQLite's: the driver gives no sqlite3* [K447]"));
    connection.is_open = false;
    EXPECT_EQ(said(connection), "Qt's connection 'app' is not open [K447]; call open() before");
    connection.is_valid = false;
    EXPECT_THAT(said(connection), StartsWith("Qt's connection 'app' is not valid [K447]; "));
}

}  // namespace
}  // namespace kiln
