#include "tool/schema/migration_sql.hpp"

#include "tests/support/schema_of.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/scratch_database.hpp"

#include <kiln/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using support::schema_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

MigrationSql migration(const std::string& from, const std::string& to,
                       const std::vector<Rename>& renames = {}) {
    return write_migration(schema_of(from), schema_of(to), renames);
}

std::vector<std::string> marked(const MigrationSql& sql) {
    std::vector<std::string> texts;
    for (const MarkedPlace& place : sql.places) {
        texts.push_back((place.direction == Direction::upgrade ? "up: " : "down: ") + place.what);
    }
    return texts;
}

TEST(MigrationSql, of_the_same_schema_is_empty) {
    const MigrationSql sql = migration("CREATE TABLE a(x INTEGER PRIMARY KEY, y UNIQUE)",
                                       "CREATE TABLE a(x INTEGER, y, UNIQUE (y), PRIMARY KEY (x))");
    EXPECT_EQ(sql.upgrade, "");
    EXPECT_EQ(sql.downgrade, "");
}

TEST(MigrationSql, a_mark_is_one_line_whatever_a_name_holds) {
    const MigrationSql sql = migration("CREATE TABLE \"a\n-- kiln:downgrade\n\"(x)", "");
    EXPECT_EQ(sql.upgrade.find("-- kiln:confirm table 'a -- kiln:downgrade ' and its rows"), 0U)
        << sql.upgrade;
}

TEST(MigrationSql, takes_no_table_for_another_where_two_look_like_it) {
    EXPECT_EQ(migration("CREATE TABLE a(x)", "CREATE TABLE b(x)").likely_renames,
              std::vector<Rename>({{"a", "", "b"}}));
    EXPECT_THAT(
        migration("CREATE TABLE a(x)", "CREATE TABLE b(x); CREATE TABLE c(x)").likely_renames,
        IsEmpty());
}

TEST(MigrationSql, quotes_names_that_are_words_of_sql) {
    const MigrationSql sql = migration("", "CREATE TABLE \"order\"(\"group\", plain)");
    EXPECT_EQ(sql.upgrade, "CREATE TABLE \"order\" (\n    \"group\",\n    plain\n);");
    EXPECT_EQ(sql.downgrade, "DROP TABLE \"order\";");
}

TEST(MigrationSql, marks_a_table_that_becomes_strict) {
    const std::string table = "CREATE TABLE t(x INTEGER)";
    EXPECT_THAT(marked(migration(table, table + " STRICT")),
                ElementsAre("up: 't' becomes STRICT: see that each value has its column's type"));
    EXPECT_THAT(marked(migration(table + " STRICT", table)), IsEmpty());
}

TEST(MigrationSql, creates_parents_first_and_drops_children_first) {
    const MigrationSql sql = migration("",
                                       "CREATE TABLE appointment(id INTEGER PRIMARY KEY, patient "
                                       "INTEGER NOT NULL REFERENCES patient(id));"
                                       "CREATE TABLE patient(id INTEGER PRIMARY KEY, name TEXT);"
                                       "CREATE INDEX ix_patient_name ON patient(name)");
    EXPECT_EQ(sql.upgrade, R"(CREATE TABLE patient (
    id INTEGER PRIMARY KEY,
    name TEXT
);

CREATE TABLE appointment (
    id INTEGER PRIMARY KEY,
    patient INTEGER NOT NULL REFERENCES patient(id)
);

CREATE INDEX ix_patient_name ON patient(name);)");
    EXPECT_EQ(sql.downgrade, "DROP TABLE appointment;\nDROP TABLE patient;");
    EXPECT_THAT(sql.places, IsEmpty());
}

