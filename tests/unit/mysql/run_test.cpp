// Runs of a Migrator on a real server.

#include "tests/support/caught.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Names = std::vector<std::string>;

class MysqlRun : public OnMariadb {
protected:
    Caught upgrade(const TestTable& table) {
        return caught([&] { Migrator(url(), table, options).upgrade(); });
    }
    static std::string tables() {
        return sql(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'test' AND "
            "TABLE_NAME NOT LIKE 'kiln%' ORDER BY 1");
    }

    Options options;
};

TestTable two_tables() {
    return on_mysql(
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE one (id int);", .downgrade = "DROP TABLE one;"}},
         {"b", {.upgrade = "CREATE TABLE two (id int);", .downgrade = "DROP TABLE two;"}}});
}

TEST_F(MysqlRun, upgrade_and_downgrade_go_all_the_way) {
    const TestTable table = two_tables();
    Migrator migrator(url(), table);
    EXPECT_EQ(migrator.state(), State::absent);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(migrator.current(), Names{"b"});
    EXPECT_EQ(migrator.state(), State::at_heads);
    EXPECT_EQ(sql("SELECT count(*) FROM one, two"), "0");
    EXPECT_EQ(sql("SELECT revision, direction, checksum, applied_by IS NOT NULL, version_table "
                  "FROM kiln_history ORDER BY sequence"),
              "a|upgrade|t1:checksum of a|1|alembic_version b|upgrade|t1:checksum of "
              "b|1|alembic_version");
    EXPECT_TRUE(migrator.upgrade().empty());
    migrator.check();
    migrator.downgrade("base");
    EXPECT_EQ(migrator.current(), Names{});
    EXPECT_EQ(migrator.state(), State::behind);
    EXPECT_EQ(tables(), "alembic_version");
}

}  // namespace
}  // namespace kiln::support
