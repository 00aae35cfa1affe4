// TEMP objects: of the program's connection, and those that revisions make.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::support {
namespace {

using testing::HasSubstr;

class Temporary : public testing::Test {
protected:
    std::string run(const std::string& sql) { return connection.run(sql); }
    Caught upgrade(const TestTable& table) {
        return caught([&] { Migrator(connection.get(), table).upgrade(); });
    }
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    TestConnection connection{file};
};

TEST_F(Temporary, a_table_that_hides_the_databases_is_refused_before_anything_runs) {
    run("CREATE TABLE t (x); CREATE TEMP TABLE T (x)");
    const Caught refused =
        upgrade(TestTable("a", {{"a", {.upgrade = "CREATE TABLE first (x); SELECT 1;"}}}));
    EXPECT_EQ(refused.code, "K423");
    EXPECT_EQ(refused.message, "the connection to the database '" + file +
                                   "' has a TEMP table 'T', which hides what the database has of "
                                   "that name; nothing was changed");
    EXPECT_EQ(run("SELECT name FROM main.sqlite_master"), "t");
    run("DROP TABLE temp.t");
    EXPECT_EQ(upgrade(TestTable("a")).code, "nothing");
}

TEST_F(Temporary, one_that_a_pending_revision_names_is_refused_whatever_it_is) {
    const TestTable table(
        "a; b < a", {{"b",
                      {.upgrade = "CREATE TABLE t (x); /* v */ SELECT 'w'; ALTER TABLE \"T\" ADD "
                                  "COLUMN y; CREATE INDEX i ON t (x);",
                       .downgrade = "DROP TABLE t;"}}});
    for (const char* const sql : {"CREATE TEMP TABLE t (x)", "CREATE TEMP VIEW t AS SELECT 1 AS x",
                                  "CREATE TEMP TABLE o (x); CREATE INDEX temp.i ON o (x)"}) {
        run(sql);
        const Caught refused = upgrade(table);
        EXPECT_EQ(refused.code, "K423") << sql;
        EXPECT_THAT(refused.message, HasSubstr("and revision 'b' says that name")) << sql;
        run(std::string("DROP ") + (sql[12] == 'V' ? "VIEW" : "TABLE") +
            (sql[18] == 'o' ? " o" : " t"));
    }
    // Comments and texts are no names, and what nobody names is nobody's business.
    run("CREATE TEMP TABLE v (x); CREATE TEMP TABLE w (x); CREATE TEMP TABLE u (x)");
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(run("SELECT name FROM sqlite_temp_master ORDER BY 1"), "u v w");
    // A downgrade as well; where nothing is pending it does not matter.
    run("CREATE TEMP TABLE t (x)");
    EXPECT_EQ(caught([&] { Migrator(connection.get(), table).downgrade("base"); }).code, "K423");
    EXPECT_EQ(upgrade(table).code, "nothing");
}

TEST_F(Temporary, what_a_revision_leaves_is_gone_behind_it) {
    for (const bool alone : {false, true}) {
        const std::string sql =
            "CREATE TEMP TABLE n (x INTEGER PRIMARY KEY AUTOINCREMENT); CREATE INDEX temp.i ON n "
            "(x); CREATE TEMP VIEW v AS SELECT 1; CREATE temporary TRIGGER r AFTER INSERT ON "
            "main.t BEGIN SELECT 1; END; CREATE TABLE temp.\"o o\" (x); INSERT INTO kept VALUES "
            "(1);";
        run("DROP TABLE IF EXISTS t; CREATE TABLE t (x); CREATE TEMP TABLE IF NOT EXISTS kept (x)");
        const TestTable table("a; b < a", {{"a",
                                            {.upgrade = sql.substr(0, sql.rfind("INSERT")),
                                             .downgrade = "SELECT 1;",
                                             .no_transaction = alone}},
                                           {"b", {.upgrade = "INSERT INTO n VALUES (1);"}}});
        const Caught failed = upgrade(table);
        EXPECT_EQ(failed.code, "K411");
        EXPECT_THAT(failed.message, HasSubstr("no such table: n"));
        EXPECT_EQ(run("SELECT name FROM sqlite_temp_master WHERE name NOT LIKE 'sqlite_%'"),
                  "kept");
        Migrator(connection.get(), table).stamp({"base"}, {.purge = true});
    }
}

}  // namespace
}  // namespace kiln::support
