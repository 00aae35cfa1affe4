#include "tool/rules/lost_on_rebuild.hpp"

#include "tests/unit/rules/judged.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Lines = std::vector<std::string>;

/// What the rebuild of t from one list to another loses; `rest` stands behind it.
Lines rebuilt(const std::string& was, const std::string& is, const std::string& rest = "",
              const std::string& copy = "SELECT * FROM t", const std::string& more = "") {
    Lines lines = judged(find_losses_on_rebuild, "CREATE TABLE t" + was + ";\n" + more,
                         "CREATE TABLE n" + is + ";\nINSERT INTO n " + copy +
                             ";\nDROP TABLE t;\nALTER TABLE n RENAME TO t;\n" + rest);
    const std::string head = "3: the rebuild of 't' loses ";
    for (std::string& line : lines) {
        EXPECT_TRUE(line.starts_with(head)) << line;
        line.erase(0, head.size());
    }
    return lines;
}

constexpr const char* old_ab = "(id INTEGER PRIMARY KEY, a TEXT, b TEXT)";
constexpr const char* new_ab = "(id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT)";

TEST(LossesOnRebuild, are_indexes_and_triggers_without_their_drop) {
    const std::string index = "CREATE INDEX Ix ON t(a);";
    const std::string trigger = "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;";
    const auto losses = [&](const std::string& rest) {
        return rebuilt(old_ab, new_ab, rest, "SELECT * FROM t", index + trigger);
    };
    EXPECT_THAT(losses(""), UnorderedElementsAre("index 'Ix'", "trigger 'g'"));
    EXPECT_THAT(losses(index + trigger), IsEmpty());
    EXPECT_THAT(losses("CREATE INDEX other ON T(\"A\");" + trigger), IsEmpty());
    EXPECT_THAT(losses("CREATE INDEX IX ON t(a, b);"
                       "CREATE TRIGGER h AFTER INSERT ON t BEGIN SELECT 1; END;"),
                IsEmpty());
    EXPECT_THAT(judged(find_losses_on_rebuild, "CREATE TABLE t(a);" + index + trigger,
                       "DROP INDEX IF EXISTS main.\"IX\"; DROP TRIGGER G; CREATE TABLE n AS SELECT "
                       "a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;"),
                IsEmpty());
}

TEST(LossesOnRebuild, are_what_an_index_was_besides_its_columns) {
    const auto losses = [&](const std::string& was, const std::string& is) {
        return rebuilt(old_ab, new_ab, is, "SELECT * FROM t", was);
    };
    EXPECT_THAT(losses("CREATE UNIQUE INDEX i ON t(a) WHERE b;", "CREATE INDEX i ON t(a);"),
                ElementsAre("UNIQUE of index 'i'", "the WHERE of index 'i'"));
    EXPECT_THAT(losses("CREATE INDEX i ON t(a COLLATE NOCASE DESC);", "CREATE INDEX i ON t(a);"),
                ElementsAre("COLLATE of index 'i'", "DESC of index 'i'"));
    EXPECT_THAT(losses("CREATE INDEX i ON t(a) WHERE b;", "CREATE INDEX i ON t(a) WHERE b = 1;"),
                IsEmpty());
    EXPECT_THAT(losses("CREATE INDEX i ON t(a, b ASC);", "CREATE INDEX j ON t(a, b);"), IsEmpty());
    EXPECT_THAT(losses("CREATE INDEX i ON t(a, b DESC);", "CREATE INDEX j ON t(a, b);"),
                ElementsAre("index 'i'"));
}

TEST(LossesOnRebuild, are_each_of_several_differences) {
    EXPECT_THAT(
        rebuilt(
            "(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL COLLATE NOCASE DEFAULT 'x', "
            "b UNIQUE CHECK (b > 0), p REFERENCES q(id) ON DELETE CASCADE)",
            "(id INTEGER PRIMARY KEY, a TEXT, b, p REFERENCES q(id))"),
        UnorderedElementsAre("AUTOINCREMENT", "NOT NULL of column 'a'",
                             "COLLATE NOCASE of column 'a'", "DEFAULT 'x' of column 'a'", "UNIQUE",
                             "CHECK (b > 0)", "ON DELETE of REFERENCES q(id) ON DELETE CASCADE"));
}

