#include "tool/rules/sqlite_features.hpp"

#include "tool/rules/sqlite_versions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> features(const std::string& sql) {
    std::vector<std::string> found;
    for (const SqliteFeature& each : features_of(sql)) {
        found.push_back(each.name + " " + version_text(each.since));
    }
    return found;
}

std::string at(const std::string& sql) {
    const auto found = features_of(sql);
    return found.empty() ? ""
                         : sql.substr(static_cast<std::size_t>(found[0].at.data() - sql.data()));
}

struct Use {
    const char* sql;
    const char* feature;
};

TEST(SqliteFeatures, are_known_by_their_words) {
    for (const Use& use : {
             Use{"ALTER TABLE t DROP COLUMN a", "DROP COLUMN 3.35"},
             Use{"alter table main.\"t\" drop a;", "DROP COLUMN 3.35"},
             Use{"ALTER TABLE t RENAME COLUMN a TO b", "RENAME COLUMN 3.25"},
             Use{"ALTER TABLE t RENAME a TO b;", "RENAME COLUMN 3.25"},
             Use{"ALTER TABLE t ADD COLUMN g INT GENERATED ALWAYS AS (a + 1)",
                 "a generated column 3.31"},
             Use{"CREATE TABLE t(a, b AS (a * 2) STORED)", "a generated column 3.31"},
             Use{"CREATE TABLE t(a INT) STRICT", "STRICT 3.37"},
             Use{"CREATE TEMP TABLE t(a INT PRIMARY KEY) WITHOUT ROWID, strict;", "STRICT 3.37"},
             Use{"VACUUM main INTO 'x.db'", "VACUUM INTO 3.27"},
             Use{"PRAGMA table_list", "PRAGMA table_list 3.37"},
             Use{"PRAGMA main.analysis_limit = 400", "PRAGMA analysis_limit 3.32"},
             Use{"SELECT name FROM pragma_table_list('t')", "pragma_table_list 3.37"},
             Use{"SELECT sql FROM sqlite_schema", "sqlite_schema 3.33"},
             Use{"INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2",
                 "ON CONFLICT DO 3.24"},
             Use{"INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", "ON CONFLICT DO 3.24"},
             Use{"DELETE FROM t RETURNING a", "RETURNING 3.35"},
             Use{"UPDATE t SET a = s.a FROM s WHERE s.id = t.id", "UPDATE … FROM 3.33"},
             Use{"CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = b.x FROM b; END",
                 "UPDATE … FROM 3.33"},
             Use{"WITH c AS (SELECT 1 AS x) UPDATE t SET a = x FROM c", "UPDATE … FROM 3.33"},
             Use{"WITH c AS MATERIALIZED (SELECT 1) SELECT * FROM c", "AS MATERIALIZED 3.35"},
             Use{"WITH c AS NOT MATERIALIZED (SELECT 1) SELECT * FROM c",
                 "AS NOT MATERIALIZED 3.35"},
             Use{"SELECT sum(a) OVER (ORDER BY b) FROM t", "a window function 3.25"},
             Use{"SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY b)", "a window function 3.25"},
             Use{"SELECT count(*) FILTER (WHERE a > 1) FROM t", "FILTER without a window 3.30"},
             Use{"SELECT a FROM t ORDER BY a DESC NULLS LAST", "NULLS FIRST and NULLS LAST 3.30"},
             Use{"SELECT a IS NOT DISTINCT FROM b FROM t", "IS DISTINCT FROM 3.39"},
             Use{"CREATE VIEW v AS SELECT * FROM a RIGHT OUTER JOIN b USING (id)",
                 "RIGHT and FULL JOIN 3.39"},
             Use{"SELECT * FROM a NATURAL FULL JOIN b", "RIGHT and FULL JOIN 3.39"},
             Use{"SELECT max(a) FROM t HAVING max(a) > 1", "HAVING without GROUP BY 3.39"},
             Use{"UPDATE t SET a = doc->>'$.a'", "the operator ->> 3.38"},
             Use{"CREATE INDEX i ON t(doc -> 'a')", "the operator -> 3.38"},
             Use{"SELECT iif(a, 1, 2) FROM t", "the function iif() 3.32"},
             Use{"CREATE TABLE t(a DEFAULT (unixepoch()))", "the function unixepoch() 3.38"},
             Use{"CREATE INDEX i ON t(a, json_extract(b, '$.c'))",
                 "the function json_extract() 3.38"},
             Use{"SELECT value FROM t, json_each(t.doc)", "the function json_each() 3.38"},
             Use{"UPDATE t SET a = FORMAT('%d', 1)", "the function format() 3.38"},
             Use{"INSERT INTO t SELECT \"floor\"(a) FROM s", "the function floor() 3.35"},
             Use{"CREATE TRIGGER r AFTER INSERT ON t WHEN sign(new.a) > 0 BEGIN SELECT 1; END",
                 "the function sign() 3.35"},
             Use{"SELECT a FROM t JOIN s ON concat(a, b) = c", "the function concat() 3.44"},
             Use{"SELECT group_concat(a, ',' ORDER BY b) FROM t", "ORDER BY in an aggregate 3.44"},
             Use{"INSERT INTO t VALUES (1_000)", "a number with _ in it 3.46"},
             Use{"INSERT INTO t VALUES (1, TRUE)", "TRUE and FALSE 3.23"},
             Use{"CREATE VIRTUAL TABLE f USING fts5(a, tokenize=\"trigram case_sensitive 1\")",
                 "FTS5's tokenizer trigram 3.34"},
         }) {
        EXPECT_THAT(features(use.sql), ElementsAre(use.feature)) << use.sql;
    }
}

