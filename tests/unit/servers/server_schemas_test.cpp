#include "tool/replay/server_schemas.hpp"

#include "src/database/open.hpp"
#include "src/run/adopt.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/command_line/workspace.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/error.hpp>
#include <kiln/postgresql.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using support::TestScripts;
using support::TestTable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Dialect dialect = Dialect::postgresql;
constexpr DriverFunction driver = postgresql_driver;

/// A person's database on a server of the test's, which is the one that checks are tried on too.
class ServerSchemasTest : public testing::Test {
protected:
    ServerSchemasTest() {
        std::string missing;
        if (!server_) server_ = TrialServer::find(dialect, {}, missing).release();
        setenv("KILN_POSTGRESQL_URL", server_->url().c_str(), 1);
        database_.emplace(*server_);
        std::string name;
        run("SELECT pg_catalog.current_database()", &name);
        std::string url = server_->url();
        workspace_.database = url.replace(url.find("/postgres?") + 1, 8, name);
    }
    ~ServerSchemasTest() override { unsetenv("KILN_POSTGRESQL_URL"); }

    void run(const std::string& sql, std::string* answer = nullptr) {
        const FirstStatement done = database_->connection().run_first(sql, {}, [&](Row row) {
            if (answer != nullptr) *answer = row[0].text;
        });
        ASSERT_FALSE(done.fault) << done.fault->message;
    }

    /// The revisions, of which these have run.
    void migrate(std::string_view graph, const std::map<std::string, TestScripts>& scripts,
                 const std::string& target = "heads") {
        table_.emplace(TestTable(graph, scripts).for_dialect(dialect, driver));
        workspace_.migrations = &table_->table();
        rows_ = workspace_.migrator().upgrade(target).heads;
    }

    /// What differs; of what may be others' with `?` before it.
    std::vector<std::string> drift() const {
        std::vector<std::string> out;
        const auto comparison = schemas_on_trial_servers()->compare(workspace_, rows_);
        EXPECT_EQ(comparison.missing, "");
        EXPECT_EQ(comparison.note, "");
        for (const auto& each : comparison.differences) {
            out.push_back((each.may_be_others ? "? " : "") + each.text);
        }
        return out;
    }

    /// Rows, or what keeps the database from being adopted.
    std::string adoption(const std::string& target = "") const {
        const auto schemas = schemas_on_trial_servers();
        const auto tables = schemas->tables(workspace_);
        const auto connection =
            open_connection(workspace_.url(), workspace_.table(), workspace_.options);
        connection->enter(false);
        const Adoption found = find_adoption(*connection, workspace_.table(), tables.made,
                                             schemas->tables_of(*connection, workspace_), target);
        connection->leave();
        if (found.fault) {
            const std::string& text = found.fault->message;
            return text.substr(text.find('\'', text.find(" on ") + 5) + 2);
        }
        std::string rows;
        for (const std::string& row : found.rows) rows += (rows.empty() ? "" : " ") + row;
        return rows;
    }

    static TrialServer* server_;
    std::optional<TrialDatabaseOnServer> database_;
    std::optional<TestTable> table_;
    Workspace workspace_;
    std::vector<std::string> rows_;
};
TrialServer* ServerSchemasTest::server_ = nullptr;

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