TEST(LossesOnRebuild, are_not_the_only_difference) {
    const char* single[][2] = {
        {"(a CHECK (a > 0), b)", "(a, b)"},
        {"(a COLLATE NOCASE)", "(a)"},
        {"(a INTEGER) STRICT", "(a INTEGER)"},
        {"(a PRIMARY KEY) WITHOUT ROWID", "(a PRIMARY KEY)"},
        {"(a, UNIQUE (a))", "(a)"},
        {"(a NOT NULL)", "(a)"},
        {"(a DEFAULT 1)", "(a)"},
        {"(a REFERENCES q)", "(a)"},
        {"(a INTEGER PRIMARY KEY AUTOINCREMENT)", "(a INTEGER PRIMARY KEY)"},
    };
    for (const auto& [was, is] : single) {
        EXPECT_THAT(rebuilt(was, is), IsEmpty()) << was;
        const std::string old_list(was);
        const std::string new_list(is);
        const Lines beside_another =
            rebuilt("(z TEXT, " + old_list.substr(1), "(z TEXT NOT NULL, " + new_list.substr(1));
        EXPECT_EQ(beside_another.size(), 1U) << was;
        EXPECT_THAT(rebuilt(was, is, "", "SELECT * FROM t", "CREATE INDEX i ON t(a);"),
                    testing::SizeIs(2))
            << was;
    }
}

TEST(LossesOnRebuild, are_not_what_is_replaced_or_went_with_its_column) {
    EXPECT_THAT(
        rebuilt("(a CHECK (a IN (1, 2)), b DEFAULT 1, c UNIQUE, d REFERENCES q)",
                "(a CHECK (a IN (1, 2, 3)), b DEFAULT 2, c, d REFERENCES r, UNIQUE (c, a))"),
        IsEmpty());
    EXPECT_THAT(rebuilt("(a CHECK (a IS NOT NULL), b UNIQUE)", "(a NOT NULL, b PRIMARY KEY)"),
                IsEmpty());
    const char* const index = "CREATE UNIQUE INDEX i ON t(b);";
    EXPECT_THAT(rebuilt("(a TEXT, b UNIQUE)", "(a TEXT NOT NULL, b)", index), IsEmpty());
    EXPECT_THAT(rebuilt("(a TEXT, b UNIQUE ON CONFLICT IGNORE)", "(a TEXT NOT NULL, b)", index),
                ElementsAre("UNIQUE ON CONFLICT IGNORE"));
    EXPECT_THAT(rebuilt("(a, b NOT NULL UNIQUE CHECK (b > 0), CHECK (a < b))", "(a)", "",
                        "SELECT a FROM t", "CREATE INDEX i ON t(b); CREATE INDEX j ON t(a, b);"),
                ElementsAre("index 'j'"));
}

TEST(LossesOnRebuild, are_seen_through_new_names) {
    EXPECT_THAT(rebuilt("(a UNIQUE CHECK (a > b), b NOT NULL)",
                        "(x UNIQUE CHECK (x > b), b NOT NULL)", "", "SELECT a, b FROM t"),
                IsEmpty());
    EXPECT_THAT(rebuilt("(a UNIQUE CHECK (a > b), b NOT NULL)", "(x CHECK (x > b), b)", "",
                        "SELECT a, b FROM t", "CREATE INDEX i ON t(a);"),
                UnorderedElementsAre("UNIQUE", "NOT NULL of column 'b'", "index 'i'"));
    EXPECT_THAT(rebuilt("(a, b NOT NULL)", "(b, x NOT NULL)", "CREATE INDEX j ON t(x);",
                        "SELECT a, b FROM t", "CREATE INDEX i ON t(b);"),
                testing::Contains("NOT NULL of column 'b'"));
}

