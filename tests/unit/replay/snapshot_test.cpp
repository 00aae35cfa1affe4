// A database as SQL, and what the proof of it sees.

#include "tool/replay/snapshot_proof.hpp"

#include "tool/schema/memory_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace kiln::tool {
namespace {

using testing::HasSubstr;

constexpr std::size_t enough = std::size_t{1} << 20;

class Made {
public:
    explicit Made(const std::string& sql) {
        EXPECT_EQ(connection_.execute(sql.c_str()), SQLITE_OK) << sqlite3_errmsg(handle());
    }
    sqlite3* handle() const { return connection_.get(); }

    std::string snapshot() const {
        auto written = write_snapshot(handle(), enough);
        if (auto* obstacle = std::get_if<SnapshotObstacle>(&written)) return obstacle->why;
        return std::get<std::string>(std::move(written));
    }
    /// Empty where the proof finds no difference.
    std::string refuted(const std::string& sql) const {
        const auto obstacle = refute_snapshot(handle(), sql);
        return obstacle ? obstacle->why : "";
    }

private:
    sqlite::Connection connection_ = open_in_memory();
};

/// What is made of the database again is the same. Returns the SQL.
std::string proven(const std::string& sql) {
    const Made made(sql);
    std::string snapshot = made.snapshot();
    EXPECT_EQ(made.refuted(snapshot), "") << snapshot;
    return snapshot;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << text;
    return text.replace(at, from.size(), to);
}

TEST(Snapshot, of_objects_is_their_text_in_their_order) {
    EXPECT_EQ(proven("CREATE TABLE IF NOT EXISTS main.t(a, b);\n"
                     "CREATE VIEW w AS SELECT a FROM v;  -- of a view\n"
                     "CREATE VIEW v AS SELECT a FROM t;\n"
                     "CREATE UNIQUE INDEX i ON t(b);\n"
                     "ALTER TABLE t ADD COLUMN c DEFAULT 'x';"),
              "CREATE TABLE t(a, b, c DEFAULT 'x');\n"
              "CREATE VIEW w AS SELECT a FROM v;\n"
              "CREATE VIEW v AS SELECT a FROM t;\n"
              "CREATE UNIQUE INDEX i ON t(b);\n");
}

TEST(Snapshot, of_an_object_whose_text_ends_with_a_comment_goes_on_behind_it) {
    EXPECT_EQ(proven("CREATE TABLE t(a);CREATE VIEW v AS SELECT a FROM t -- all\n;"),
              "CREATE TABLE t(a);\nCREATE VIEW v AS SELECT a FROM t -- all\n;\n");
}

TEST(Snapshot, of_an_object_with_a_comment_within_has_no_blank_more) {
    proven(
        "CREATE TABLE t(a PRIMARY KEY -- the key\n) WITHOUT ROWID;"
        "CREATE TABLE u(a PRIMARY KEY) WITHOUT ROWID -- the end\n;"
        "CREATE INDEX i ON t(a) -- of t\n;");
}

TEST(Snapshot, of_nothing_is_nothing) { EXPECT_EQ(proven(""), ""); }

TEST(Snapshot, of_rows_names_no_rowid_that_sqlite_would_give) {
    EXPECT_EQ(proven("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)"),
              "CREATE TABLE t(a);\nINSERT INTO t VALUES\n(1),\n(2);\n");
    EXPECT_EQ(proven("CREATE TABLE k(id INTEGER PRIMARY KEY); INSERT INTO k VALUES (7), (3)"),
              "CREATE TABLE k(id INTEGER PRIMARY KEY);\nINSERT INTO k VALUES\n(3),\n(7);\n");
}

TEST(Snapshot, of_rows_keeps_rowids_with_gaps) {
    EXPECT_EQ(proven("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3);"
                     "DELETE FROM t WHERE a = 2"),
              "CREATE TABLE t(a);\nINSERT INTO t(rowid,a) VALUES\n(1,1),\n(3,3);\n");
    EXPECT_THAT(proven("CREATE TABLE t(rowid, _rowid_);INSERT INTO t(oid) VALUES (9)"),
                HasSubstr("INSERT INTO t(oid,rowid,_rowid_) VALUES\n(9,NULL,NULL)"));
    // This key is no rowid.
    EXPECT_THAT(proven("CREATE TABLE t(id INTEGER PRIMARY KEY DESC);"
                       "INSERT INTO t(rowid, id) VALUES (5, 5), (6, 2)"),
                HasSubstr("INSERT INTO t(rowid,id)"));
}

TEST(Snapshot, of_values_is_exact) {
    EXPECT_EQ(proven("CREATE TABLE t(a);"
                     "INSERT INTO t VALUES (NULL), (-9223372036854775808), (0.1), (1e300), (2.0),"
                     "(9e999), (-9e999), ('it''s'), ('1'), (''), (x''), (x'00ff'),"
                     "('a' || char(0) || 'b'), (CAST(x'ff27' AS TEXT)), (1.0/3), (5e-324)"),
              "CREATE TABLE t(a);\nINSERT INTO t VALUES\n(NULL),\n(-9223372036854775808),\n(0.1),"
              "\n(1e+300),\n(2.0),\n(9e999),\n(-9e999),\n('it''s'),\n('1'),\n(''),\n(x''),"
              "\n(x'00ff'),\n(CAST(x'610062' AS TEXT)),\n('\xff'''),\n(0.3333333333333333),"
              "\n(5e-324);\n");
    proven(
        "CREATE TABLE t(a);WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 3000) INSERT INTO t SELECT sqrt(i) * exp(i % 600 - 300) FROM n");
}

TEST(Snapshot, of_many_rows_has_several_statements) {
    const std::string snapshot = proven(
        "CREATE TABLE t(a);WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 10000) INSERT INTO t SELECT printf('row number %d', i) FROM n");
    EXPECT_NE(snapshot.find("INSERT", snapshot.find("INSERT") + 1), std::string::npos);
}

TEST(Snapshot, of_tables_of_all_kinds) {
    proven(
        "CREATE TABLE \"a \"\"b\"(\"select\" INTEGER PRIMARY KEY, g AS (\"select\" * 2),"
        "s TEXT GENERATED ALWAYS AS ('n' || \"select\") STORED UNIQUE);"
        "INSERT INTO \"a \"\"b\"(\"select\") VALUES (4), (2);"
        "CREATE TABLE w(k TEXT COLLATE NOCASE PRIMARY KEY, v) WITHOUT ROWID;"
        "INSERT INTO w VALUES ('b', 1), ('A', 2);"
        "CREATE TABLE s(a INTEGER, b REAL, c ANY) STRICT;INSERT INTO s VALUES (1, 2, '3')");
}

TEST(Snapshot, of_rows_that_only_a_trigger_would_change_is_what_they_are) {
    EXPECT_EQ(proven("CREATE TABLE t(a);CREATE TABLE log(what);"
                     "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;"
                     "CREATE TABLE later(x);"
                     "INSERT INTO t VALUES (1);DELETE FROM log;INSERT INTO log VALUES ('kept')"),
              "CREATE TABLE t(a);\nINSERT INTO t VALUES\n(1);\n"
              "CREATE TABLE log(what);\nINSERT INTO log VALUES\n('kept');\n"
              "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;\n"
              "CREATE TABLE later(x);\n");
}

TEST(Snapshot, of_counters_is_their_value) {
    EXPECT_EQ(proven("CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT);"
                     "INSERT INTO t VALUES (1), (9);DELETE FROM t WHERE id = 9"),
              "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT);\nINSERT INTO t VALUES\n(1);\n"
              "DELETE FROM sqlite_sequence;\nINSERT INTO sqlite_sequence VALUES\n('t',9);\n");
    // Their table stays.
    EXPECT_THAT(proven("CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT);DROP TABLE t"),
                HasSubstr("CREATE TABLE kiln_counter"));
}

TEST(Snapshot, of_statistics_is_theirs) {
    EXPECT_THAT(proven("CREATE TABLE t(a);CREATE INDEX i ON t(a);INSERT INTO t VALUES (1), (1);"
                       "ANALYZE;INSERT INTO t VALUES (2)"),
                HasSubstr("INSERT INTO sqlite_stat1 VALUES\n('t','i','2 2')"));
}

TEST(Snapshot, of_header_fields_is_theirs) {
    EXPECT_EQ(proven("PRAGMA user_version = 7;PRAGMA application_id = -5"),
              "PRAGMA user_version=7;\nPRAGMA application_id=-5;\n");
}

TEST(Snapshot, of_full_text_finds_what_the_original_finds) {
    proven(
        "CREATE VIRTUAL TABLE d USING fts5(title, body UNINDEXED, prefix='2');"
        "INSERT INTO d(d, rank) VALUES ('pgsz', 64);"
        "INSERT INTO d VALUES ('one fish', 'x'), ('two fish', 'y'), ('red', 'z');"
        "DELETE FROM d WHERE title = 'two fish';CREATE TABLE later(a)");
    proven("CREATE VIRTUAL TABLE d4 USING fts4(a, b);INSERT INTO d4(docid, a) VALUES (4, 'fish')");
    // Of a table that comes behind it.
    EXPECT_THAT(
        proven("CREATE VIRTUAL TABLE d USING fts5(a, content='t');CREATE TABLE t(a);"
               "INSERT INTO t VALUES ('one fish');INSERT INTO d(d) VALUES ('rebuild')"),
        HasSubstr("INSERT INTO t VALUES\n('one fish');\nINSERT INTO d(d) VALUES('rebuild')"));
    proven(
        "CREATE VIRTUAL TABLE d USING fts5(a, content='');"
        "CREATE VIRTUAL TABLE v USING fts5vocab(d, row)");
}

TEST(Snapshot, of_other_virtual_tables) {
    proven(
        "CREATE VIRTUAL TABLE r USING rtree(id, x0, x1, +note);"
        "INSERT INTO r VALUES (7, 0.1, 0.2, 'a'), (3, 1, 2, 'b');"
        "WITH RECURSIVE n(i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
        "INSERT INTO r SELECT i, (i * 37) % 91, 100, i FROM n");
}

TEST(Snapshot, is_none_where_an_index_does_not_keep_its_texts) {
    EXPECT_EQ(Made("CREATE VIRTUAL TABLE d USING fts5(a, content='');"
                   "INSERT INTO d(rowid, a) VALUES (1, 'fish')")
                  .snapshot(),
              "the full-text index 'd' does not keep its texts");
}

TEST(Snapshot, is_none_where_it_would_be_too_long) {
    const Made made("CREATE TABLE t(a);INSERT INTO t VALUES (zeroblob(1000))");
    const auto written = write_snapshot(made.handle(), 1000);
    ASSERT_TRUE(std::holds_alternative<SnapshotObstacle>(written));
    EXPECT_THAT(std::get<SnapshotObstacle>(written).why, HasSubstr("more than 1000 bytes"));
}

TEST(Snapshot, is_refuted_where_an_index_is_not_up_to_date) {
    const Made made(
        "CREATE TABLE t(a);CREATE VIRTUAL TABLE d USING fts5(a, content='t');"
        "INSERT INTO t VALUES ('one');INSERT INTO d(d) VALUES ('rebuild');"
        "INSERT INTO t VALUES ('two')");
    EXPECT_THAT(made.refuted(made.snapshot()), HasSubstr("the full-text index 'd'"));
}

/// What is made is not what it should be.
TEST(SnapshotProof, finds_every_slip) {
    const Made made(
        "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a, r REAL);"
        "INSERT INTO t VALUES (1, 'x', 0.5), (2, 'y', 2), (5, NULL, NULL);"
        "DELETE FROM t WHERE id = 5;CREATE TABLE n(a);"
        "INSERT INTO n VALUES ('p'), ('q');CREATE INDEX i ON t(a);"
        "CREATE VIEW v AS SELECT a FROM t;CREATE TRIGGER g AFTER INSERT ON t BEGIN "
        "SELECT 1; END;CREATE TRIGGER h AFTER INSERT ON t BEGIN SELECT 2; END;"
        "CREATE VIRTUAL TABLE d USING fts5(a);INSERT INTO d VALUES ('fish');ANALYZE;"
        "PRAGMA user_version = 3");
    const std::string snapshot = made.snapshot();
    ASSERT_EQ(made.refuted(snapshot), "");
    const std::pair<const char*, const char*> slips[] = {
        {"CREATE INDEX i ON t(a);\n", ""},
        {"CREATE VIEW v AS SELECT a FROM t;\n", ""},
        {"CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;\n", ""},
        {"SELECT 2; END", "SELECT 3; END"},
        {"CREATE VIEW v AS SELECT a", "CREATE VIEW v AS SELECT  a"},
        {"g AFTER INSERT ON t BEGIN SELECT 1; END;\nCREATE TRIGGER h AFTER INSERT ON t BEGIN "
         "SELECT 2",
         "h AFTER INSERT ON t BEGIN SELECT 2; END;\nCREATE TRIGGER g AFTER INSERT ON t BEGIN "
         "SELECT 1"},
        {"('p'),\n('q')", "('q'),\n('p')"},
        {"('p'),\n('q')", "('p')"},
        {"('p')", "(x'70')"},
        {"0.5", "0.5000000000000001"},
        {"('t',5)", "('t',2)"},
        {"INSERT INTO sqlite_sequence VALUES\n('t',5);\n", ""},
        {"user_version=3", "user_version=4"},
        {"('fish')", "('fist')"},
        {"('n',NULL,'2')", "('n',NULL,'3')"},
        {"CREATE TABLE n(a)", "CREATE TABLE m(b);\nCREATE TABLE n(a)"},
        {"INSERT INTO n", "INSERT INTO nowhere"},
    };
    for (const auto& [from, to] : slips) {
        EXPECT_NE(made.refuted(replaced(snapshot, from, to)), "") << from << " -> " << to;
    }
}

TEST(SnapshotProof, finds_what_the_database_has_and_sql_does_not_make) {
    EXPECT_THAT(
        Made("CREATE TABLE t(a);PRAGMA auto_vacuum = 1;VACUUM").refuted("CREATE TABLE t(a);"),
        HasSubstr("auto_vacuum"));
}

}  // namespace
}  // namespace kiln::tool
