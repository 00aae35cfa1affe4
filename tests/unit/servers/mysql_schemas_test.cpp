#include "tool/replay/server_schemas.hpp"

#include "tests/unit/servers/live_database.hpp"

#include <kiln/mysql.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

namespace kiln::tool {
namespace {

using support::TestScripts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Dialect mysql_dialect = Dialect::mysql;
constexpr DriverFunction mysql_function = mysql_driver;

const TrialServer& mysql_server() {
    static std::string missing;
    static const std::unique_ptr<TrialServer> server =
        TrialServer::find(mysql_dialect, {}, missing);
    return *server;
}

class MysqlSchemasTest : public LiveDatabaseTest {
protected:
    MysqlSchemasTest()
        : LiveDatabaseTest(mysql_dialect, mysql_function, mysql_server(), "KILN_MYSQL_URL") {}
};

const std::map<std::string, TestScripts> shop{
    {"a",
     {.upgrade =
          "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL); "
          "CREATE VIEW names AS SELECT name FROM item; CREATE TABLE gone (x INT)"}},
    {"b", {.upgrade = "CREATE INDEX i ON item (name); DROP TABLE gone"}},
    {"c", {.upgrade = "CREATE FUNCTION f() RETURNS INT RETURN 1; RENAME TABLE item TO thing"}}};

TEST_F(MysqlSchemasTest, what_differs_from_what_the_revisions_made_is_told) {
    run("ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_swedish_ci");
    migrate("a; b < a; c < b", shop);
    EXPECT_THAT(drift(), IsEmpty());
    run("ALTER TABLE thing ADD phone TEXT, MODIFY name VARCHAR(30) NOT NULL");
    run("DROP INDEX i ON thing");
    run("CREATE TABLE mine (id INT)");
    run("CREATE TABLE gone (x INT)");
    EXPECT_THAT(drift(),
                ElementsAre("index i of thing is missing", "column thing.phone is left over",
                            "table gone is left over", "? table mine is left over",
                            "column thing.name: was 'varchar(20) NOT NULL', is 'varchar(30) NOT "
                            "NULL'"));
    run("CREATE TABLE other_version (version_num VARCHAR(32) NOT NULL)");
    workspace_.leave_alone = {"thing", "gone"};
    EXPECT_THAT(drift(), IsEmpty());
}

TEST_F(MysqlSchemasTest, an_unversioned_database_is_recognized) {
    migrate("a; b < a; c < b", shop);
    run("DROP TABLE alembic_version, kiln_history, kiln_journal");
    run("CREATE TABLE others (a INT)");
    EXPECT_EQ(adoption(), "c");
    run("DROP FUNCTION f");
    run("RENAME TABLE thing TO item");
    EXPECT_EQ(adoption(), "b");
    EXPECT_EQ(adoption("c"),
              "is not at 'c': 'function f', 'table item' and 'table thing' do not fit");
    run("ALTER TABLE item ADD x INT");
    EXPECT_THAT(adoption(), HasSubstr("the nearest, 'table item' does not fit"));
}

}  // namespace
}  // namespace kiln::tool
