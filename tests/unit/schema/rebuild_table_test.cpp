// What hangs on a table beside its rows and is still there when it was made anew: rowids, what
// ANALYZE found out, the order of triggers.

#include "tests/support/schema_of.hpp"
#include "tool/schema/alter.hpp"
#include "tool/schema/migration_sql.hpp"
#include "tool/schema/scratch_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

namespace kiln::tool {
namespace {

using support::schema_of;
using testing::HasSubstr;
using testing::Not;

class RebuildTable : public testing::Test {
protected:
    /// A database of these tables and rows, and the way to other tables.
    void begin(const std::string& tables, const std::string& rows, const std::string& others) {
        ASSERT_EQ(database_.execute(tables), std::nullopt);
        ASSERT_EQ(database_.execute(rows), std::nullopt);
        sql_ = write_migration(schema_of(tables), schema_of(others));
        ASSERT_THAT(sql_.upgrade, HasSubstr("ALTER TABLE cannot do this"));
    }

    void upgrade() { ASSERT_EQ(database_.run(sql_.upgrade), std::nullopt) << sql_.upgrade; }
    void downgrade() { ASSERT_EQ(database_.run(sql_.downgrade), std::nullopt) << sql_.downgrade; }

    std::string query(const std::string& sql) {
        std::string rows;
        const auto collect = [](void* out, int count, char** values, char**) {
            auto& text = *static_cast<std::string*>(out);
            if (!text.empty()) text += ' ';
            for (int i = 0; i < count; ++i) {
                text += std::string(i > 0 ? "|" : "") + (values[i] != nullptr ? values[i] : "NULL");
            }
            return 0;
        };
        char* message = nullptr;
        sqlite3_exec(database_.handle(), sql.c_str(), collect, &rows, &message);
        if (message != nullptr) rows += std::string("error: ") + message;
        sqlite3_free(message);
        return rows;
    }