TEST(MigrationSql, alters_a_table_where_sqlite_can) {
    const MigrationSql sql = migration(
        "CREATE TABLE t(a TEXT, old INT)",
        "CREATE TABLE t(a TEXT, phone TEXT NOT NULL DEFAULT '', p INTEGER,"
        "FOREIGN KEY (p) REFERENCES parent(id) ON DELETE CASCADE); CREATE INDEX i ON t(phone)");
    EXPECT_EQ(sql.upgrade, R"(ALTER TABLE t ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE t ADD COLUMN p INTEGER REFERENCES parent(id) ON DELETE CASCADE;

-- kiln:confirm column 'old' of 't' and its values are lost
ALTER TABLE t DROP COLUMN old;

CREATE INDEX i ON t(phone);)");
}

TEST(MigrationSql, rebuilds_a_table_where_sqlite_cannot_alter_it) {
    const MigrationSql sql = migration(
        "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);"
        "CREATE INDEX i ON t(a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT UNIQUE, b TEXT NOT NULL);"
        "CREATE INDEX i ON t(a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END");
    EXPECT_EQ(sql.upgrade, R"(-- ALTER TABLE cannot do this: the table is made anew, with its rows.
CREATE TABLE new_t (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    a TEXT UNIQUE,
    b TEXT NOT NULL
);

-- kiln:confirm UNIQUE of column 'a' of 't' is new: see that no two rows are alike in it
-- column 'b' of 't' is new and NOT NULL: put its value for the rows that there are in the place of KILN_FILL_IN
INSERT INTO new_t (id, a, b)
SELECT id, a, KILN_FILL_IN AS b FROM t;

DELETE FROM sqlite_sequence WHERE name = 'new_t';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_t', seq FROM sqlite_sequence WHERE name = 't';
PRAGMA legacy_alter_table = ON;
ALTER TABLE t RENAME TO old_t;
ALTER TABLE new_t RENAME TO t;
PRAGMA legacy_alter_table = OFF;
DROP TABLE old_t;
CREATE INDEX i ON t(a);
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;)");
}

TEST(MigrationSql, marks_what_is_lost_or_needed) {
    EXPECT_THAT(marked(migration("CREATE TABLE t(a TEXT)", "")),
                ElementsAre("up: table 't' and its rows are lost"));
    EXPECT_THAT(marked(migration("CREATE TABLE t(a TEXT, b)", "CREATE TABLE t(a TEXT)")),
                ElementsAre("up: column 'b' of 't' and its values are lost"));
    EXPECT_THAT(marked(migration("CREATE TABLE t(a TEXT)", "CREATE TABLE t(a VARCHAR(5))")),
                ElementsAre("up: column 'a' of 't' becomes VARCHAR(5), was TEXT: see that each "
                            "value fits"));
    EXPECT_THAT(marked(migration("CREATE TABLE t(a TEXT)", "CREATE TABLE t(a TEXT NOT NULL)")),
                ElementsAre("up: column 'a' of 't' becomes NOT NULL: give the rows that hold NULL "
                            "a value"));
    EXPECT_THAT(marked(migration("CREATE TABLE t(a, b INT NOT NULL)", "CREATE TABLE t(a)")),
                ElementsAre("up: column 'b' of 't' and its values are lost",
                            "down: column 'b' of 't' is new and NOT NULL: put its value for the "
                            "rows that there are in the place of KILN_FILL_IN"));
    EXPECT_THAT(marked(migration("CREATE TABLE t(a, b AS (a + 1))", "CREATE TABLE t(a)")),
                IsEmpty());
    EXPECT_THAT(marked(migration("CREATE TABLE t(a VARCHAR(5))", "CREATE TABLE t(a TEXT)")),
                IsEmpty());
}

