#include "tool/replay/server_replay.hpp"

#include "tests/support/table_builder.hpp"
#include "tests/unit/servers/private_postgresql.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/replay/postgresql_catalog.hpp"

#include <kiln/error.hpp>
#include <kiln/operations.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A chain of revisions r1, r2, … with these sections; each is a line a section.
std::vector<Diagnostic> replay_chain(const std::vector<std::string>& sections,
                                     const ServerReplayOptions& options = {}) {
    std::vector<Diagnostic> found;
    std::vector<RevisionFile> files;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const std::string id = "r" + std::to_string(i + 1);
        files.push_back(parse_revision_file(id + ".sql",
                                            "-- revision: " + id + "\n-- down_revision: " +
                                                (i == 0 ? "none" : "r" + std::to_string(i)) + "\n" +
                                                sections[i],
                                            found));
    }
    const Graph graph = resolve_graph(files, found);
    EXPECT_THAT(found, IsEmpty());
    return replay_on_server(files, graph, private_postgresql(), options);
}

/// `r1.sql:4:8 K301 message | note | note`
std::vector<std::string> told(const std::vector<std::string>& sections,
                              const ServerReplayOptions& options = {}) {
    std::vector<std::string> out;
    for (const Diagnostic& each : replay_chain(sections, options)) {
        std::string text = each.location.file + ":" + std::to_string(each.location.line) + ":" +
                           std::to_string(each.location.column) + " " + to_string(each.code) + " " +
                           each.message;
        for (const Note& note : each.notes) text += " | " + note.message;
        out.push_back(text);
    }
    return out;
}

std::string section(const std::string& upgrade, const std::string& downgrade) {
    return "-- kiln:upgrade\n" + upgrade + "\n-- kiln:downgrade\n" + downgrade + "\n";
}

TEST(ServerReplay, a_chain_that_is_right_is_silent) {
    EXPECT_THAT(
        told({section("CREATE TABLE patient (id serial PRIMARY KEY, name text NOT NULL);\n"
                      "CREATE INDEX ON patient (name);",
                      "DROP TABLE patient;"),
              section("ALTER TABLE patient ADD phone text DEFAULT '';\n"
                      "INSERT INTO patient (name) VALUES ('a');",
                      "DELETE FROM patient;\nALTER TABLE patient DROP phone;"),
              section("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN "
                      "NEW; END $$;\nCREATE TRIGGER t BEFORE INSERT ON patient FOR EACH ROW "
                      "EXECUTE FUNCTION f();",
                      "DROP FUNCTION f() CASCADE;"),
              section("CREATE VIEW v AS SELECT name FROM patient;\nCREATE MATERIALIZED VIEW m AS "
                      "SELECT * FROM v;",
                      "DROP VIEW v CASCADE;"),
              "-- kiln:upgrade\nCOPY patient (name) FROM stdin;\nb\n\\.\n",
              "-- kiln:upgrade no-transaction\nCREATE INDEX CONCURRENTLY i ON patient (phone);\n"
              "-- kiln:downgrade no-transaction\nDROP INDEX CONCURRENTLY i;\n",
              "-- kiln:upgrade sqlite\nnonsense\n-- kiln:upgrade postgresql\n",
              section("GRANT SELECT ON patient TO reader;\nALTER TABLE patient OWNER TO keeper;",
                      "REVOKE SELECT ON patient FROM reader;\nALTER TABLE patient OWNER TO "
                      "postgres;")}),
        IsEmpty());
}

TEST(ServerReplay, a_statement_that_fails_is_told_with_what_the_server_says) {
    EXPECT_THAT(
        told({"-- kiln:upgrade\nCREATE TABLE a (b int);\nINSERT INTO a VALUES (1),\n  (c);\n",
              "-- kiln:upgrade\nSELECT 1;\n"}),
        ElementsAre("r1.sql:6:4 K301 column \"c\" does not exist | 1 revision that builds "
                    "on it was not run"));
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE TABLE a (b int UNIQUE);\nINSERT INTO a VALUES (1);\n"
                      "  INSERT INTO a VALUES (1);\n"}),
                ElementsAre("r1.sql:6:3 K301 duplicate key value violates unique constraint "
                            "\"a_b_key\" | Key (b)=(1) already exists."));
    EXPECT_THAT(
        told({"-- kiln:upgrade\nSELECT tablname FROM pg_tables;\n"}),
        ElementsAre("r1.sql:4:8 K301 column \"tablname\" does not exist | Perhaps you meant "
                    "to reference the column \"pg_tables.tablename\"."));
}

