// A server whose disk is full.

#include "tests/support/caught.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using Names = std::vector<std::string>;

/// Six megabytes, and as much again for the index.
TestTable large() {
    return on_postgresql(
        "a; b < a; c < b",
        {{"a", {.upgrade = "CREATE TABLE one (x int);"}},
         {"b",
          {.upgrade = "CREATE TABLE large (x text);\nINSERT INTO large SELECT repeat(md5(i::text), "
                      "30) FROM generate_series(1, 6000) AS i;"}},
         {"c", {.upgrade = "CREATE INDEX i ON large (x);"}}});
}

TEST(PostgresqlFullDisk, a_run_fails_and_leaves_nothing_and_goes_on_when_there_is_room) {
    const SmallDisk disk(150);
    if (!disk.is_mounted()) {
        std::printf("nothing may be mounted here\n");
        return;  // the next test needs nothing
    }
    PostgresqlServer server(disk.folder());
    const auto ask = [&](const std::string& sql) {
        return PostgresqlSession("test", "postgres", server).run(sql);
    };
    const TestTable table = large();
    bool told_of_space = false;
    for (const std::size_t room : {100, 2500, 5000}) {
        SCOPED_TRACE(room);
        disk.leave(room);
        const Caught error = caught([&] { Migrator(server.url(), table).upgrade(); });
        // Without room for its log the server ends all connections, and takes no new ones.
        EXPECT_THAT(error.code, AnyOf("K401", "K413", "K425")) << error.message;
        EXPECT_THAT(error.message, HasSubstr("; nothing was changed"));
        if (error.code == "K413") {
            EXPECT_THAT(error.message, AnyOf(HasSubstr("could not extend file"),
                                             HasSubstr("No space left on device")));
            EXPECT_EQ(error.hint, "free some space on the server and run again");
        }
        told_of_space = told_of_space || error.code == "K413";
        disk.make_room();
        server.kill_hard();
        server.start();
        EXPECT_EQ(Migrator(server.url(), table).current(), Names{});
        EXPECT_EQ(ask("SELECT count(*) FROM pg_class WHERE relname IN ('one', 'large', 'i')"), "0");
    }
    EXPECT_TRUE(told_of_space);
    EXPECT_EQ(Migrator(server.url(), table).upgrade().steps.size(), 3U);
    EXPECT_EQ(ask("SELECT count(*), count(DISTINCT x) FROM large"), "6000|6000");
}

class PostgresqlFileLimit : public OnServer {};

TEST_F(PostgresqlFileLimit, a_file_that_cannot_grow_is_told_and_leaves_nothing) {
    PostgresqlServer& server = PostgresqlServer::shared();
    const TestTable table = large();
    const auto start_anew = [&] {
        server.kill_hard();
        server.start();
    };
    {
        const FileLimit limit(3);
        start_anew();
    }
    const Caught error = caught([&] { Migrator(url(), table).upgrade(); });
    Options options;
    options.transaction_per_migration = true;
    const Caught each = caught([&] { Migrator(url(), table, options).upgrade(); });
    start_anew();
    EXPECT_THAT(error.message, HasSubstr("File too large; nothing was changed"));
    EXPECT_EQ(error.diagnostics.front().location.file, "b_test.sql");
    EXPECT_EQ(error.diagnostics.front().location.line, 6U);
    EXPECT_THAT(error.hint, HasSubstr("disk space"));
    EXPECT_THAT(each.message, HasSubstr("revision 'a' stays applied, 'b' was rolled back"));
    EXPECT_EQ(sql("SELECT to_regclass('one') IS NULL, to_regclass('large') IS NULL"), "f|t");
    EXPECT_EQ(Migrator(url(), table).upgrade().steps.size(), 2U);
    EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM large"), "6000|6000");
}

}  // namespace
}  // namespace kiln::support
