#include "tool/replay/server_schemas.hpp"

#include "tests/unit/servers/live_database.hpp"

#include <kiln/postgresql.hpp>

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

constexpr Dialect live_dialect = Dialect::postgresql;
constexpr DriverFunction live_driver = postgresql_driver;

const TrialServer& live_server() {
    static std::string missing;
    static const std::unique_ptr<TrialServer> server = TrialServer::find(live_dialect, {}, missing);
    return *server;
}

class ServerSchemasTest : public LiveDatabaseTest {
protected:
    ServerSchemasTest()
        : LiveDatabaseTest(live_dialect, live_driver, live_server(), "KILN_POSTGRESQL_URL") {}
};

const std::map<std::string, TestScripts> clinic{
    {"a",
     {.upgrade = "CREATE TABLE patient (id serial PRIMARY KEY, name text NOT NULL); CREATE VIEW "
                 "names AS SELECT name FROM patient; CREATE TABLE gone (x int)"}},
    {"b", {.upgrade = "CREATE INDEX i ON patient (name); DROP TABLE gone"}},
    {"c", {.upgrade = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"}}};

TEST_F(ServerSchemasTest, what_the_revisions_made_is_silent_and_each_change_is_told) {
    migrate("a; b < a; c < b", clinic);
    EXPECT_THAT(drift(), IsEmpty());
    run("ALTER TABLE patient ADD phone text; DROP INDEX i; ALTER TABLE patient ALTER name DROP NOT "
        "NULL; CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'");
    EXPECT_THAT(drift(),
                ElementsAre("index i of patient is missing", "column patient.phone is left over",
                            "column patient.name: was 'text NOT NULL', is 'text'",
                            HasSubstr("function f(): was 'CREATE OR REPLACE FUNCTION")));
}

TEST_F(ServerSchemasTest, what_no_revision_makes_may_be_others_and_can_be_left_alone) {
    migrate("a; b < a; c < b", clinic);
    run("CREATE TABLE mine (id serial); CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT "
        "1'; CREATE TABLE gone (x int); CREATE SCHEMA other; CREATE TABLE other.thing (a int)");
    EXPECT_THAT(drift(),
                ElementsAre("? function g() is left over", "table gone is left over",
                            "? table mine is left over", "? table other.thing is left over"));
    workspace_.leave_alone = {"mine", "other.%", "g(%"};
    EXPECT_THAT(drift(), ElementsAre("table gone is left over"));
}

TEST_F(ServerSchemasTest, another_set_of_migrations_is_none_of_ours) {
    migrate("a; b < a; c < b", clinic);
    run("CREATE TABLE letter (a int); CREATE TABLE mail_version (version_num VARCHAR(32) NOT "
        "NULL); "
        "DROP INDEX i");
    EXPECT_THAT(drift(), ElementsAre("index i of patient is missing"));
}

TEST_F(ServerSchemasTest, roles_and_what_stands_in_no_schema_are_the_servers_own) {
    run("DO $$ BEGIN CREATE ROLE drift_reader; EXCEPTION WHEN duplicate_object THEN END $$");
    migrate("a; b < a; c < b", clinic);
    run("GRANT SELECT ON patient TO drift_reader; ALTER TABLE patient OWNER TO drift_reader; "
        "CREATE SCHEMA empty; CREATE PUBLICATION p; ALTER DEFAULT PRIVILEGES GRANT SELECT ON "
        "TABLES TO drift_reader");
    EXPECT_THAT(drift(), IsEmpty());
}

TEST_F(ServerSchemasTest, a_schema_of_its_own_is_compared_there) {
    run("CREATE SCHEMA \"Tenant 1\"; CREATE SCHEMA tenant2; CREATE TABLE tenant2.patient (a int)");
    workspace_.options.schema = "Tenant 1";
    workspace_.options.version_table = "my_version";
    migrate("a; b < a; c < b", clinic);
    EXPECT_THAT(drift(), ElementsAre("? table tenant2.patient is left over"));
    run("DROP INDEX \"Tenant 1\".i");
    EXPECT_THAT(drift(), testing::Contains("index i of \"Tenant 1\".patient is missing"));
    // The same where the role's search_path says it.
    std::string name;
    run("SELECT pg_catalog.current_database()", &name);
    run("ALTER DATABASE " + name + " SET search_path = \"Tenant 1\", public");
    workspace_.options.schema.clear();
    EXPECT_THAT(drift(), ElementsAre("index i of \"Tenant 1\".patient is missing",
                                     "? table tenant2.patient is left over"));
}

TEST_F(ServerSchemasTest, rows_below_the_heads_are_compared_with_what_they_stand_for) {
    migrate("a; b < a; c < b", clinic, "a");
    EXPECT_THAT(drift(), IsEmpty());
    run("CREATE INDEX i ON patient (name)");
    EXPECT_THAT(drift(), ElementsAre("index i of patient is left over"));
}

TEST_F(ServerSchemasTest, an_unversioned_database_is_recognized) {
    migrate("a; b < a; c < b", clinic);
    run("DROP TABLE alembic_version; DROP TABLE kiln_history; CREATE TABLE others (a int)");
    EXPECT_EQ(adoption(), "c");
    run("DROP FUNCTION f()");
    EXPECT_EQ(adoption(), "b");
    EXPECT_EQ(adoption("b"), "b");
    EXPECT_EQ(adoption("c"), "is not at 'c': 'function f()' does not fit");
    run("ALTER TABLE patient ADD x int");
    EXPECT_EQ(adoption(),
              "is at none of the revisions; at 'b', the nearest, 'table patient' does not fit");
    run("DROP TABLE patient CASCADE");
    EXPECT_EQ(adoption(), "has no table that these migrations make");
}

}  // namespace
}  // namespace kiln::tool