TEST(ServerReplay, branches_that_do_not_build_on_a_failure_still_run) {
    std::vector<Diagnostic> found;
    std::vector<RevisionFile> files;
    for (const std::string text :
         {"-- revision: a\n-- down_revision: none\n-- kiln:upgrade\nCREATE TABLE a (b int);\n",
          "-- revision: b\n-- down_revision: a\n-- kiln:upgrade\nnonsense;\n",
          "-- revision: c\n-- down_revision: a\n-- kiln:upgrade\nCREATE TABLE a (b int);\n"}) {
        files.push_back(parse_revision_file("m.sql", text, found));
    }
    const Graph graph = resolve_graph(files, found);
    found = replay_on_server(files, graph, private_postgresql());
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].code, Code::upgrade_failed);
    EXPECT_EQ(found[1].message, "relation \"a\" already exists");
}

TEST(ServerReplay, all_upgrades_run_in_one_transaction_as_a_program_runs_them) {
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE TYPE mood AS ENUM ('a');\n",
                      "-- kiln:upgrade\nALTER TYPE mood ADD VALUE 'b';\n",
                      "-- kiln:upgrade\nSELECT 'b'::mood;\n"}),
                ElementsAre(HasSubstr("r3.sql:4:8 K301 unsafe use of new value")));
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE TYPE mood AS ENUM ('a');\n",
                      "-- kiln:upgrade no-transaction\nALTER TYPE mood ADD VALUE 'b';\n",
                      "-- kiln:upgrade\nSELECT 'b'::mood;\n"}),
                IsEmpty());
}

TEST(ServerReplay, a_downgrade_that_does_not_undo_is_told_by_what_differs) {
    EXPECT_THAT(
        told(
            {section("CREATE TABLE t (a int, b int);\nCREATE INDEX i ON t (a);", "DROP INDEX i;")}),
        ElementsAre("r1.sql:6:1 K304 the downgrade does not bring back the schema that stood "
                    "before the upgrade | table t is left over"));
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE TABLE t (a int NOT NULL, b text);\n"
                      "CREATE TYPE e AS ENUM ('x');\nCREATE SEQUENCE s;\n",
                      section("ALTER TABLE t ALTER a TYPE bigint, DROP b;\nALTER SEQUENCE s "
                              "INCREMENT 2;",
                              "ALTER TABLE t ALTER a TYPE int, ALTER a DROP NOT NULL;")}),
                ElementsAre(testing::AllOf(
                    HasSubstr("r2.sql:6:1 K304"), HasSubstr(" | column t.b is missing"),
                    HasSubstr(" | column t.a: was 'integer NOT NULL', is 'integer'"),
                    HasSubstr(" | sequence s: was '"))));
}

