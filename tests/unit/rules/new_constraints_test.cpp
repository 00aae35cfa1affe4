#include "tool/rules/new_constraints.hpp"

#include "tests/unit/rules/judged.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Found = std::vector<std::string>;

/// `line: what`
Found constraints(const std::string& older, const std::string& upgrade,
                  const std::string& downgrade = "") {
    Found lines = judged(find_new_constraints, older, upgrade, downgrade);
    for (std::string& line : lines) {
        const std::size_t start = line.find("rows that are in 't' may break ");
        EXPECT_NE(start, std::string::npos) << line;
        line.erase(start, 31);
        line.erase(line.rfind(", which is new"));
    }
    return lines;
}

Found made_anew(const std::string& was, const std::string& is,
                const std::string& copy = "SELECT * FROM t") {
    Found lines = constraints("CREATE TABLE p(id INTEGER PRIMARY KEY);\nCREATE TABLE t" + was + ";",
                              "CREATE TABLE n" + is + ";\nINSERT INTO n " + copy +
                                  ";\nDROP TABLE t;\nALTER TABLE n RENAME TO t;");
    for (std::string& line : lines) {
        EXPECT_TRUE(line.starts_with("2: ")) << line;
        line.erase(0, 3);
    }
    return lines;
}

TEST(NewConstraints, are_unique_indexes_over_older_columns) {
    const std::string older = "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);";
    EXPECT_THAT(constraints(older, "SELECT 1;\nCREATE UNIQUE INDEX \"I\" ON T(A);"),
                ElementsAre("2: unique index 'I'"));
    EXPECT_THAT(constraints(older, "CREATE UNIQUE INDEX i ON t(lower(a));"),
                ElementsAre("1: unique index 'i'"));
    EXPECT_THAT(constraints(older, "CREATE UNIQUE INDEX i ON t(a) WHERE b;"),
                ElementsAre("1: unique index 'i'"));
    EXPECT_THAT(constraints(older, "CREATE INDEX i ON t(a); CREATE UNIQUE INDEX j ON t(a, id);"),
                IsEmpty());
    EXPECT_THAT(constraints(older,
                            "ALTER TABLE t ADD c; CREATE UNIQUE INDEX i ON t(c); CREATE UNIQUE "
                            "INDEX j ON t(a, c);"),
                IsEmpty());
    EXPECT_THAT(constraints(older, "CREATE TABLE s(x); CREATE UNIQUE INDEX i ON s(x);"), IsEmpty());
    EXPECT_THAT(constraints(older + "CREATE UNIQUE INDEX o ON t(a);",
                            "DROP INDEX o; CREATE UNIQUE INDEX i ON t(b, a);"),
                IsEmpty());
    EXPECT_THAT(constraints(older + "CREATE UNIQUE INDEX o ON t(a) WHERE b;",
                            "DROP INDEX o;\nCREATE UNIQUE INDEX i ON t(a);"),
                ElementsAre("2: unique index 'i'"));
    EXPECT_THAT(constraints(older + "CREATE UNIQUE INDEX o ON t(a);",
                            "CREATE UNIQUE INDEX i ON t(a COLLATE NOCASE);"),
                ElementsAre("1: unique index 'i'"));
    EXPECT_THAT(constraints("CREATE TABLE t(a COLLATE NOCASE UNIQUE);",
                            "CREATE UNIQUE INDEX i ON t(a COLLATE BINARY);"),
                IsEmpty());
}

TEST(NewConstraints, are_those_of_a_rebuild) {
    EXPECT_THAT(made_anew("(a, b)", "(a UNIQUE, b)"), ElementsAre("UNIQUE of column 'a'"));
    EXPECT_THAT(made_anew("(a, b)", "(a, b, PRIMARY KEY (a, b))"),
                ElementsAre("PRIMARY KEY (a, b)"));
    EXPECT_THAT(made_anew("(a, p)", "(a, p REFERENCES p)"),
                ElementsAre("REFERENCES p of column 'p'"));
    EXPECT_THAT(made_anew("(a INT)", "(a INT CHECK (a > 0))"), ElementsAre("CHECK (a > 0)"));
    EXPECT_THAT(made_anew("(a INT)", "(a INT) STRICT"), ElementsAre("STRICT"));
    EXPECT_THAT(made_anew("(a, b)", "(a, x UNIQUE)", "SELECT a, b FROM t"),
                ElementsAre("UNIQUE of column 'x'"));
}