TEST(MigrationSql, marks_what_rows_may_newly_break) {
    const std::string p = "CREATE TABLE p(id INTEGER PRIMARY KEY);";
    const std::string t = p + "CREATE TABLE t(a TEXT, b INT";
    const auto marks = [&](const std::string& is) { return marked(migration(t + ")", t + is)); };
    const std::string same = " is new: see that no two rows are alike in it";
    EXPECT_THAT(marks(", UNIQUE (a))"), ElementsAre("up: UNIQUE (a) of 't'" + same));
    EXPECT_THAT(marks(", PRIMARY KEY (a, b))"),
                ElementsAre("up: PRIMARY KEY (a, b) of 't'" + same));
    EXPECT_THAT(marks("); CREATE UNIQUE INDEX i ON t(a)"),
                ElementsAre("up: unique index 'i' of 't'" + same));
    EXPECT_THAT(marks("); CREATE UNIQUE INDEX i ON t(lower(a)) WHERE b > 0"),
                ElementsAre("up: unique index 'i' of 't'" + same));
    EXPECT_THAT(marks(", CHECK (b > 0)); CREATE UNIQUE INDEX i ON t(a)"),
                ElementsAre("up: CHECK (b > 0) of 't' is new: see that each row meets it",
                            "up: unique index 'i' of 't'" + same));
    EXPECT_THAT(marks(", FOREIGN KEY (b) REFERENCES p(id))"),
                ElementsAre("up: FOREIGN KEY (b) REFERENCES p(id) of 't' is new: see that each row "
                            "refers to one"));
    EXPECT_THAT(marks(", c INT NOT NULL DEFAULT 0, UNIQUE (a, c))"),
                ElementsAre("up: UNIQUE (a, c) of 't'" + same));
    EXPECT_THAT(marked(migration(p + "CREATE TABLE t(a COLLATE NOCASE, UNIQUE (a))",
                                 p + "CREATE TABLE t(a, UNIQUE (a))")),
                IsEmpty());
    EXPECT_THAT(marked(migration(p + "CREATE TABLE t(a, UNIQUE (a))",
                                 p + "CREATE TABLE t(a COLLATE NOCASE, UNIQUE (a))")),
                ElementsAre("up: UNIQUE (a) of 't'" + same));
}

TEST(MigrationSql, marks_nothing_that_rows_cannot_break) {
    const std::string p = "CREATE TABLE p(id INTEGER PRIMARY KEY);";
    const std::string t = p + "CREATE TABLE t(a TEXT UNIQUE, b INT REFERENCES p, CHECK (b > 5)";
    const auto marks = [&](const std::string& is) { return marked(migration(t + ")", t + is)); };
    EXPECT_THAT(marks(", UNIQUE (a, b))"), IsEmpty());
    EXPECT_THAT(marks(", CHECK (b > 0))"), IsEmpty());
    EXPECT_THAT(marked(migration("CREATE TABLE t(b)", "CREATE TABLE t(b, c, UNIQUE (b, c))")),
                IsEmpty());
    EXPECT_THAT(marked(migration("CREATE TABLE t(b)",
                                 "CREATE TABLE t(b, c, FOREIGN KEY (b, c) "
                                 "REFERENCES p(id, id))")),
                IsEmpty());
    EXPECT_THAT(marks("); CREATE UNIQUE INDEX i ON t(a, b); CREATE INDEX j ON t(b)"), IsEmpty());
    EXPECT_THAT(marked(migration(p, t + "); CREATE UNIQUE INDEX i ON t(b)")), IsEmpty());
    const std::string i = "CREATE UNIQUE INDEX i ON t(b);";
    EXPECT_THAT(marked(migration("CREATE TABLE t(a, b);" + i,
                                 "CREATE TABLE t(b, a, c DEFAULT (1 + 1));" + i)),
                IsEmpty());
}

TEST(MigrationSql, says_where_a_needed_value_has_to_differ) {
    const auto marks = [](const std::string& column, const std::string& more = "") {
        return marked(migration("CREATE TABLE t(a)", "CREATE TABLE t(a, " + column + ")" + more));
    };
    const std::string differs =
        " and unique: put an expression that differs in each row that there is in the place of "
        "KILN_FILL_IN, since one constant for all will not do";
    EXPECT_THAT(marks("b TEXT NOT NULL UNIQUE"),
                ElementsAre("up: column 'b' of 't' is new, NOT NULL" + differs));
    EXPECT_THAT(marks("b TEXT NOT NULL", "; CREATE UNIQUE INDEX i ON t(b)"),
                ElementsAre("up: column 'b' of 't' is new, NOT NULL" + differs));
    EXPECT_THAT(marks("b TEXT DEFAULT 'x' UNIQUE"),
                ElementsAre("up: column 'b' of 't' is new" + differs));
    EXPECT_THAT(marks("b TEXT DEFAULT (hex(randomblob(8))) UNIQUE"), IsEmpty());
    EXPECT_THAT(marks("b TEXT UNIQUE"), IsEmpty());
    EXPECT_THAT(marks("id INTEGER PRIMARY KEY"), IsEmpty());
}