TEST(ServerReplay, each_kind_of_object_is_compared) {
    const std::string base =
        "-- kiln:upgrade\nCREATE TABLE t (a int, b int, c text);\nCREATE TABLE u (a int);\n"
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
        "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
        "CREATE TYPE e AS ENUM ('x');\nCREATE DOMAIN d AS int;\nCREATE VIEW v AS SELECT 1 AS x;\n";
    const std::vector<std::string> changes{
        "ALTER TABLE t ADD x int",
        "ALTER TABLE t ALTER c TYPE varchar(3)",
        "ALTER TABLE t DROP c",
        "ALTER TABLE t ALTER a SET DEFAULT 1",
        "ALTER TABLE t ALTER a SET NOT NULL",
        "ALTER TABLE t ADD CHECK (a > 1)",
        "ALTER TABLE t ADD PRIMARY KEY (a)",
        "CREATE UNIQUE INDEX ON t (b)",
        "ALTER TABLE t SET UNLOGGED",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON t USING (a = 1)",
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()",
        "CREATE RULE r AS ON INSERT TO t DO NOTHING",
        "COMMENT ON TABLE t IS 'x'",
        "COMMENT ON COLUMN t.a IS 'x'",
        "GRANT SELECT ON t TO someone",
        "CREATE SCHEMA s",
        "GRANT USAGE ON SCHEMA public TO someone",
        "CREATE SEQUENCE q",
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
        "REVOKE EXECUTE ON FUNCTION f() FROM public",
        "ALTER TYPE e RENAME VALUE 'x' TO 'y'",
        "ALTER DOMAIN d SET NOT NULL",
        "CREATE OR REPLACE VIEW v AS SELECT 2 AS x",
        "CREATE STATISTICS st ON a, b FROM t",
        "CREATE COLLATION co FROM \"C\"",
        "CREATE AGGREGATE ag(int) (SFUNC = int4pl, STYPE = int)",
        "CREATE OPERATOR @-@ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)",
        "CREATE TYPE ra AS RANGE (SUBTYPE = int)",
        "CREATE TYPE k AS (x int)",
        "CREATE TABLE child (LIKE u); ALTER TABLE child INHERIT u",
        "ALTER TABLE t SET (fillfactor = 50)",
        "ALTER TABLE t REPLICA IDENTITY FULL",
        "CREATE PUBLICATION pu FOR TABLE u",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO public",
        "CREATE MATERIALIZED VIEW mv AS SELECT 1 AS x",
        "ALTER TABLE t OWNER TO someone",
    };
    std::vector<std::string> sections{base};
    for (const std::string& change : changes) sections.push_back(section(change + ";", ""));
    const std::vector<std::string> found = told(sections);
    ASSERT_EQ(found.size(), changes.size()) << testing::PrintToString(found);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        EXPECT_THAT(found[i], testing::StartsWith("r" + std::to_string(i + 2) + ".sql:5:1 K304"))
            << changes[i];
    }
}

TEST(ServerReplay, values_of_sequences_and_the_order_of_columns_are_not_compared) {
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE TABLE t (a serial, b int, c int);\n",
                      section("INSERT INTO t (b) VALUES (1);\nALTER TABLE t DROP b;",
                              "DELETE FROM t;\nALTER TABLE t ADD b int;")}),
                IsEmpty());
    // A privilege that was given and taken back is none, whatever the catalog says.
    EXPECT_THAT(
        told({"-- kiln:upgrade\nCREATE TABLE t (a int);\n",
              section("GRANT SELECT ON t TO someone;", "REVOKE SELECT ON t FROM someone;")}),
        IsEmpty());
}

TEST(ServerReplay, a_second_upgrade_that_fails_or_differs_is_told) {
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE TABLE t (a int UNIQUE);\n",
                      section("INSERT INTO t VALUES (1);", "")}),
                ElementsAre(HasSubstr("r2.sql:4:1 K303 the upgrade does not run again after the "
                                      "downgrade: duplicate key")));
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n",
                      section("DO $$ BEGIN IF EXISTS (SELECT FROM t) THEN CREATE TABLE u (); ELSE "
                              "CREATE TABLE w (); END IF; END $$;",
                              "DROP TABLE u;\nDELETE FROM t;")}),
                ElementsAre("r2.sql:3:1 K305 upgrading again after the downgrade gives another "
                            "schema than the first time | table u is missing | table w is left "
                            "over"));
}

TEST(ServerReplay, the_next_revision_meets_what_the_first_upgrade_left) {
    EXPECT_THAT(
        told({"-- kiln:upgrade\nCREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n",
              section("ALTER TABLE t ADD b int;", "DELETE FROM t;\nALTER TABLE t DROP b;"),
              "-- kiln:upgrade\nDO $$ BEGIN ASSERT (SELECT count(*) FROM t) = 1; END $$;\n"}),
        IsEmpty());
}

TEST(ServerReplay, a_downgrade_that_fails_is_told_and_what_follows_runs) {
    EXPECT_THAT(told({section("CREATE TABLE t (a int);", "DROP TABLE u;"),
                      "-- kiln:upgrade\nALTER TABLE t ADD b int;\nnonsense;\n"}),
                ElementsAre(HasSubstr("r1.sql:6:1 K302 table \"u\" does not exist"),
                            HasSubstr("r2.sql:5:1 K301 syntax error")));
    EXPECT_THAT(told({section("CREATE TABLE t (a int);", "DROP TABLE u;")}, {.round_trip = false}),
                IsEmpty());
}

