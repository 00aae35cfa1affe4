// A chain with most of what PostgreSQL has, each of its statements failing in turn.

#include "tests/support/failing_chain.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using Names = std::vector<std::string>;

FailingChain chain() {
    // A revision each: objects; what hangs on them; outside of a transaction; what uses that.
    return FailingChain(
        {
            {"a", "CREATE TYPE mood AS ENUM ('sad', 'it''s; ok')",
             "CREATE TYPE nowhere.mood AS ENUM ('sad')"},
            {"a", "CREATE DOMAIN price AS numeric(10, 2)\n  CHECK (VALUE >= 0)",
             "CREATE DOMAIN price AS numeric(10, 2)\n  CHECK (valu >= 0)"},
            {"a",
             "CREATE TABLE person (\n  id serial PRIMARY KEY,\n  feels mood,\n  net price NOT "
             "NULL,\n  gross numeric GENERATED ALWAYS AS (net * 1.19) STORED\n)",
             "CREATE TABLE person (\n  id serial PRIMARY KEY,\n  feels @@moot\n)"},
            {"a", "INSERT INTO person (feels, net)\nVALUES ('sad', 1), ('it''s; ok', 2)",
             "INSERT INTO person (feels, net)\nVALUES ('sad', 1), (@@'glad', 2)"},
            {"a",
             "CREATE TABLE stay (room int, during tsrange,\n  EXCLUDE USING gist (during WITH "
             "&&))",
             "CREATE TABLE stay (room int, during tsrange,\n  EXCLUDE USING btree (during WITH "
             "&&))"},
            {"a", "INSERT INTO stay VALUES (1, '[2026-01-01, 2026-01-05)')",
             "INSERT INTO stay VALUES (1, '[2026-01-01, 2026-01-05)'), (2, '[2026-01-04, "
             "2026-01-06)')"},
            {"a", "CREATE TABLE event (at date NOT NULL, what text) PARTITION BY RANGE (at)",
             "CREATE TABLE event (at date NOT NULL, what text) PARTITION BY RANGE (@@att)"},
            {"a",
             "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO "
             "('2027-01-01')",
             "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (@@'2027-01-01') TO "
             "('2026-01-01')"},
            {"a",
             "COPY event (at, what) FROM stdin;\n2026-03-01\tone; two\n2026-04-01\t\\N\n\\.\n"
             "SELECT 1",
             "COPY event (at, what) FROM stdin;\n2026-03-01\tone\n1999-04-01\tnone\n\\.\nSELECT "
             "1"},
            {"b",
             "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n  "
             "NEW.what := coalesce(NEW.what, 'none; yet');\n  RETURN NEW;\nEND;\n$body$",
             "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n  "
             "NEW.what := @@:= 1;\n  RETURN NEW;\nEND;\n$body$"},
            {"b",
             "CREATE TRIGGER stamped BEFORE INSERT ON event\nFOR EACH ROW EXECUTE FUNCTION stamp()",
             "CREATE TRIGGER stamped BEFORE INSERT ON event\nFOR EACH ROW EXECUTE FUNCTION "
             "stomp()"},
            {"b", "INSERT INTO event VALUES ('2026-05-01')",
             "INSERT INTO event VALUES ('2028-05-01')"},
            {"b", "CREATE VIEW glad AS SELECT id, gross FROM person WHERE feels <> 'sad'",
             "CREATE VIEW glad AS SELECT id, @@gros FROM person WHERE feels <> 'sad'"},
            {"b", "CREATE MATERIALIZED VIEW total AS SELECT 1 AS id, sum(gross) AS s FROM glad",
             "CREATE MATERIALIZED VIEW total AS SELECT 1 AS id, 1 / (count(*) - 1) AS s FROM glad"},
            {"b", "CREATE UNIQUE INDEX total_id ON total (id)",
             "CREATE UNIQUE INDEX total_id ON total (ident)"},
            {"b", "DO $$ BEGIN PERFORM 1; END; $$",
             "DO $$ BEGIN RAISE EXCEPTION 'not; now'; END; $$"},
            {"b", "ALTER TABLE person ADD COLUMN boss int REFERENCES person (id)",
             "ALTER TABLE person ADD COLUMN boss int NOT NULL REFERENCES person (id)"},
            {"c", "CREATE INDEX CONCURRENTLY person_feels ON person (feels)",
             "CREATE UNIQUE INDEX CONCURRENTLY person_feels ON person ((1))", true},
            {"c", "ALTER TYPE mood ADD VALUE 'great'",
             "ALTER TYPE mood ADD VALUE 'great' BEFORE 'sadder'", true},
            {"c", "VACUUM person", "VACUUM persons", true},
            {"d", "UPDATE person SET feels = 'great' WHERE id = 2",
             "UPDATE person SET feels = @@'greater' WHERE id = 2"},
            {"d", "REFRESH MATERIALIZED VIEW CONCURRENTLY total",
             "REFRESH MATERIALIZED VIEW CONCURRENTLY totals"},
            {"d", "CREATE RULE keep AS ON DELETE TO person\nDO ALSO (SELECT 1; SELECT 2)",
             "CREATE RULE keep AS ON DELETE TO person\nDO ALSO (SELECT 1; SELECT @@two)"},
        },
        postgresql_dialect, postgresql_function);
}