TEST(SqliteFeatures, are_named_each_once) {
    EXPECT_THAT(features("INSERT INTO t VALUES (1) ON CONFLICT (a) DO NOTHING ON CONFLICT (b) DO "
                         "NOTHING RETURNING iif(a, iif(b, 1, 2), 3)"),
                ElementsAre("ON CONFLICT DO 3.24", "several ON CONFLICT clauses 3.35",
                            "RETURNING 3.35", "the function iif() 3.32"));
    EXPECT_THAT(features("INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = 1"),
                ElementsAre("ON CONFLICT DO 3.24", "ON CONFLICT DO UPDATE without columns 3.35"));
    EXPECT_THAT(features("SELECT sum(a) FILTER (WHERE b) OVER (ORDER BY c GROUPS BETWEEN 1 "
                         "PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t"),
                ElementsAre("a window function 3.25", "a window frame of GROUPS 3.28",
                            "EXCLUDE in a window frame 3.28"));
    EXPECT_THAT(
        features("SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN 2 PRECEDING AND UNBOUNDED "
                 "FOLLOWING) FROM t"),
        ElementsAre("a window function 3.25", "a window frame of RANGE with a number 3.28"));
}

TEST(SqliteFeatures, stand_where_their_word_stands) {
    EXPECT_EQ(at("DELETE FROM t\nRETURNING a"), "RETURNING a");
    EXPECT_EQ(at("ALTER TABLE t DROP a"), "DROP a");
    EXPECT_EQ(at("UPDATE t SET a = 1 FROM s"), "FROM s");
}

// The same words as names, types, texts, comments and in what is old.
TEST(SqliteFeatures, are_not_seen_in_names_texts_and_older_clauses) {
    for (const char* sql : {
             "ALTER TABLE t RENAME TO u",
             "ALTER TABLE main.t RENAME TO u;",
             "ALTER TABLE t ADD COLUMN strict TEXT",
             "ALTER TABLE \"drop\" ADD COLUMN \"rename\" TEXT DEFAULT 'DROP COLUMN'",
             "CREATE TABLE strict(strict, \"returning\" TEXT, generated, always, materialized)",
             "CREATE TABLE log(format TEXT, iif INTEGER, json TEXT, mod power(5), over, filter)",
             "CREATE TABLE format(log)",
             "CREATE TABLE IF NOT EXISTS log (sign TEXT CHECK (sign IN ('+', '-')))",
             "CREATE TABLE t(a REFERENCES log(id), b CHECK (CAST(a AS power(5)) > 0))",
             "CREATE TABLE t(a UNIQUE ON CONFLICT REPLACE, b NOT NULL ON CONFLICT IGNORE)",
             "CREATE TABLE t AS SELECT * FROM (WITH y AS (SELECT 1) SELECT * FROM y)",
             "CREATE TABLE t(a, FOREIGN KEY (a) REFERENCES p ON UPDATE CASCADE ON DELETE SET NULL)",
             "INSERT INTO format(log, sign, json) VALUES ('->', 'RETURNING', '1_0')",
             "INSERT OR REPLACE INTO log(id) SELECT mod FROM degrees",
             "CREATE INDEX i ON concat(a)",
             "CREATE UNIQUE INDEX i ON log(a) WHERE a > 0",
             "CREATE VIEW json(a) AS SELECT 1",
             "WITH format(a) AS (SELECT 1), log(b) AS (SELECT 2) SELECT * FROM format, log",
             "SELECT iif, t.concat, log.sign FROM t, log /* RETURNING */ -- iif(1, 2, 3)",
             "SELECT count(*) over FROM t",
             "SELECT * FROM (SELECT 1) filter",
             "SELECT nulls first FROM t ORDER BY nulls",
             "SELECT groups FROM t WHERE groups BETWEEN 1 AND 2",
             "SELECT * FROM right JOIN full",
             "SELECT * FROM a LEFT OUTER JOIN b CROSS JOIN c",
             "SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1 ORDER BY a",
             "SELECT a FROM t WHERE b IN (SELECT b FROM s ORDER BY b LIMIT 1)",
             "UPDATE t SET a = (SELECT b FROM s) WHERE a IN (SELECT x FROM y)",
             "CREATE TRIGGER r AFTER UPDATE OF a ON t BEGIN DELETE FROM s; END",
             "CREATE TRIGGER \"returning\" INSTEAD OF UPDATE ON v BEGIN INSERT INTO t SELECT 1 "
             "FROM "
             "s; END",
             "PRAGMA foreign_keys = true",
             "PRAGMA user_version = 3",
             "VACUUM",
             "SELECT total(a), printf('%d', b), coalesce(c, x'5f'), 0x1F, a_1 FROM t",
             "CREATE VIRTUAL TABLE f USING fts5(format, json, tokenize = 'porter', content='t')",
             "SELECT 1 - -1 > 0",
             "",
         }) {
        EXPECT_THAT(features(sql), IsEmpty()) << sql;
    }
}

}  // namespace
}  // namespace kiln::tool