TEST(ServerReplay, deferred_constraints_are_asked_at_the_end_of_each_run) {
    EXPECT_THAT(
        told({"-- kiln:upgrade\nCREATE TABLE t (a int PRIMARY KEY);\nCREATE TABLE u (b int "
              "REFERENCES t DEFERRABLE INITIALLY DEFERRED);\n",
              "-- kiln:upgrade\nINSERT INTO u VALUES (1);\n"}),
        ElementsAre(HasSubstr("r2.sql:4:1 K301 insert or update on table \"u\" violates foreign "
                              "key constraint")));
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE TABLE t (a int PRIMARY KEY);\nCREATE TABLE u (b int "
                      "REFERENCES t DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO u VALUES (1);\n"
                      "INSERT INTO t VALUES (1);\n"}),
                IsEmpty());
}

TEST(ServerReplay, kilns_own_tables_are_guarded) {
    EXPECT_THAT(told({"-- kiln:upgrade\nDELETE FROM alembic_version;\nDROP TABLE kiln_history;\n"}),
                ElementsAre(HasSubstr("r1.sql:4:1 K316")));
    EXPECT_THAT(told({"-- kiln:upgrade\nCOMMIT;\n"}), ElementsAre(HasSubstr("r1.sql:4:1 K306")));
}

TEST(ServerReplay, an_extension_that_the_server_lacks_has_a_code) {
    EXPECT_THAT(told({"-- kiln:upgrade\nCREATE EXTENSION no_such_thing;\n"}),
                ElementsAre(HasSubstr("r1.sql:4:1 K336 extension \"no_such_thing\" is not "
                                      "available")));
}

/// What the server says, in whatever language, is not asked.
TEST(ServerReplay, a_missing_extension_is_not_told_by_words) {
    EXPECT_THAT(
        told({"-- kiln:upgrade\nDO $$ BEGIN RAISE EXCEPTION 'Erweiterung ist nicht da' USING "
              "ERRCODE "
              "= '0A000'; EXECUTE 'CREATE EXTENSION IF NOT EXISTS \"no-such\"'; END $$;\n"}),
        ElementsAre(HasSubstr("r1.sql:4:1 K336 Erweiterung ist nicht da")));
    EXPECT_THAT(told({"-- kiln:upgrade\nDO $$ BEGIN RAISE EXCEPTION '% \"x\" is not available', "
                      "'extension' USING ERRCODE = '0A000'; END $$;\n"}),
                ElementsAre(HasSubstr("K301 extension \"x\" is not available")));
    // One that is there, and is refused for another reason.
    EXPECT_THAT(told({"-- kiln:upgrade\nDO $$ BEGIN CREATE EXTENSION IF NOT EXISTS plpgsql; RAISE "
                      "EXCEPTION 'no' USING ERRCODE = '0A000'; END $$;\n"}),
                ElementsAre(HasSubstr("K301 no")));
    EXPECT_THAT(
        told({"-- kiln:upgrade\nCREATE EXTENSION no_such_thing_2; CREATE TABLE t (a int);\n",
              "-- kiln:upgrade\nCREATE TABLE u (a int); CREATE TABLE u (b int);\n"}),
        ElementsAre(HasSubstr("K336")));
}

TEST(ServerReplay, a_section_may_drop_what_the_session_has_prepared) {
    const auto among = [](const std::string& statement, const std::string& options = "") {
        return told({"-- kiln:upgrade\nCREATE TABLE t (a int);\n-- kiln:downgrade\nDROP TABLE t;\n",
                     "-- kiln:upgrade" + options + "\nALTER TABLE t ADD b int;\n" + statement +
                         "\nALTER TABLE t ALTER b SET DEFAULT 3;\n-- kiln:downgrade\nALTER TABLE t "
                         "DROP b;\n",
                     "-- kiln:upgrade\nALTER TABLE t ADD c int;\n-- kiln:downgrade\nSELECT 1;\n"});
    };
    const auto as_without = ElementsAre(HasSubstr("r3.sql:5:1 K304"));
    for (const std::string options : {"", " no-transaction"}) {
        for (const char* statement :
             {"", "DEALLOCATE ALL;", "DISCARD PLANS;", "DISCARD TEMP;", "RESET ALL;",
              "PREPARE p AS SELECT 1; EXECUTE p;", "DECLARE c CURSOR WITH HOLD FOR SELECT 1;",
              "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$;",
              "SET session_replication_role = replica;"}) {
            EXPECT_THAT(among(statement, options), as_without) << statement << options;
        }
        EXPECT_THAT(among("discard all;", options),
                    ElementsAre(HasSubstr("r2.sql:5:1 K337 DISCARD ALL lets go of the lock")));
    }
    EXPECT_THAT(among("SELECT pg_advisory_unlock_all();", " no-transaction"),
                ElementsAre(HasSubstr("r2.sql:5:1 K337 pg_advisory_unlock_all()")));
    EXPECT_THAT(among("SELECT pg_advisory_unlock_all();"), as_without);
}