TEST(MigrationSql, keeps_comments_of_a_table) {
    const MigrationSql sql =
        migration("", "CREATE TABLE t (\n    a INT -- how many\n    , b TEXT /* why */\n)");
    EXPECT_EQ(sql.upgrade, "CREATE TABLE t (\n    a INT -- how many\n    , b TEXT /* why */\n);");
}

TEST(MigrationSql, a_table_that_becomes_a_view_is_dropped_and_made) {
    const MigrationSql sql =
        migration("CREATE TABLE a(x); CREATE INDEX i ON a(x); CREATE TABLE b(x)",
                  "CREATE VIEW a AS SELECT x FROM b; CREATE TABLE b(x); CREATE INDEX i ON b(x)");
    EXPECT_EQ(sql.upgrade,
              "DROP INDEX i;\n\n-- kiln:confirm table 'a' and its rows are lost\nDROP TABLE a;\n\n"
              "CREATE INDEX i ON b(x);\nCREATE VIEW a AS SELECT x FROM b;");
    EXPECT_EQ(sql.downgrade,
              "DROP VIEW a;\nDROP INDEX i;\n\nCREATE TABLE a (\n    x\n);\n\n"
              "CREATE INDEX i ON a(x);");
}

TEST(MigrationSql, drops_views_before_those_that_they_read) {
    EXPECT_EQ(migration("CREATE TABLE t(x); CREATE VIEW z AS SELECT x FROM t;"
                        "CREATE VIEW y AS SELECT x FROM z; CREATE VIEW a AS SELECT x FROM y",
                        "CREATE TABLE t(x)")
                  .upgrade,
              "DROP VIEW a;\nDROP VIEW y;\nDROP VIEW z;");
}

TEST(MigrationSql, leaves_the_tables_of_a_virtual_table_to_it) {
    ScratchDatabase probe;
    if (probe.execute("CREATE VIRTUAL TABLE f USING fts5(x)")) GTEST_SKIP() << "no fts5";
    const MigrationSql sql = migration("", "CREATE VIRTUAL TABLE f USING fts5(x)");
    EXPECT_EQ(sql.upgrade, "CREATE VIRTUAL TABLE f USING fts5(x);");
    EXPECT_EQ(sql.downgrade, "DROP TABLE f;");
}

TEST(MigrationSql, wraps_long_lists_of_columns) {
    std::string columns;
    for (int i = 100; i < 130; ++i) columns += "column_" + std::to_string(i) + " INT, ";
    const MigrationSql sql = migration("CREATE TABLE t(" + columns + "z INT)",
                                       "CREATE TABLE t(" + columns + "z INT UNIQUE)");
    for (std::size_t at = 0; at < sql.upgrade.size();) {
        const std::size_t end = std::min(sql.upgrade.find('\n', at), sql.upgrade.size());
        EXPECT_LE(end - at, 100U) << sql.upgrade.substr(at, end - at);
        at = end + 1;
    }
    EXPECT_THAT(sql.upgrade, HasSubstr("z\n)\nSELECT\n    rowid, column_100,"));
}

