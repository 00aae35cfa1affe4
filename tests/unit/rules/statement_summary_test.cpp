#include "tool/rules/statement_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = StatementSummary::Kind;
using Conflict = StatementSummary::Conflict;
using Names = std::vector<std::string>;

Names values_of(const Query& query) {
    Names texts;
    for (const SelectedValue& value : query.selections.front().values) {
        texts.push_back(value.is_star() ? value.qualifier + "*"
                                        : value.normal + " as " + value.name);
    }
    return texts;
}

Names sources_of(const Selection& selection) {
    Names texts;
    for (const QuerySource& source : selection.sources) {
        texts.push_back((source.query.empty() ? source.table : "(" + source.table + ")") + " " +
                        source.alias + (source.inner_joined ? " inner" : ""));
    }
    return texts;
}

const Selection& first_of(const StatementSummary& summary) {
    return summary.query->selections.front();
}

TEST(StatementSummary, knows_the_kind_and_the_name) {
    const struct {
        const char* sql;
        Kind kind;
        const char* name;
    } cases[] = {
        {"CREATE TABLE \"T\"(x)", Kind::create_table, "t"},
        {"create temp table if not exists [a b] (x)", Kind::create_table, "a b"},
        {"CREATE VIRTUAL TABLE n USING fts5(x)", Kind::create_virtual_table, "n"},
        {"CREATE UNIQUE INDEX IF NOT EXISTS main.i ON T(x)", Kind::create_index, "main.i"},
        {"CREATE TRIGGER g AFTER UPDATE OF a ON `T` BEGIN SELECT 1; END", Kind::create_trigger,
         "g"},
        {"CREATE VIEW v AS SELECT 1", Kind::create_view, "v"},
        {"DROP TABLE IF EXISTS main.t;", Kind::drop_table, "main.t"},
        {"DROP INDEX i", Kind::drop_index, "i"},
        {"DROP TRIGGER g", Kind::drop_trigger, "g"},
        {"DROP VIEW v", Kind::drop_view, "v"},
        {"ALTER TABLE t RENAME TO \"U\"", Kind::rename_table, "t"},
        {"ALTER TABLE t RENAME a TO b", Kind::rename_column, "t"},
        {"ALTER TABLE t ADD c TEXT", Kind::add_column, "t"},
        {"ALTER TABLE t DROP COLUMN c", Kind::drop_column, "t"},
        {"INSERT OR IGNORE INTO t VALUES (1)", Kind::insert, "t"},
        {"REPLACE INTO t VALUES (1)", Kind::insert, "t"},
        {"WITH a AS (SELECT 1), b(x) AS (SELECT 2) INSERT INTO t SELECT * FROM b", Kind::insert,
         "t"},
        {"UPDATE t SET a = 1", Kind::update, "t"},
        {"WITH a AS (SELECT 1) DELETE FROM t", Kind::remove, "t"},
        {"PRAGMA legacy_alter_table = ON", Kind::other, ""},
        {"", Kind::other, ""},
        {"/* DROP TABLE t */ SELECT 1", Kind::other, ""},
    };
    for (const auto& each : cases) {
        const StatementSummary summary = summary_of(each.sql);
        EXPECT_EQ(summary.kind, each.kind) << each.sql;
        EXPECT_EQ(summary.name, each.name) << each.sql;
    }
    EXPECT_EQ(summary_of("CREATE UNIQUE INDEX i ON T(x)").table, "t");
    EXPECT_TRUE(summary_of("CREATE UNIQUE INDEX i ON T(x)").unique);
    EXPECT_FALSE(summary_of("CREATE INDEX i ON T(x)").unique);
    EXPECT_EQ(summary_of("CREATE TRIGGER g AFTER UPDATE OF a ON `T` BEGIN SELECT 1; END").table,
              "t");
    EXPECT_EQ(summary_of("ALTER TABLE t RENAME TO \"U\"").new_name, "u");
    EXPECT_EQ(summary_of("ALTER TABLE t RENAME COLUMN \"A\" TO b").column, "a");
    EXPECT_EQ(summary_of("ALTER TABLE t RENAME COLUMN a TO [B]").new_name, "b");
    EXPECT_EQ(summary_of("ALTER TABLE t DROP c").column, "c");
    EXPECT_EQ(summary_of("ALTER TABLE t ADD COLUMN C TEXT NOT NULL").column, "c");
}

TEST(StatementSummary, has_a_created_table_as_the_database_would_hold_it) {
    EXPECT_EQ(summary_of("CREATE TABLE IF NOT EXISTS main.t(a,\n b TEXT);").definition,
              "CREATE TABLE \"t\"(a,\n b TEXT);");
    EXPECT_TRUE(summary_of("CREATE TEMPORARY TABLE t(a)").temporary);
    const StatementSummary summary = summary_of("CREATE TABLE t AS SELECT a AS b FROM u");
    EXPECT_THAT(values_of(*summary.query), ElementsAre("a as b"));
}