TEST(ServerReplay, what_a_section_sets_ends_with_it) {
    EXPECT_THAT(told({"-- kiln:upgrade\nSELECT pg_catalog.set_config('search_path', '', false);\n"
                      "CREATE TABLE public.t (a int);\n",
                      section("ALTER TABLE t ADD b int;", "ALTER TABLE t DROP b;")}),
                IsEmpty());
}

TEST(ServerReplay, what_event_triggers_do_not_tell_is_found) {
    EXPECT_THAT(
        told({"-- kiln:upgrade\nCREATE TABLE t (a int);\nCREATE INDEX i ON t (a);\nGRANT "
              "SELECT ON t TO someone;\nALTER TABLE t OWNER TO keeper;\n",
              section("CLUSTER t USING i;", ""),
              section("DO $$ BEGIN EXECUTE 'REASSIGN OWNED BY keeper TO postgres'; END $$;", ""),
              section("DROP OWNED BY someone;", "")}),
        ElementsAre(HasSubstr("r2.sql:5:1 K304"), HasSubstr("r3.sql:5:1 K304"),
                    HasSubstr("r4.sql:5:1 K304")));
}

TEST(ServerReplay, a_sequence_goes_with_its_identity) {
    EXPECT_THAT(told({section("CREATE TABLE t (a int NOT NULL, b int);", "DROP TABLE t;"),
                      section("ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY;",
                              "ALTER TABLE t ALTER a DROP IDENTITY;"),
                      section("ALTER TABLE t ALTER a DROP IDENTITY;",
                              "ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY;"),
                      section("CREATE SEQUENCE s OWNED BY t.b;", "SELECT 1;")}),
                ElementsAre(HasSubstr("r4.sql:5:1 K304")));
}