TEST(LossesOnRebuild, are_rowids_that_something_goes_by) {
    const std::string search = "CREATE VIRTUAL TABLE s USING fts5(body, content = \"T\");";
    EXPECT_THAT(rebuilt("(body)", "(body NOT NULL)", "", "SELECT * FROM t", search),
                ElementsAre("the rowids by which 's' knows its rows"));
    EXPECT_THAT(rebuilt("(body)", "(body NOT NULL)", "INSERT INTO s(s) VALUES ('rebuild');",
                        "SELECT * FROM t", search),
                IsEmpty());
    EXPECT_THAT(
        rebuilt("(body)", "(body NOT NULL)", "", "(rowid, body) SELECT rowid, body FROM t", search),
        IsEmpty());
    EXPECT_THAT(rebuilt("(body)", "(id INTEGER PRIMARY KEY, body)", "", "SELECT rowid, body FROM t",
                        search),
                IsEmpty());
    EXPECT_THAT(rebuilt("(id INTEGER PRIMARY KEY, body)", "(id INTEGER PRIMARY KEY, body NOT NULL)",
                        "", "SELECT * FROM t", search),
                IsEmpty());
    EXPECT_THAT(rebuilt("(body)", "(body NOT NULL)"), IsEmpty());
    const auto with_view = [](const std::string& view) {
        return judged(find_losses_on_rebuild,
                      "CREATE TABLE t(body); CREATE TABLE u(x); CREATE VIEW v AS " + view + ";",
                      "CREATE TABLE n(body NOT NULL); INSERT INTO n SELECT * FROM t; DROP TABLE t; "
                      "PRAGMA legacy_alter_table = ON; ALTER TABLE n RENAME TO t;");
    };
    EXPECT_THAT(with_view("SELECT rowid, body FROM t"),
                ElementsAre("1: the rebuild of 't' loses the rowids by which 'v' knows its rows"));
    EXPECT_THAT(with_view("SELECT u.rowid FROM u"), IsEmpty());
    EXPECT_THAT(with_view("SELECT body FROM t"), IsEmpty());
}

TEST(LossesOnRebuild, are_found_whatever_the_way) {
    const std::string older = "CREATE TABLE t(a CHECK (a > 0), b);";
    EXPECT_THAT(judged(find_losses_on_rebuild, older,
                       "ALTER TABLE t RENAME TO o;\nCREATE TABLE t(a, b NOT NULL);\nINSERT INTO t "
                       "SELECT * FROM o;\nDROP TABLE o;"),
                ElementsAre("4: the rebuild of 't' loses CHECK (a > 0)"));
    EXPECT_THAT(judged(find_losses_on_rebuild, older,
                       "CREATE TABLE n AS SELECT * FROM t WHERE a;\nDROP TABLE t;\nALTER TABLE n "
                       "RENAME TO t;\nCREATE INDEX i ON t(a);"),
                IsEmpty());
    EXPECT_THAT(
        judged(find_losses_on_rebuild, "CREATE TABLE t(a TEXT CHECK (a > 0), b PRIMARY KEY);",
               "CREATE TABLE n AS SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n "
               "RENAME TO t;"),
        UnorderedElementsAre("2: the rebuild of 't' loses CHECK (a > 0)",
                             "2: the rebuild of 't' loses PRIMARY KEY"));
    EXPECT_THAT(
        judged(find_losses_on_rebuild, older, "DROP TABLE t;\nCREATE TABLE t(a, b NOT NULL);"),
        ElementsAre("1: the rebuild of 't' loses CHECK (a > 0)"));
}

TEST(LossesOnRebuild, are_the_triggers_of_a_view_that_is_made_anew) {
    const std::string trigger =
        "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END;";
    const std::string older = "CREATE TABLE t(a); CREATE VIEW v AS SELECT a FROM t;" + trigger;
    const std::string anew = "DROP VIEW v;\nCREATE VIEW v AS SELECT a, 1 AS b FROM t;";
    EXPECT_THAT(judged(find_losses_on_rebuild, older, anew),
                ElementsAre("1: making view 'v' anew loses trigger 'g'"));
    EXPECT_THAT(judged(find_losses_on_rebuild, older, anew + trigger), IsEmpty());
    EXPECT_THAT(judged(find_losses_on_rebuild, older, "DROP TRIGGER g;" + anew), IsEmpty());
    EXPECT_THAT(judged(find_losses_on_rebuild, older, "DROP VIEW v;"), IsEmpty());
}

TEST(LossesOnRebuild, are_the_round_trips_in_a_downgrade) {
    EXPECT_THAT(judged(find_losses_on_rebuild, "CREATE TABLE t(a, b);",
                       "CREATE TABLE n(a NOT NULL, b UNIQUE); INSERT INTO n SELECT * FROM t; DROP "
                       "TABLE t; ALTER TABLE n RENAME TO t;",
                       "CREATE TABLE n(a, b); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER "
                       "TABLE n RENAME TO t;"),
                IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