TEST(StatementSummary, has_the_columns_and_values_of_a_copy) {
    const StatementSummary summary = summary_of(
        "INSERT INTO n (\"A\", b, c, d, e, f) SELECT x, t.y, (z), CAST(x AS TEXT) AS \"D\", "
        "CASE WHEN x THEN 1 END e, t.* FROM t");
    EXPECT_THAT(summary.columns, ElementsAre("a", "b", "c", "d", "e", "f"));
    EXPECT_THAT(values_of(*summary.query),
                ElementsAre("x as x", "t . y as y", "( z ) as z", "cast ( x as text ) as d",
                            "case when x then 1 end as e", "t*"));
    const auto& values = first_of(summary).values;
    EXPECT_EQ(values[0].column, "x");
    EXPECT_EQ(values[1].column, "y");
    EXPECT_EQ(values[1].qualifier, "t");
    EXPECT_EQ(values[2].column, "z");
    EXPECT_EQ(values[3].column, "");
    EXPECT_TRUE(values[3].mentions({"x"}));
    EXPECT_FALSE(values[3].mentions({"cast", "y"}));
    EXPECT_EQ(read_expression(tokens_of("NULL")).column, "");
    EXPECT_EQ(read_expression(tokens_of("1")).column, "");
    EXPECT_EQ(read_expression(tokens_of("-x")).column, "");
    EXPECT_EQ(read_expression(tokens_of("x COLLATE nocase")).column, "x");
    EXPECT_EQ(read_expression(tokens_of("\"null\"")).column, "null");
}

TEST(StatementSummary, has_what_a_copy_leaves_out) {
    const auto query = [](const std::string& rest) {
        return *summary_of("INSERT INTO n SELECT a FROM t " + rest).query;
    };
    EXPECT_EQ(query("WHERE b IS NOT DISTINCT FROM 1 ORDER BY a").selections.front().where->normal,
              "b is not distinct from 1");
    EXPECT_THAT(query("WHERE 1").selections.front().where->names, IsEmpty());
    EXPECT_FALSE(query("WHERE true ON CONFLICT DO NOTHING").limit);
    EXPECT_TRUE(query("LIMIT 5").limit);
    EXPECT_TRUE(query("ORDER BY a LIMIT 5").limit);
    EXPECT_TRUE(query("GROUP BY a HAVING count(*) > 1").selections.front().group_by);
    EXPECT_EQ(query("GROUP BY a HAVING count(*) > 1").selections.front().having->normal,
              "count ( * ) > 1");
    EXPECT_EQ(query("UNION ALL SELECT b FROM u").selections.size(), 2U);
    EXPECT_TRUE(query("UNION ALL SELECT b FROM u").is_union_all);
    EXPECT_FALSE(query("EXCEPT SELECT b FROM u").is_union_all);
    EXPECT_TRUE(summary_of("INSERT INTO n SELECT DISTINCT a FROM t").query->selections[0].distinct);
    EXPECT_FALSE(summary_of("INSERT INTO n VALUES (1)").query);
    EXPECT_EQ(summary_of("REPLACE INTO n SELECT 1").conflict, Conflict::replace);
    EXPECT_EQ(summary_of("INSERT OR REPLACE INTO n SELECT 1").conflict, Conflict::replace);
    EXPECT_EQ(summary_of("INSERT OR IGNORE INTO n SELECT 1").conflict, Conflict::ignore);
    EXPECT_EQ(summary_of("INSERT OR ABORT INTO n SELECT 1").conflict, Conflict::fail);
    EXPECT_TRUE(summary_of("INSERT INTO n SELECT 1 WHERE 1 ON CONFLICT DO NOTHING").upsert);
}

TEST(StatementSummary, has_what_a_query_reads) {
    const auto sources = [](const std::string& from) {
        return sources_of(first_of(summary_of("INSERT INTO n SELECT * FROM " + from)));
    };
    EXPECT_THAT(sources("\"T\""), ElementsAre("t t"));
    EXPECT_THAT(sources("main.t AS o WHERE 1"), ElementsAre("main.t o"));
    EXPECT_THAT(sources("t LEFT JOIN u ON u.x = t.x"), ElementsAre("t t", "u u"));
    EXPECT_THAT(sources("t a JOIN u b USING (x)"), ElementsAre("t a inner", "u b inner"));
    EXPECT_THAT(sources("t, u"), ElementsAre("t t inner", "u u inner"));
    EXPECT_THAT(sources("t NATURAL LEFT OUTER JOIN u"), ElementsAre("t t", "u u"));
    EXPECT_THAT(sources("(SELECT * FROM t WHERE a) AS s"), ElementsAre("() s"));
    EXPECT_THAT(sources("(t JOIN u)"), ElementsAre("t t inner", "u u inner"));
    const StatementSummary with = summary_of(
        "WITH old(p, q) AS (SELECT a, b FROM t WHERE c) INSERT INTO n SELECT q FROM old");
    EXPECT_THAT(sources_of(first_of(with)), ElementsAre("(old) old"));
    const Query& old = first_of(with).sources.front().query.front();
    EXPECT_THAT(values_of(old), ElementsAre("a as p", "b as q"));
    EXPECT_EQ(old.selections.front().where->normal, "c");
}

TEST(StatementSummary, has_what_an_update_sets_and_where) {
    const StatementSummary summary = summary_of(
        "UPDATE OR IGNORE main.t AS o SET a = (SELECT 1 WHERE x), (\"B\", c) = (1, 2), d = d + 1 "
        "FROM u WHERE u.x = o.x RETURNING a");
    Names set;
    for (const Assignment& each : summary.assignments) {
        set.push_back(each.column + " = " + each.value.normal);
    }
    EXPECT_THAT(set, ElementsAre("a = ( select 1 where x )", "b = ( 1 , 2 )", "c = ( 1 , 2 )",
                                 "d = d + 1"));
    EXPECT_EQ(summary.name, "main.t");
    EXPECT_EQ(summary.where->normal, "u . x = o . x");
    EXPECT_FALSE(summary_of("UPDATE t SET a = (SELECT b FROM u WHERE c)").where);
    EXPECT_EQ(summary_of("DELETE FROM t WHERE x LIMIT 1").where->normal, "x");
    EXPECT_FALSE(summary_of("DELETE FROM t").where);
    EXPECT_THAT(summary_of("UPDATE t").assignments, IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