TEST(PostgresqlCatalog, reading_on_finds_what_reading_all_finds) {
    const TrialDatabaseOnServer database(private_postgresql());
    PostgresqlCatalog reader(database.connection());
    Catalog last = reader.read();
    for (const char* statement : {
             "CREATE TABLE a (id serial PRIMARY KEY, x int, m text)",
             "CREATE TABLE b (id int REFERENCES a ON DELETE CASCADE, y int DEFAULT 3)",
             "CREATE INDEX bi ON b (y)",
             "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
             "CREATE TRIGGER tg BEFORE INSERT ON b FOR EACH ROW EXECUTE FUNCTION g()",
             "CREATE VIEW v AS SELECT y, a.x FROM b JOIN a USING (id)",
             "CREATE VIEW w AS SELECT * FROM v",
             "CREATE TYPE mood AS ENUM ('x')",
             "ALTER TABLE a ADD mood mood DEFAULT 'x'",
             "CREATE FUNCTION f(m mood) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT x FROM a; END",
             "CREATE POLICY p ON b USING (EXISTS (SELECT FROM a WHERE x = y))",
             "CREATE RULE r AS ON DELETE TO b DO ALSO UPDATE a SET x = 1",
             "CREATE STATISTICS st ON x, m FROM a",
             "CREATE TABLE parts (k int, v text) PARTITION BY RANGE (k)",
             "CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (1) TO (9) PARTITION BY LIST "
             "(k)",
             "CREATE TABLE part2 PARTITION OF part1 FOR VALUES IN (1)",
             "CREATE VIEW pv AS SELECT * FROM part2",
             "ALTER TABLE parts RENAME v TO value",
             "ALTER TABLE parts ADD PRIMARY KEY (k)",
             "ALTER TABLE a RENAME x TO z",
             "ALTER TABLE a RENAME TO aa",
             "ALTER SEQUENCE a_id_seq RENAME TO ids",
             "ALTER TYPE mood RENAME TO feeling",
             "ALTER TYPE feeling ADD VALUE 'y'",
             "ALTER FUNCTION g() RENAME TO gg",
             "ALTER INDEX bi RENAME TO bj",
             "COMMENT ON COLUMN b.y IS 'x'",
             "COMMENT ON CONSTRAINT b_id_fkey ON b IS 'x'",
             "COMMENT ON INDEX bj IS 'x'",
             "COMMENT ON TRIGGER tg ON b IS 'x'",
             "ALTER TABLE b DISABLE TRIGGER tg",
             "CREATE ROLE catalog_reader",
             "GRANT SELECT (y) ON b TO catalog_reader",
             "GRANT SELECT ON ALL TABLES IN SCHEMA public TO catalog_reader",
             "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO catalog_reader",
             "CREATE SCHEMA s",
             "ALTER TABLE b SET SCHEMA s",
             "ALTER SCHEMA s RENAME TO ss",
             "CREATE DOMAIN d AS int CHECK (value > 0)",
             "ALTER DOMAIN d DROP CONSTRAINT d_check",
             "SELECT 1 AS x INTO c",
             "CREATE MATERIALIZED VIEW mv AS SELECT * FROM c WITH NO DATA",
             "REFRESH MATERIALIZED VIEW mv",
             "CREATE INDEX CONCURRENTLY ci ON c (x)",
             "CLUSTER c USING ci",
             "DO $$ BEGIN EXECUTE 'ALTER TABLE c ADD y int'; END $$",
             "SET ROLE catalog_reader; CREATE TEMP TABLE t (x int); RESET ROLE",
             "SET session_replication_role = replica; ALTER TABLE c DROP y; RESET "
             "session_replication_role",
             "DROP INDEX ci",
             "DROP FUNCTION gg() CASCADE",
             "DROP SEQUENCE ids CASCADE",
             "ALTER TABLE aa DROP CONSTRAINT a_pkey CASCADE",
             "DROP TYPE feeling CASCADE",
             "DROP TABLE aa CASCADE",
             "DROP SCHEMA ss CASCADE",
             "DROP TABLE parts CASCADE",
             "DROP OWNED BY catalog_reader",
             "DROP ROLE catalog_reader",
         }) {
        const auto fault = database.connection().run_first(statement).fault;
        ASSERT_FALSE(fault) << statement << ": " << fault->message;
        const std::string_view text = statement;
        const bool goes_unnoted = text.starts_with("CLUSTER") || text.starts_with("DROP OWNED");
        last = reader.read(std::move(last), goes_unnoted);
        const Catalog all = reader.read();
        EXPECT_TRUE(compare_catalogs(last, all).empty()) << statement;
    }
}

// --- A named server ---

TEST(TrialServer, a_named_server_is_used_and_left_as_it_was) {
    const auto named = named_postgresql(private_postgresql().url());
    ASSERT_NE(named, nullptr);
    EXPECT_FALSE(named->is_private());
    const TrialDatabaseOnServer asked(private_postgresql());
    const auto databases = [&] {
        std::vector<std::string> names;
        const FirstStatement done =
            asked.connection().run_first("SELECT datname FROM pg_database", {},
                                         [&](Row row) { names.emplace_back(row[0].text); });
        EXPECT_FALSE(done.fault);
        return names.size();
    };
    const std::size_t before = databases();
    {
        const TrialDatabaseOnServer database(*named);
        EXPECT_FALSE(database.connection().run_first("CREATE TABLE t (a int)").fault);
        EXPECT_EQ(databases(), before + 1);
    }
    EXPECT_EQ(databases(), before);
}

