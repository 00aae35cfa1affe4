// What a rebuild of a table must not lose: run by a Migrator, on an application's connection with
// foreign keys on and off, and by the build's replay.

#include "tests/support/database_file.hpp"
#include "tests/support/schema_of.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/project/reader.hpp"
#include "tool/rules/build_replay.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/migration_sql.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <kiln/codes.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using kiln::support::schema_of;
using kiln::support::TestConnection;
using kiln::support::TestTable;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A change of schema that needs a rebuild: it adds a CHECK to `t`, which must be there as given.
class MigrationLosses : public ::testing::TestWithParam<bool> {
protected:
    /// Upgrades from `from`, which `rows` fills, to `to`.
    void upgrade(const std::string& from, const std::string& to, const std::string& rows = "") {
        const Schema was = schema_of(from);
        wanted_ = schema_of(to);
        sql_ = write_migration(was, wanted_);
        ASSERT_THAT(sql_.upgrade, HasSubstr("RENAME TO"));
        replay(from);
        database_.run(GetParam() ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF");
        database_.run(from + ";" + rows);
        const TestTable table("a", {{"a", {.upgrade = sql_.upgrade, .downgrade = sql_.downgrade}}});
        Migrator migrator(database_.get(), table);
        migrator.upgrade();
        expect_schema(wanted_);
        EXPECT_EQ(database_.run("PRAGMA foreign_keys"), GetParam() ? "1" : "0");
        EXPECT_EQ(database_.run("PRAGMA legacy_alter_table"), "0");
    }

    void expect_schema(const Schema& wanted) const {
        Schema now = read_schema(database_.get());
        now.groups.erase("alembic_version");
        now.groups.erase("kiln_history");
        for (const SchemaDifference& difference : differences(wanted, now)) {
            ADD_FAILURE() << describe(difference);
        }
    }

    /// The build takes the revision, upgrade, downgrade and upgrade again.
    void replay(const std::string& from) const {
        std::vector<RevisionFile> files;
        std::vector<Diagnostic> faults;
        files.push_back(parse_revision_file(
            "r1.sql", "-- revision: r1\n-- down_revision: none\n\n-- kiln:upgrade\n" + from,
            faults));
        files.push_back(parse_revision_file("r2.sql",
                                            "-- revision: r2\n-- down_revision: r1\n\n"
                                            "-- kiln:upgrade\n" +
                                                sql_.upgrade + "\n\n-- kiln:downgrade\n" +
                                                sql_.downgrade,
                                            faults));
        std::vector<GraphNode> nodes(2);
        nodes[0].revision = "r1";
        nodes[1].revision = "r2";
        nodes[1].down_revisions = {"r1"};
        for (Diagnostic& fault : kiln::tool::replay(files, build_graph(nodes), {})) {
            faults.push_back(std::move(fault));
        }
        for (const Diagnostic& fault : faults) {
            // The wish itself is a constraint over rows that are there, which waits for a word.
            if (fault.code == Code::constraint_on_existing) continue;
            if (fault.code == Code::unconfirmed) continue;
            ADD_FAILURE() << fault.message << "\n" << sql_.upgrade << "\n" << sql_.downgrade;
            for (const Note& note : fault.notes) ADD_FAILURE() << note.message;
        }
    }

    std::string run(const std::string& sql) const { return database_.run(sql); }

    TestConnection database_{":memory:"};
    MigrationSql sql_;
    Schema wanted_;
};
INSTANTIATE_TEST_SUITE_P(ForeignKeys, MigrationLosses, ::testing::Bool(),
                         [](const auto& on) { return std::string(on.param ? "on" : "off"); });

TEST_P(MigrationLosses, triggers_are_kept) {
    const std::string trigger =
        "; CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log VALUES (NEW.id); END;"
        "CREATE TABLE log(x)";
    upgrade("CREATE TABLE t(id INTEGER PRIMARY KEY)" + trigger,
            "CREATE TABLE t(id INTEGER PRIMARY KEY CHECK (id > 0))" + trigger,
            "INSERT INTO t VALUES (1), (2); DELETE FROM log");
    EXPECT_EQ(run("SELECT count(*) FROM log"), "0");
    run("INSERT INTO t VALUES (3)");
    EXPECT_EQ(run("SELECT x FROM log"), "3");
}

TEST_P(MigrationLosses, triggers_of_other_tables_that_name_the_table_are_kept) {
    const std::string others =
        "; CREATE TABLE o(x);"
        "CREATE TRIGGER g AFTER INSERT ON o BEGIN UPDATE t SET n = n + NEW.x; END";
    upgrade("CREATE TABLE t(n INT)" + others, "CREATE TABLE t(n INT CHECK (n >= 0))" + others,
            "INSERT INTO t VALUES (1)");
    run("INSERT INTO o VALUES (5)");
    EXPECT_EQ(run("SELECT n FROM t"), "6");
}

TEST_P(MigrationLosses, views_that_name_the_table_are_kept) {
    const std::string views =
        "; CREATE VIEW v AS SELECT n FROM t WHERE n > 1; CREATE VIEW w AS SELECT max(n) AS m FROM "
        "v;"
        "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.n); END";
    upgrade("CREATE TABLE t(n INT)" + views, "CREATE TABLE t(n INT CHECK (n >= 0))" + views,
            "INSERT INTO t VALUES (1), (2)");
    run("INSERT INTO v VALUES (7)");
    EXPECT_EQ(run("SELECT m FROM w"), "7");
}

TEST_P(MigrationLosses, the_counter_of_autoincrement_is_kept) {
    upgrade("CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, n)",
            "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, n UNIQUE)",
            "INSERT INTO t VALUES (1, 1), (90, 2); DELETE FROM t WHERE id = 90");
    run("INSERT INTO t(n) VALUES (3)");
    EXPECT_EQ(run("SELECT id FROM t ORDER BY id"), "1 91");
    EXPECT_EQ(run("SELECT * FROM sqlite_sequence WHERE name <> 'kiln_history'"), "t|91");
}

TEST_P(MigrationLosses, the_counter_of_an_empty_table_is_kept) {
    upgrade("CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, n)",
            "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, n UNIQUE)",
            "INSERT INTO t VALUES (90, 2); DELETE FROM t");
    run("INSERT INTO t(n) VALUES (3)");
    EXPECT_EQ(run("SELECT id FROM t"), "91");
}

TEST_P(MigrationLosses, collations_are_kept) {
    upgrade("CREATE TABLE t(n TEXT COLLATE NOCASE)",
            "CREATE TABLE t(n TEXT COLLATE NOCASE CHECK (n <> ''))", "INSERT INTO t VALUES ('A')");
    EXPECT_EQ(run("SELECT n FROM t WHERE n = 'a'"), "A");
}

TEST_P(MigrationLosses, strict_and_without_rowid_are_kept) {
    upgrade("CREATE TABLE t(n TEXT PRIMARY KEY, x INT) STRICT, WITHOUT ROWID",
            "CREATE TABLE t(n TEXT PRIMARY KEY, x INT CHECK (x > 0)) STRICT, WITHOUT ROWID",
            "INSERT INTO t VALUES ('a', 1)");
    EXPECT_EQ(run("SELECT wr, strict FROM pragma_table_list('t')"), "1|1");
    EXPECT_EQ(run("SELECT * FROM t"), "a|1");
}

TEST_P(MigrationLosses, checks_without_a_name_are_kept) {
    upgrade("CREATE TABLE t(n INT, m INT, CHECK (n < m))",
            "CREATE TABLE t(n INT UNIQUE, m INT, CHECK (n < m))", "INSERT INTO t VALUES (1, 2)");
    EXPECT_ANY_THROW(run("INSERT INTO t VALUES (3, 2)"));
}

TEST_P(MigrationLosses, descending_partial_and_expression_indexes_are_kept) {
    const std::string indexes =
        "; CREATE INDEX i1 ON t(n DESC); CREATE UNIQUE INDEX i2 ON t(lower(n)) WHERE n <> 'x'";
    upgrade("CREATE TABLE t(n TEXT)" + indexes, "CREATE TABLE t(n TEXT CHECK (n <> ''))" + indexes,
            "INSERT INTO t VALUES ('A'), ('x'), ('x')");
    EXPECT_ANY_THROW(run("INSERT INTO t VALUES ('a')"));
    EXPECT_EQ(run("SELECT \"desc\" FROM pragma_index_xinfo('i1') WHERE key"), "1");
}

TEST_P(MigrationLosses, conflict_clauses_are_kept_and_lose_no_row) {
    upgrade("CREATE TABLE t(n INT UNIQUE ON CONFLICT REPLACE, m)",
            "CREATE TABLE t(n INT UNIQUE ON CONFLICT REPLACE, m CHECK (m > 0))",
            "INSERT INTO t VALUES (1, 1), (NULL, 2), (NULL, 3)");
    EXPECT_EQ(run("SELECT count(*) FROM t"), "3");
    run("INSERT INTO t VALUES (1, 9)");
    EXPECT_EQ(run("SELECT m FROM t WHERE n = 1"), "9");
}

TEST_P(MigrationLosses, rows_that_a_new_conflict_clause_would_drop_stop_the_upgrade) {
    try {
        upgrade("CREATE TABLE t(n INT)", "CREATE TABLE t(n INT UNIQUE ON CONFLICT IGNORE)",
                "INSERT INTO t VALUES (1), (1)");
        FAIL();
    } catch (const std::exception& error) {
        EXPECT_THAT(error.what(), HasSubstr("UNIQUE constraint failed"));
    }
    EXPECT_EQ(run("SELECT count(*) FROM t"), "2");
    EXPECT_EQ(run("SELECT count(*) FROM sqlite_master WHERE name LIKE 'new_%'"), "0");
}

TEST_P(MigrationLosses, children_are_not_deleted_by_cascade) {
    const std::string child =
        "; CREATE TABLE c(t REFERENCES t(id) ON DELETE CASCADE);"
        "CREATE TABLE d(t INT, FOREIGN KEY (t) REFERENCES T ON DELETE SET NULL)";
    upgrade("CREATE TABLE t(id INTEGER PRIMARY KEY)" + child,
            "CREATE TABLE t(id INTEGER PRIMARY KEY CHECK (id > 0))" + child,
            "INSERT INTO t VALUES (1), (2); INSERT INTO c VALUES (1), (2); INSERT INTO d VALUES "
            "(1)");
    EXPECT_EQ(run("SELECT count(*), (SELECT count(t) FROM d) FROM c"), "2|1");
    EXPECT_EQ(run("SELECT \"table\" FROM pragma_foreign_key_list('c')"), "t");
    EXPECT_EQ(run("PRAGMA foreign_key_check"), "");
}

TEST_P(MigrationLosses, a_table_that_refers_to_itself_still_does) {
    upgrade("CREATE TABLE t(id INTEGER PRIMARY KEY, up REFERENCES t(id) ON DELETE CASCADE)",
            "CREATE TABLE t(id INTEGER PRIMARY KEY, up REFERENCES t(id) ON DELETE CASCADE, "
            "CHECK (t.id > 0))",
            "INSERT INTO t VALUES (1, NULL), (2, 1)");
    EXPECT_EQ(run("SELECT \"table\" FROM pragma_foreign_key_list('t')"), "t");
    EXPECT_EQ(run("SELECT count(*) FROM t"), "2");
}

TEST_P(MigrationLosses, generated_columns_are_kept) {
    const std::string index = "; CREATE INDEX i ON t(twice)";
    upgrade("CREATE TABLE t(n INT, twice INT AS (n * 2) STORED, v AS (twice + 1))" + index,
            "CREATE TABLE t(n INT CHECK (n > 0), twice INT AS (n * 2) STORED, v AS (twice + 1))" +
                index,
            "INSERT INTO t VALUES (4)");
    EXPECT_EQ(run("SELECT n, twice, v FROM t"), "4|8|9");
}

TEST_P(MigrationLosses, the_downgrade_of_a_rebuild_is_the_way_back) {
    const std::string from =
        "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, n INT); CREATE INDEX i ON t(n DESC)";
    upgrade(from,
            "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, m, n INT UNIQUE);"
            "CREATE INDEX i ON t(n)",
            "INSERT INTO t VALUES (1, 5), (70, 6)");
    const TestTable table("a", {{"a", {.upgrade = sql_.upgrade, .downgrade = sql_.downgrade}}});
    Migrator(database_.get(), table).downgrade("base");
    expect_schema(schema_of(from));
    EXPECT_EQ(run("SELECT * FROM t"), "1|5 70|6");
}

}  // namespace
}  // namespace kiln::tool
