// Runs of a Migrator on a real server.

#include "tests/support/caught.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::support {
namespace {

using Names = std::vector<std::string>;

class PostgresqlRun : public OnServer {};

TestTable two_tables() {
    return on_postgresql(
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE one (id int);", .downgrade = "DROP TABLE one;"}},
         {"b", {.upgrade = "CREATE TABLE two (id int);", .downgrade = "DROP TABLE two;"}}});
}

TEST_F(PostgresqlRun, upgrade_and_downgrade_go_all_the_way) {
    const TestTable table = two_tables();
    Migrator migrator(url(), table);
    EXPECT_EQ(migrator.state(), State::absent);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(migrator.current(), Names{"b"});
    EXPECT_EQ(migrator.state(), State::at_heads);
    EXPECT_EQ(sql("SELECT count(*) FROM one, two"), "0");
    EXPECT_EQ(sql("SELECT revision, direction, checksum, applied_by IS NOT NULL, version_table "
                  "FROM kiln_history ORDER BY sequence"),
              "a|upgrade|t1:checksum of a|t|alembic_version b|upgrade|t1:checksum of "
              "b|t|alembic_version");
    EXPECT_TRUE(migrator.upgrade().empty());
    migrator.check();
    migrator.downgrade("base");
    EXPECT_EQ(migrator.current(), Names{});
    EXPECT_EQ(sql("SELECT to_regclass('one') IS NULL, to_regclass('two') IS NULL"), "t|t");
}

}  // namespace
}  // namespace kiln::support