class PostgresqlChain : public OnServer {
protected:
    /// What the catalogs know of it, and its rows.
    static std::string database() {
        return sql("SELECT coalesce(string_agg(kind || ' ' || name, ', ' ORDER BY kind, name), '') "
                   "FROM (SELECT relkind::text AS kind, relname || relpartbound_text || "
                   "indexes::text AS name FROM (SELECT relkind, relname, "
                   "coalesce(pg_get_expr(relpartbound, oid), '') AS relpartbound_text, (SELECT "
                   "count(*) FROM pg_index WHERE indrelid = c.oid AND indisvalid) AS indexes FROM "
                   "pg_class c WHERE relnamespace = 'public'::regnamespace AND relname !~ "
                   "'^(kiln|alembic)') AS relations UNION ALL SELECT 'type', typname FROM pg_type "
                   "WHERE "
                   "typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd') UNION ALL "
                   "SELECT 'label', enumlabel FROM pg_enum UNION ALL SELECT 'function', proname "
                   "FROM pg_proc WHERE pronamespace = 'public'::regnamespace UNION ALL SELECT "
                   "'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT "
                   "'rule', rulename FROM pg_rewrite WHERE rulename <> '_RETURN') AS all_of_it") +
               "; rows " +
               sql("SELECT coalesce(string_agg(relname || (xpath('/row/n/text()', query_to_xml("
                   "'SELECT count(*) AS n FROM public.' || relname, false, true, '')))[1]::text, "
                   "', ' ORDER BY relname), '') FROM pg_class WHERE relkind = 'r' AND "
                   "relnamespace = 'public'::regnamespace AND relname !~ '^(kiln|alembic)'");
    }
};

TEST_F(PostgresqlChain, each_statement_that_fails_leaves_the_database_where_the_run_began) {
    const FailingChain chain = support::chain();
    const std::string nothing = database();
    std::string committed = nothing;
    Names rows;
    const auto fails = [&](std::size_t number) {
        SCOPED_TRACE(chain.statement(number).bad);
        const TestTable table = chain.failing(number);
        Migrator migrator(url(), table);
        const Caught error = caught([&] { migrator.upgrade(); });
        EXPECT_EQ(error.code, "K411") << error.message;
        chain.expect_place(number, error);
        EXPECT_EQ(migrator.current(), rows) << error.message;
        return error;
    };
    for (std::size_t number = 0; number < chain.size(); ++number) {
        const ChainStatement& statement = chain.statement(number);
        if (statement.revision < "c") {
            const Caught error = fails(number);
            EXPECT_THAT(error.message, HasSubstr("; nothing was changed"));
            EXPECT_EQ(database(), committed);
            continue;
        }
        // What came before it is committed, and the message says so.
        if (rows.empty()) {
            Migrator(url(), chain.whole()).upgrade("b");
            rows = {"b"};
            committed = database();
        }
        if (statement.revision == "c") {
            const Caught error = fails(number);
            EXPECT_THAT(error.message, HasSubstr("what 'c' did before the fault stays"));
            // As the hint says.
            sql("DROP INDEX CONCURRENTLY IF EXISTS person_feels; ");
            if (number + 1 < chain.size() && chain.before_in_revision(number) == 2) {
                sql("DELETE FROM pg_enum WHERE enumlabel = 'great'");
            }
            EXPECT_EQ(database(), committed);
            continue;
        }
        if (rows == Names{"b"}) {
            Migrator(url(), chain.whole()).upgrade("c");
            rows = {"c"};
            committed = database();
        }
        const Caught error = fails(number);
        EXPECT_THAT(error.message, HasSubstr("; nothing was changed"));
        EXPECT_EQ(database(), committed);
    }
    // And mended it goes on.
    EXPECT_EQ(Migrator(url(), chain.whole()).upgrade().steps.size(), 1U);
    const std::string in_parts = database();
    empty_postgresql();
    EXPECT_EQ(Migrator(url(), chain.whole()).upgrade().steps.size(), 4U);
    EXPECT_EQ(database(), in_parts);
    EXPECT_NE(in_parts, nothing);
}

TEST_F(PostgresqlChain, a_run_that_fails_behind_a_section_without_transaction_is_at_it) {
    const FailingChain chain = support::chain();
    const std::size_t last = chain.size() - 1;
    const Caught error = caught([&] { Migrator(url(), chain.failing(last)).upgrade(); });
    chain.expect_place(last, error);
    EXPECT_THAT(error.message, HasSubstr("; revisions 'a', 'b', 'c' stay applied, 'd' was rolled "
                                         "back"));
    EXPECT_EQ(sql("SELECT version_num FROM alembic_version"), "c");
    EXPECT_EQ(Migrator(url(), chain.whole()).upgrade().steps.size(), 1U);
}

}  // namespace
}  // namespace kiln::support