TEST(NewConstraints, are_not_those_that_each_old_row_fulfils) {
    EXPECT_THAT(made_anew("(a CHECK (a IN ('x', 'y')), b)", "(a CHECK (a IN ('x', 'y', 'z')), b)"),
                IsEmpty());
    EXPECT_THAT(made_anew("(a CHECK (a IN ('x', 'y')), b)", "(a CHECK (a IN ('x', 'z')), b)"),
                ElementsAre("CHECK (a IN ('x', 'z'))"));
    EXPECT_THAT(made_anew("(a INT CHECK (a > 5), b)", "(a INT CHECK (a > 0), b)"), IsEmpty());
    EXPECT_THAT(made_anew("(a INT CHECK (a > 0), b)", "(a INT CHECK (a > 5), b)"),
                ElementsAre("CHECK (a > 5)"));
    EXPECT_THAT(made_anew("(a TEXT CHECK (length(a) <= 5))", "(a TEXT CHECK (length(a) <= 20))"),
                IsEmpty());
    EXPECT_THAT(made_anew("(a NOT NULL, b)", "(a NOT NULL CHECK (a IS NOT NULL), b)"), IsEmpty());
    EXPECT_THAT(made_anew("(a, b)", "(a NOT NULL, b)"), IsEmpty());
    EXPECT_THAT(made_anew("(a UNIQUE, b)", "(a, b, UNIQUE (b, a))"), IsEmpty());
    EXPECT_THAT(made_anew("(a, p REFERENCES p)", "(a, p REFERENCES p ON DELETE CASCADE)"),
                IsEmpty());
    EXPECT_THAT(made_anew("(id INTEGER PRIMARY KEY, a CHECK (typeof(a) = 'text'))",
                          "(id INTEGER PRIMARY KEY, a TEXT CHECK (typeof(a) = 'text')) STRICT"),
                IsEmpty());
    EXPECT_THAT(made_anew("(a)", "(a ANY) STRICT"), IsEmpty());
    EXPECT_THAT(made_anew("(a)", "(a, b UNIQUE CHECK (b > 0) REFERENCES p)", "(a) SELECT a FROM t"),
                IsEmpty());
    EXPECT_THAT(made_anew("(a)", "(a, b CHECK (b > a))", "(a) SELECT a FROM t"), IsEmpty());
}

TEST(NewConstraints, of_added_columns_are_those_about_older_ones) {
    const std::string older = "CREATE TABLE t(a INT);";
    EXPECT_THAT(constraints(older, "ALTER TABLE t ADD COLUMN b CHECK (a > 0);"),
                ElementsAre("1: CHECK (a > 0)"));
    EXPECT_THAT(constraints(older, "ALTER TABLE t ADD COLUMN b CHECK (b > 0);"), IsEmpty());
}

TEST(NewConstraints, are_left_to_the_rows_where_the_section_sees_to_them) {
    const std::string older = "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);";
    const std::string index = "CREATE UNIQUE INDEX i ON t(a);";
    EXPECT_THAT(constraints(older,
                            "DELETE FROM t WHERE id NOT IN (SELECT min(id) FROM t GROUP BY "
                            "a);" +
                                index),
                IsEmpty());
    EXPECT_THAT(constraints(older, "UPDATE t SET a = a || id WHERE id > 1;" + index), IsEmpty());
    EXPECT_THAT(constraints(older, "UPDATE t SET b = 1 WHERE id > 1;" + index),
                ElementsAre("1: unique index 'i'"));
    EXPECT_THAT(made_anew("(a, b)", "(a UNIQUE, b)", "SELECT a, max(b) FROM t GROUP BY a"),
                IsEmpty());
    EXPECT_THAT(made_anew("(a, b)", "(a CHECK (a > 0), b)",
                          "SELECT CASE WHEN a > 0 THEN a END, b FROM "
                          "t"),
                IsEmpty());
}

TEST(NewConstraints, are_not_those_that_a_downgrade_brings_back) {
    EXPECT_THAT(constraints("CREATE TABLE t(a); CREATE UNIQUE INDEX i ON t(a);", "DROP INDEX i;",
                            "CREATE UNIQUE INDEX i ON t(a);"),
                IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