    ScratchDatabase database_;
    MigrationSql sql_;
};

TEST_F(RebuildTable, full_text_of_its_rows_still_finds_them) {
    if (database_.execute("CREATE VIRTUAL TABLE f USING fts5(x)")) GTEST_SKIP() << "no fts5";
    database_.execute("DROP TABLE f");
    const std::string search =
        "; CREATE VIRTUAL TABLE search USING fts5(title, body, content='article')";
    begin("CREATE TABLE article (slug TEXT UNIQUE, title TEXT, body TEXT)" + search,
          "INSERT INTO article VALUES ('a', 'one', 'x'), ('b', 'two', 'y'), ('c', 'three', 'z');"
          "INSERT INTO search (search) VALUES ('rebuild');"
          "INSERT INTO search (search, rowid, title, body) VALUES ('delete', 2, 'two', 'y');"
          "DELETE FROM article WHERE slug = 'b'",
          "CREATE TABLE article (slug TEXT UNIQUE, title TEXT, body TEXT, CHECK (title <> ''))" +
              search);
    const std::string check = "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)";
    const std::string found = "SELECT rowid, title, body FROM search WHERE search MATCH 'three'";
    upgrade();
    EXPECT_EQ(query(found), "3|three|z");
    EXPECT_EQ(query(check), "");
    downgrade();
    EXPECT_EQ(query(found), "3|three|z");
    EXPECT_EQ(query(check), "");
}

TEST_F(RebuildTable, rowids_stay_by_whichever_name_no_column_has) {
    begin("CREATE TABLE t (a, rowid)",
          "INSERT INTO t (oid, a, rowid) VALUES (3, 'x', 'r'), (9, 'y', 's')",
          "CREATE TABLE t (a, rowid UNIQUE, _rowid_)");
    upgrade();
    EXPECT_EQ(query("SELECT oid, a, rowid FROM t"), "3|x|r 9|y|s");
    downgrade();
    EXPECT_EQ(query("SELECT oid, a, rowid FROM t"), "3|x|r 9|y|s");
}

TEST_F(RebuildTable, columns_that_have_all_names_of_the_rowid_are_only_columns) {
    begin("CREATE TABLE t (rowid, OID, \"_rowid_\")", "INSERT INTO t VALUES (1, 2, 3)",
          "CREATE TABLE t (rowid UNIQUE, OID, \"_rowid_\")");
    upgrade();
    EXPECT_EQ(query("SELECT * FROM t"), "1|2|3");
}

TEST_F(RebuildTable, a_new_integer_primary_key_takes_the_rowid) {
    begin("CREATE TABLE t (a)", "INSERT INTO t (rowid, a) VALUES (3, 'x'), (9, 'y')",
          "CREATE TABLE t (id INTEGER PRIMARY KEY, a)");
    upgrade();
    EXPECT_EQ(query("SELECT id, a FROM t"), "3|x 9|y");
    downgrade();
    EXPECT_EQ(query("SELECT rowid, a FROM t"), "3|x 9|y");
}

TEST_F(RebuildTable, a_column_that_becomes_the_primary_key_keeps_its_values) {
    begin("CREATE TABLE t (a, n INTEGER)", "INSERT INTO t (rowid, a, n) VALUES (3, 'x', 70)",
          "CREATE TABLE t (a, n INTEGER PRIMARY KEY)");
    upgrade();
    EXPECT_EQ(query("SELECT rowid, a, n FROM t"), "70|x|70");
    downgrade();
    EXPECT_EQ(query("SELECT rowid, a, n FROM t"), "70|x|70");
}

TEST_F(RebuildTable, a_table_without_rowid_gives_and_takes_none) {
    begin("CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY, b)", "INSERT INTO t VALUES ('x', 1)",
          "CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY, b) WITHOUT ROWID");
    EXPECT_THAT(sql_.upgrade + sql_.downgrade, Not(HasSubstr("rowid,")));
    upgrade();
    downgrade();
    EXPECT_EQ(query("SELECT a, b FROM t"), "x|1");
}

TEST_F(RebuildTable, what_analyze_found_out_stays) {
    begin("CREATE TABLE t (a, b UNIQUE); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t",
          "INSERT INTO t VALUES (1, 1), (1, 2), (1, 3); ANALYZE",
          "CREATE TABLE t (a, b UNIQUE, CHECK (b > 0)); CREATE INDEX i ON t (a);"
          "CREATE VIEW v AS SELECT a FROM t");
    const std::string known = "SELECT * FROM sqlite_stat1 ORDER BY idx";
    ASSERT_EQ(query(known), "t|i|3 3 t|sqlite_autoindex_t_1|3 1");
    upgrade();
    EXPECT_EQ(query(known), "t|i|3 3 t|sqlite_autoindex_t_1|3 1");
    EXPECT_EQ(query("SELECT count(*) FROM v"), "3");
    downgrade();
    EXPECT_EQ(query(known), "t|i|3 3 t|sqlite_autoindex_t_1|3 1");
}

TEST_F(RebuildTable, a_table_whose_own_text_names_it_can_be_made_anew) {
    for (const std::string tables :
         {"CREATE TABLE t (a, CHECK (t.a > 0))",
          "CREATE TABLE t (a); CREATE INDEX i ON t (a) WHERE \"T\".a > 1"}) {
        ScratchDatabase database;
        database.execute(tables + "; INSERT INTO t VALUES (2)");
        std::string others = tables;
        others.replace(others.find("(a"), 2, "(a UNIQUE");
        const MigrationSql sql = write_migration(schema_of(tables), schema_of(others));
        EXPECT_EQ(database.run(sql.upgrade), std::nullopt) << sql.upgrade;
        EXPECT_EQ(database.run(sql.downgrade), std::nullopt) << sql.downgrade;
    }
}

TEST_F(RebuildTable, neither_of_the_two_names_is_another_tables) {
    const std::string others = "; CREATE TABLE new_t (x); CREATE VIEW old_t AS SELECT 1";
    begin("CREATE TABLE t (a)" + others, "INSERT INTO t VALUES (1); INSERT INTO new_t VALUES (2)",
          "CREATE TABLE t (a UNIQUE)" + others);
    upgrade();
    EXPECT_EQ(query("SELECT a, (SELECT x FROM new_t) FROM t"), "1|2");
}

TEST_F(RebuildTable, the_counter_of_autoincrement_goes_on) {
    begin("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a)",
          "INSERT INTO t VALUES (70, 1); DELETE FROM t",
          "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a UNIQUE)");
    upgrade();
    EXPECT_EQ(query("SELECT * FROM sqlite_sequence"), "t|70");
}

constexpr const char* two_triggers =
    "; CREATE TABLE log (what);"
    "CREATE TRIGGER z AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('z'); END;"
    "CREATE TRIGGER m AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('m'); END;"
    "CREATE TRIGGER n AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('n'); END";

TEST_F(RebuildTable, triggers_fire_in_their_old_order) {
    begin(std::string("CREATE TABLE t (a)") + two_triggers, "",
          std::string("CREATE TABLE t (a UNIQUE)") + two_triggers);
    const std::string fired =
        "DELETE FROM log; INSERT INTO t VALUES (random());"
        "SELECT what FROM log";
    const std::string order = query(fired);
    upgrade();
    EXPECT_EQ(query(fired), order);
    downgrade();
    EXPECT_EQ(query(fired), order);
}

TEST_F(RebuildTable, triggers_that_alter_makes_again_fire_in_their_old_order) {
    const std::string tables = std::string("CREATE TABLE t (a, b)") + two_triggers;
    const Schema from = schema_of(tables);
    database_.execute(tables);
    const std::string fired = "DELETE FROM log; INSERT INTO t DEFAULT VALUES; SELECT what FROM log";
    const std::string order = query(fired);
    const TableWishes wishes{"t", {{"t", "b", "c"}}, {}, {}, {}, {}, {}, {"CHECK (c > 0)"}};
    sql_ = write_migration(from, altered(from, wishes), wishes.renames);
    upgrade();
    EXPECT_EQ(query(fired), order);
    downgrade();
    EXPECT_EQ(query(fired), order);
}

}  // namespace
}  // namespace kiln::tool
