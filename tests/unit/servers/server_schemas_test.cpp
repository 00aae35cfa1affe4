#include "tool/replay/server_schemas.hpp"

#include "src/database/version_store.hpp"
#include "src/run/adopt.hpp"
#include "src/run/failure.hpp"
#include "tests/unit/servers/live_database.hpp"
#include "tests/unit/servers/private_postgresql.hpp"
#include "tool/replay/postgresql_catalog.hpp"

#include <kiln/migrator.hpp>
#include <kiln/postgresql.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

namespace kiln::tool {
namespace {

using support::TestScripts;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

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

TEST_F(ServerSchemasTest, a_schema_is_read_whatever_the_database_has_for_sessions) {
    const std::map<std::string, TestScripts> scripts{
        {"a",
         {.upgrade =
              "CREATE TABLE visit (at timestamptz DEFAULT '2020-01-01 00:00', utc timestamptz "
              "DEFAULT '2020-01-01 00:00+00', lasts interval DEFAULT '1 day', token bytea DEFAULT "
              "'\\x0102', path text DEFAULT 'a\\b', ratio float8 DEFAULT 0.1) PARTITION BY RANGE "
              "(at); CREATE TABLE visit_2020 PARTITION OF visit FOR VALUES FROM ('2020-01-01') TO "
              "('2021-01-01')"}}};
    const std::string database = "ALTER DATABASE " + database_->name();
    // Of times without a zone it tells what they mean.
    run(database + " SET TimeZone = 'Asia/Kolkata'");
    migrate("a", scripts);
    EXPECT_THAT(drift(), IsEmpty());
    expect_no_drift_with(database + " SET ",
                         {"DateStyle = 'German'", "IntervalStyle = 'sql_standard'",
                          "bytea_output = 'escape'", "quote_all_identifiers = on",
                          "standard_conforming_strings = off", "extra_float_digits = -10"});
}

TEST_F(ServerSchemasTest, a_role_that_may_only_read_rows_is_enough) {
    migrate("a; b < a; c < b", clinic);
    run("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN "
        "SCHEMA public TO reader");
    workspace_.database = url_as(workspace_.database, "reader");
    EXPECT_THAT(drift(), IsEmpty());
    run("DROP INDEX i; DROP OWNED BY reader; DROP ROLE reader; CREATE ROLE reader LOGIN");
    EXPECT_THAT(drift(), ElementsAre("index i of patient is missing"));
    run("DROP ROLE reader");
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

/// All that the SQL of a schema does not make as it was.
std::vector<std::string> not_made_again(const MigrationTable& table,
                                        const DescribedSchema& schema) {
    const auto catalog_of = [](const TrialDatabaseOnServer& database) {
        Catalog catalog = read_postgresql_catalog(database.connection(), "alembic_version");
        for (auto& [key, entry] : catalog) entry.deployed.clear();
        return catalog;
    };
    const TrialDatabaseOnServer first(live_server());
    Migrator(static_cast<pg_conn*>(first.connection().handle()), table).upgrade();
    const TrialDatabaseOnServer second(live_server());
    std::vector<std::string> out;
    for (const std::string& statement : schema.statements) {
        const FirstStatement done = second.connection().run_first(statement);
        if (done.fault) out.push_back(done.fault->message + ": " + statement);
    }
    for (const auto& each : compare_catalogs(catalog_of(first), catalog_of(second))) {
        out.push_back(describe(each));
    }
    return out;
}

TEST_F(ServerSchemasTest, a_schema_is_described_by_sql_that_makes_it_again) {
    const support::TestTable table =
        support::TestTable(
            "a; b < a; c < b; d < c",
            {{"a",
              {.upgrade =
                   "CREATE SCHEMA audit; CREATE TYPE mood AS ENUM ('sad', 'it''s'); CREATE TYPE "
                   "address AS (street text, zip varchar(10)); CREATE DOMAIN mail AS text DEFAULT "
                   "'a@b' NOT NULL CONSTRAINT has_at CHECK (VALUE ~ '@'); CREATE TYPE span AS "
                   "RANGE "
                   "(subtype = float8, subtype_diff = float8mi); CREATE TABLE person (id bigint "
                   "GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 2) PRIMARY KEY, name "
                   "text COLLATE \"C\" NOT NULL UNIQUE DEFERRABLE, mood mood DEFAULT 'sad', home "
                   "address, at mail, tags text[] DEFAULT '{}', s span, up text GENERATED ALWAYS "
                   "AS "
                   "(upper(name)) STORED, CHECK (name <> '')); COMMENT ON TABLE person IS 'it''s'; "
                   "COMMENT ON COLUMN person.name IS 'a name'; COMMENT ON CONSTRAINT "
                   "person_name_check ON person IS 'why'; CREATE TABLE audit.\"Odd Name\" (\"a "
                   "b\" serial, \"select\" smallint DEFAULT 3)"}},
             {"b",
              {.upgrade =
                   "SET check_function_bodies = off; CREATE FUNCTION later() RETURNS int LANGUAGE "
                   "sql AS 'SELECT count(*)::int FROM is_made_later'; CREATE TABLE is_made_later "
                   "(a int, b int DEFAULT later()); "
                   "CREATE FUNCTION next_one(i int) RETURNS int LANGUAGE sql IMMUTABLE BEGIN "
                   "ATOMIC "
                   "SELECT CASE WHEN i IS NULL THEN 0 ELSE i + 1 END; END; ALTER TABLE person ADD "
                   "age int DEFAULT next_one(1), ADD level audit.\"Odd Name\"; CREATE AGGREGATE "
                   "product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1'); "
                   "CREATE "
                   "PROCEDURE tidy() LANGUAGE plpgsql AS $$ BEGIN -- it's; a comment\n DELETE FROM "
                   "person; END $$; CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ "
                   "BEGIN RETURN NEW; END $$; CREATE TRIGGER touched BEFORE UPDATE ON person FOR "
                   "EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION touch(); CREATE TRIGGER "
                   "off AFTER INSERT ON person EXECUTE FUNCTION touch(); ALTER TABLE person "
                   "DISABLE "
                   "TRIGGER off"}},
             {"c",
              {.upgrade =
                   "CREATE TABLE event (id bigint, at date, kind text, PRIMARY KEY (id, at)) "
                   "PARTITION BY RANGE (at); CREATE TABLE event_1 PARTITION OF event FOR VALUES "
                   "FROM ('2023-01-01') TO ('2024-01-01') PARTITION BY HASH (id); CREATE TABLE "
                   "event_1a PARTITION OF event_1 FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE "
                   "TABLE event_2 (kind text DEFAULT 'x', id bigint NOT NULL, at date NOT NULL); "
                   "ALTER TABLE event ATTACH PARTITION event_2 DEFAULT; CREATE INDEX event_kind ON "
                   "event (kind); CREATE TABLE base (id int PRIMARY KEY); CREATE TABLE derived (n "
                   "int CHECK (n > 0)) INHERITS (base); CREATE UNLOGGED TABLE fast (x int, EXCLUDE "
                   "USING gist (int4range(x, x + 5) WITH &&)) WITH (fillfactor = 70); CREATE TABLE "
                   "child (id int PRIMARY KEY, person bigint REFERENCES person ON DELETE CASCADE, "
                   "other int REFERENCES child DEFERRABLE); ALTER TABLE child ADD CONSTRAINT low "
                   "CHECK (id > 0) NOT VALID; CREATE TABLE empty (); ALTER TABLE person ALTER name "
                   "SET STORAGE EXTERNAL, ALTER name SET STATISTICS 500, REPLICA IDENTITY FULL"}},
             {"d",
              {.upgrade =
                   "CREATE VIEW names (n) WITH (security_barrier = true) AS SELECT name FROM "
                   "person "
                   "WITH LOCAL CHECK OPTION; CREATE VIEW of_names AS SELECT n, next_one(1) FROM "
                   "names; CREATE MATERIALIZED VIEW kinds AS SELECT kind, count(*) FROM event "
                   "GROUP "
                   "BY kind; CREATE UNIQUE INDEX kinds_kind ON kinds (kind); CREATE INDEX low_name "
                   "ON person (lower(name), id DESC) INCLUDE (age) WHERE age > 1; CREATE "
                   "STATISTICS "
                   "st (dependencies) ON name, age FROM person; CREATE RULE silent AS ON DELETE TO "
                   "child DO INSTEAD NOTHING; ALTER TABLE child ENABLE ROW LEVEL SECURITY; CREATE "
                   "POLICY mine ON child AS RESTRICTIVE FOR UPDATE USING (id > 1) WITH CHECK (id > "
                   "2); CREATE SEQUENCE steps AS smallint INCREMENT BY -3 MINVALUE -300 CYCLE; "
                   "CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq); CREATE "
                   "FUNCTION noted() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$; "
                   "CREATE EVENT TRIGGER noted ON ddl_command_end WHEN TAG IN ('DROP TABLE') "
                   "EXECUTE FUNCTION noted()"}}})
            .for_dialect(live_dialect, live_driver);
    const DescribedSchema schema = describe_on_server(live_server(), table.table(), {}, {3});
    EXPECT_THAT(schema.left_out, ElementsAre("operator public.===(integer,integer)"));
    EXPECT_THAT(not_made_again(table.table(), schema),
                ElementsAre("operator public.===(integer,integer) is missing"));
}

TEST_F(ServerSchemasTest, a_described_schema_has_tables_keys_indexes_views_and_triggers) {
    const support::TestTable table =
        support::TestTable(
            "a; b < a",
            {{"a",
              {.upgrade =
                   "CREATE TABLE parent (x int, y text, PRIMARY KEY (y, x)); CREATE TABLE child "
                   "(id serial PRIMARY KEY, b int NOT NULL, a varchar(5) DEFAULT 'q', c int "
                   "GENERATED ALWAYS AS (b + 1) STORED, u int UNIQUE, FOREIGN KEY (a, b) "
                   "REFERENCES "
                   "parent (y, x)); CREATE INDEX i ON child (b, lower(a)); CREATE UNIQUE INDEX j "
                   "ON "
                   "child (a); CREATE VIEW v AS SELECT b FROM child; CREATE TRIGGER t BEFORE "
                   "UPDATE "
                   "ON child FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"}},
             {"b", {.upgrade = "DROP TABLE child CASCADE"}}})
            .for_dialect(live_dialect, live_driver);
    const DescribedSchema schema = describe_on_server(live_server(), table.table(), {}, {0});
    EXPECT_THAT(texts_of(schema),
                ElementsAre("parent", "x integer not null key 2", "y text not null key 1", "child",
                            "id integer not null = nextval('child_id_seq'::regclass) key 1",
                            "b integer not null", "a character varying(5) = 'q'::character varying",
                            "c integer", "u integer", "index i: b, ?", "unique j: a",
                            "a, b -> parent (y, x)"));
    ASSERT_EQ(schema.views.size(), 1U);
    EXPECT_EQ(schema.views[0].name, "v");
    EXPECT_THAT(schema.views[0].sql, StartsWith("CREATE VIEW v AS\n SELECT"));
    ASSERT_EQ(schema.triggers.size(), 1U);
    EXPECT_EQ(schema.triggers[0].name, "t");
    EXPECT_EQ(schema.triggers[0].table, "child");
    EXPECT_THAT(schema.triggers[0].sql, StartsWith("CREATE TRIGGER t BEFORE"));
    EXPECT_THAT(describe_on_server(live_server(), table.table(), {}, {1}).statements,
                ElementsAre(HasSubstr("CREATE TABLE parent")));
    EXPECT_THAT(describe_on_server(live_server(), table.table(), {}, {}).statements, IsEmpty());
}

TEST_F(ServerSchemasTest, changes_are_told_by_kind_name_and_table) {
    migrate("a; b < a; c < b", clinic);
    const auto changes = [&](std::vector<std::uint32_t> was, std::vector<std::uint32_t> is) {
        std::vector<std::string> out;
        for (const auto& each : schemas_on_trial_servers()->changes(workspace_, was, is).all) {
            out.push_back(each.verb + "|" + each.kind + "|" + each.name + "|" + each.table);
        }
        return out;
    };
    EXPECT_THAT(changes({0}, {2}),
                ElementsAre("drop|table|gone|", "add|function|f()|", "add|index|i|patient"));
    EXPECT_THAT(changes({1}, {0}), ElementsAre("drop|index|i|patient", "add|table|gone|"));
    EXPECT_THAT(changes({1}, {1}), IsEmpty());
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

TEST_F(ServerSchemasTest, a_database_in_schemas_that_are_not_searched_is_adopted) {
    migrate("a", {{"a", {.upgrade = "CREATE SCHEMA app; CREATE TABLE app.patient (id int)"}}});
    run("DROP TABLE alembic_version; DROP TABLE kiln_history");
    const auto schemas = schemas_on_trial_servers();
    const auto made = schemas->tables(workspace_).made;
    const auto connection =
        open_connection(workspace_.url(), workspace_.table(), workspace_.options);
    connection->enter(true);
    VersionStore store(*connection, workspace_.options);
    RunState state;
    const Report report = adopt(
        store, workspace_.table(), workspace_.options, {},
        [&](Connection& locked) {
            return find_adoption(locked, workspace_.table(), made,
                                 schemas->tables_of(locked, workspace_), "");
        },
        state);
    connection->leave();
    EXPECT_THAT(report.heads, ElementsAre("a"));
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

TEST_F(ServerSchemasTest, a_first_revision_makes_what_is_there) {
    EXPECT_THAT(first_revision_text(), HasSubstr("K536 the database"));
    run("CREATE SCHEMA more; CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN code AS text "
        "CHECK "
        "(VALUE ~ '^[A-Z]{3}$'); CREATE TABLE person (id int GENERATED ALWAYS AS IDENTITY PRIMARY "
        "KEY, "
        "code code NOT NULL UNIQUE, mood mood DEFAULT 'good', boss int REFERENCES person); CREATE "
        "TABLE "
        "more.visit (at date, person int REFERENCES person ON DELETE CASCADE) PARTITION BY RANGE "
        "(at); "
        "CREATE TABLE more.visit_1 PARTITION OF more.visit FOR VALUES FROM ('2026-01-01') TO "
        "('2027-01-01'); CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
        "NEW.mood := "
        "'bad'; RETURN NEW; END$$; CREATE TRIGGER touched BEFORE UPDATE ON person FOR EACH ROW "
        "EXECUTE "
        "FUNCTION touch(); CREATE MATERIALIZED VIEW moods AS SELECT mood, count(*) FROM person "
        "GROUP BY "
        "mood; CREATE UNIQUE INDEX ON moods (mood); COMMENT ON TABLE person IS 'it''s; one'; "
        "INSERT INTO "
        "person (code) VALUES ('ABC')");
    const std::string text = first_revision_text();
    EXPECT_THAT(text, HasSubstr("\n-- kiln:upgrade postgresql\nSET check_function_bodies = "
                                "off;\nCREATE SCHEMA more;\n"));
    EXPECT_THAT(text, HasSubstr("CREATE TABLE more.visit_1 PARTITION OF"));
    EXPECT_THAT(text, HasSubstr("COMMENT ON TABLE public.person IS 'it''s; one'"));
    EXPECT_THAT(text, Not(AnyOf(HasSubstr("kiln:downgrade"), HasSubstr("'ABC'"))));
    run("CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq)");
    EXPECT_EQ(first_revision_text(),
              "K536\noperator public.===(integer,integer) is not written as SQL");
    run("DROP OPERATOR === (int, int)");
    migrate("a", clinic);
    EXPECT_THAT(first_revision_text(), HasSubstr("is at 'a' already"));
}

}  // namespace
}  // namespace kiln::tool