TEST(MigrationSql, marks_a_type_that_holds_less) {
    for (const auto& [was, is] : {std::pair{"BIGINT", "SMALLINT"},
                                  {"INTEGER", "INT"},
                                  {"VARCHAR(50)", "VARCHAR(20)"},
                                  {"TEXT", "INTEGER"}}) {
        const auto table = [](const char* type) {
            return "CREATE TABLE t(id INTEGER PRIMARY KEY, x " + std::string(type) + ")";
        };
        const MigrationSql sql = migration(table(was).c_str(), table(is).c_str());
        EXPECT_THAT(sql.upgrade, HasSubstr("-- kiln:confirm ")) << was << " to " << is;
        EXPECT_THAT(sql.downgrade, Not(HasSubstr("-- kiln:confirm "))) << is << " to " << was;
    }
}

TEST(MigrationSql, points_out_a_likely_rename_and_does_not_do_it) {
    const MigrationSql sql =
        migration("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, z)",
                  "CREATE TABLE t(id INTEGER PRIMARY KEY, nom TEXT UNIQUE, z)");
    EXPECT_THAT(sql.likely_renames, ElementsAre(Rename{"t", "name", "nom"}));
    EXPECT_THAT(sql.upgrade, HasSubstr("-- kiln:confirm column 'name' of 't'"));
    EXPECT_THAT(migration("CREATE TABLE a(x INT, y)", "CREATE TABLE b(x INT, y)").likely_renames,
                ElementsAre(Rename{"a", "", "b"}));
    EXPECT_THAT(migration("CREATE TABLE t(a INT, b)", "CREATE TABLE t(c TEXT, b)").likely_renames,
                IsEmpty());
}

TEST(MigrationSql, renames_what_the_author_says) {
    const MigrationSql sql = migration(
        "CREATE TABLE a(x INT, y TEXT); CREATE INDEX i ON a(y); CREATE VIEW v AS SELECT y "
        "FROM a",
        "CREATE TABLE b(x INT, z TEXT); CREATE INDEX i ON b(z); CREATE VIEW v AS SELECT z "
        "FROM b",
        {{"a", "y", "z"}, {"a", "", "b"}});
    EXPECT_EQ(sql.upgrade, "ALTER TABLE a RENAME TO b;\nALTER TABLE b RENAME COLUMN y TO z;");
    EXPECT_EQ(sql.downgrade, "ALTER TABLE b RENAME TO a;\nALTER TABLE a RENAME COLUMN z TO y;");
    EXPECT_THAT(sql.likely_renames, IsEmpty());
}

TEST(MigrationSql, a_name_in_another_case_is_another_name) {
    const MigrationSql sql = migration(
        "CREATE TABLE patient(name); CREATE VIEW old_patient AS "
        "SELECT name FROM patient",
        "CREATE TABLE Patient(Name); CREATE VIEW old_patient AS "
        "SELECT Name FROM Patient",
        {{"patient", "", "Patient"}, {"patient", "name", "Name"}});
    EXPECT_EQ(sql.upgrade,
              "ALTER TABLE patient RENAME TO old_old_patient;\n"
              "ALTER TABLE old_old_patient RENAME TO Patient;\n"
              "ALTER TABLE Patient RENAME COLUMN name TO Name;");
    EXPECT_EQ(sql.downgrade,
              "ALTER TABLE Patient RENAME TO old_old_Patient;\n"
              "ALTER TABLE old_old_Patient RENAME TO patient;\n"
              "ALTER TABLE patient RENAME COLUMN Name TO name;");
}