/// What a check finds of a revision in C++ between two in SQL; without functions none is linked.
std::string found_of_code(RevisionFunction up, RevisionFunction down) {
    // Linked code must outlive the program.
    static auto& kept = *new std::vector<std::unique_ptr<support::TestTable>>;
    kept.push_back(std::make_unique<support::TestTable>(
        up == nullptr ? "x" : "b",
        std::map<std::string, support::TestScripts>{{"b", {.up = up, .down = down}}}));
    link_code(kept.back()->table());
    std::vector<Diagnostic> found;
    const std::vector<RevisionFile> files{
        parse_revision_file(
            "a.sql",
            "-- revision: a\n-- down_revision: none\n-- kiln:upgrade\nCREATE TABLE t "
            "(x int); INSERT INTO t VALUES (1);\n-- kiln:downgrade\nDROP TABLE t;\n",
            found),
        parse_revision_file(
            "b.cpp",
            "// revision: b\n// down_revision: a\n\n"
            "template <> void kiln::revision<\"b\">::upgrade(kiln::Operations&) {}\n"
            "template <> void kiln::revision<\"b\">::downgrade(kiln::Operations&) {}\n",
            found),
        parse_revision_file(
            "c.sql", "-- revision: c\n-- down_revision: b\n-- kiln:upgrade\nUPDATE t SET y = 1;\n",
            found)};
    const Graph graph = resolve_graph(files, found);
    EXPECT_THAT(found, IsEmpty());
    std::string out;
    for (const Diagnostic& each :
         replay_on_server(files, graph, private_postgresql(), {.tells_left_out = true})) {
        out += each.location.file + ":" + std::to_string(each.location.line) + " " +
               to_string(each.code) + " " + each.message + "\n";
    }
    return out;
}

TEST(ServerReplay, revisions_in_cpp_run_up_and_down_and_up_again) {
    static std::string calls;
    const RevisionFunction up = [](Operations& op) {
        op.execute("ALTER TABLE t ADD COLUMN y int");
        for (const auto& row : op.query("SELECT x FROM t WHERE x >= ?", 1)) {
            calls += 'u' + std::to_string(op.execute("UPDATE t SET y = ?", row.get<int>(0)));
        }
    };
    const RevisionFunction down = [](Operations& op) {
        calls += 'd';
        op.execute("ALTER TABLE t DROP COLUMN y");
    };
    EXPECT_EQ(found_of_code(up, down), "");
    EXPECT_EQ(calls, "u1u1du1");
    EXPECT_EQ(found_of_code(up, [](Operations&) {}),
              "b.cpp:5 K304 the downgrade does not bring back the schema that stood before the "
              "upgrade\n");
    EXPECT_EQ(found_of_code([](Operations& op) { op.execute("ALTER TABLE t ADD COLUMN"); }, down),
              "b.cpp:4 K301 syntax error at end of input\n");
    EXPECT_EQ(found_of_code([](Operations&) { throw std::runtime_error("no luck"); }, down),
              "b.cpp:4 K301 no luck\n");
    EXPECT_EQ(found_of_code([](Operations& op) { op.execute("COMMIT"); }, down),
              "b.cpp:4 K306 COMMIT in a section that Kiln runs in a transaction of its own\n");
    EXPECT_EQ(found_of_code(nullptr, nullptr), "b.cpp:1 K342 a revision in C++ was not run\n");
}

TEST(TrialServer, one_that_does_not_answer_is_an_error_that_names_the_variable) {
    std::string missing;
    try {
        TrialServer::find(Dialect::postgresql,
                          {"postgresql://me:s3cret@/x?host=/nonexistent", "KILN_POSTGRESQL_URL"},
                          missing);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Code::scratch_server);
        EXPECT_THAT(error.what(), testing::StartsWith("KILN_POSTGRESQL_URL: cannot connect to"));
        EXPECT_THAT(error.what(), testing::Not(HasSubstr("s3cret")));
    }
    EXPECT_THROW(TrialServer::find(Dialect::postgresql, {"sqlite:///x", "V"}, missing), Error);
}

TEST(TrialServer, the_environment_wins_over_the_builds_url) {
    setenv("KILN_POSTGRESQL_URL", "postgresql://a/b", 1);
    EXPECT_EQ(server_choice(Dialect::postgresql, "postgresql://c/d").url, "postgresql://a/b");
    unsetenv("KILN_POSTGRESQL_URL");
    EXPECT_EQ(server_choice(Dialect::postgresql, "postgresql://c/d").url, "postgresql://c/d");
    EXPECT_EQ(server_choice(Dialect::postgresql, "").url, "");
}

}  // namespace
}  // namespace kiln::tool