TEST(MigrationSql, names_that_change_places_go_through_a_third) {
    const std::string tables = "CREATE TABLE t(a INT, b TEXT, c, old_a); CREATE TABLE u(x)";
    const MigrationSql columns =
        migration(tables, "CREATE TABLE t(b INT, a TEXT, c, old_a); CREATE TABLE u(x)",
                  {{"t", "a", "b"}, {"t", "b", "a"}});
    EXPECT_EQ(columns.upgrade,
              "ALTER TABLE t RENAME COLUMN a TO old_old_a;\nALTER TABLE t RENAME COLUMN b TO a;\n"
              "ALTER TABLE t RENAME COLUMN old_old_a TO b;");
    EXPECT_EQ(columns.downgrade,
              "ALTER TABLE t RENAME COLUMN a TO old_old_a;\nALTER TABLE t RENAME COLUMN b TO a;\n"
              "ALTER TABLE t RENAME COLUMN old_old_a TO b;");
    const MigrationSql both =
        migration(tables, "CREATE TABLE u(a INT, b TEXT, y, old_a); CREATE TABLE t(z)",
                  {{"t", "", "u"}, {"u", "", "t"}, {"t", "c", "y"}, {"u", "x", "z"}});
    EXPECT_EQ(both.upgrade,
              "ALTER TABLE t RENAME TO old_t;\nALTER TABLE u RENAME TO t;\n"
              "ALTER TABLE old_t RENAME TO u;\nALTER TABLE u RENAME COLUMN c TO y;\n"
              "ALTER TABLE t RENAME COLUMN x TO z;");
    EXPECT_EQ(both.downgrade,
              "ALTER TABLE t RENAME TO old_t;\nALTER TABLE u RENAME TO t;\n"
              "ALTER TABLE old_t RENAME TO u;\nALTER TABLE u RENAME COLUMN z TO x;\n"
              "ALTER TABLE t RENAME COLUMN y TO c;");
}

TEST(MigrationSql, a_name_that_is_given_on_is_free_before_it_is_taken) {
    EXPECT_EQ(migration("CREATE TABLE t(a, b, c)", "CREATE TABLE t(b, c, d)",
                        {{"t", "a", "b"}, {"t", "b", "c"}, {"t", "c", "d"}})
                  .upgrade,
              "ALTER TABLE t RENAME COLUMN c TO d;\nALTER TABLE t RENAME COLUMN b TO c;\n"
              "ALTER TABLE t RENAME COLUMN a TO b;");
}

TEST(MigrationSql, what_is_new_under_an_old_name_goes_aside_on_the_way_back) {
    const MigrationSql columns =
        migration("CREATE TABLE t(a, c)", "CREATE TABLE t(b, c, A)", {{"t", "a", "b"}});
    EXPECT_EQ(columns.upgrade, "ALTER TABLE t RENAME COLUMN a TO b;\nALTER TABLE t ADD COLUMN A;");
    EXPECT_EQ(columns.downgrade,
              "ALTER TABLE t RENAME COLUMN A TO old_A;\nALTER TABLE t RENAME COLUMN b TO a;\n"
              "ALTER TABLE t DROP COLUMN old_A;");
    const MigrationSql tables =
        migration("CREATE TABLE t(x)", "CREATE TABLE u(x); CREATE TABLE t(y, z)", {{"t", "", "u"}});
    EXPECT_EQ(tables.downgrade,
              "ALTER TABLE t RENAME TO old_t;\nALTER TABLE u RENAME TO t;\nDROP TABLE old_t;");
}

TEST(MigrationSql, a_rename_that_cannot_be_is_an_error) {
    const auto message = [](const std::vector<Rename>& renames) -> std::string {
        try {
            migration("CREATE TABLE t(a, b, x)", "CREATE TABLE t(a, b, x)", renames);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message({{"t", "", "t"}}), HasSubstr("cannot rename 't' to 't': it has that name"));
    EXPECT_THAT(message({{"t", "a", "a"}}),
                HasSubstr("cannot rename 't.a' to 'a': it has that name"));
    EXPECT_THAT(message({{"t", "x", "a"}, {"t", "a", "b"}, {"t", "b", "a"}}),
                HasSubstr("duplicate column name: a"));
    EXPECT_THAT(message({{"t", "a", "y"}, {"t", "a", "z"}}), HasSubstr("no such column: \"a\""));
}

TEST(MigrationSql, a_rename_of_what_is_not_there_is_an_error) {
    try {
        migration("CREATE TABLE a(x)", "CREATE TABLE a(y)", {{"a", "w", "y"}});
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("cannot rename 'a.w' to 'y': no such column: \"w\""));
    }
}

}  // namespace
}  // namespace kiln::tool
