// `-- kiln:allow` and `-- kiln:fixture`.

#include "tool/project/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct SectionsRead {
    RevisionFile file;
    std::vector<std::string> faults;  ///< with lines from 1 behind the header
};

SectionsRead read_file_of(const std::string& sections) {
    SectionsRead parsed;
    std::vector<Diagnostic> diagnostics;
    parsed.file = parse_revision_file("a.sql", "-- revision: b\n-- down_revision: a\n\n" + sections,
                                      diagnostics);
    for (const Diagnostic& each : diagnostics) {
        parsed.faults.push_back(std::to_string(static_cast<int>(each.location.line) - 3) + ":" +
                                std::to_string(each.location.column) +
                                (each.severity == Severity::warning ? " warning " : " ") +
                                to_string(each.code) + " " + each.message + " => " + each.hint);
    }
    return parsed;
}

std::vector<std::string> allows_of(const Section& section) {
    std::vector<std::string> out;
    for (const Allow& allow : section.allows) {
        out.push_back(std::to_string(allow.line - 3) + " " + to_string(allow.rule) + " " +
                      allow.reason);
    }
    return out;
}

TEST(Allow, belongs_to_the_section_in_which_it_stands) {
    const SectionsRead parsed = read_file_of(
        "-- kiln:upgrade\n-- kiln:allow K610: the table was never used\nDROP TABLE t;\n"
        "-- kiln:allow K601 :\ttwo:  words \n-- kiln:downgrade\n"
        "CREATE TABLE t(x);\n-- kiln:allow K602: it was empty\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    ASSERT_EQ(parsed.file.sections.size(), 2U);
    EXPECT_THAT(allows_of(parsed.file.sections[0]),
                ElementsAre("2 K610 the table was never used", "4 K601 two:  words"));
    EXPECT_THAT(allows_of(parsed.file.sections[1]), ElementsAre("7 K602 it was empty"));
}

TEST(Allow, is_text_inside_of_strings_comments_and_bodies) {
    const SectionsRead parsed = read_file_of(
        "-- kiln:upgrade\nINSERT INTO t VALUES ('\n-- kiln:allow K601: a\n');\n"
        "/*\n-- kiln:allow K601: b\n*/\nCREATE TRIGGER g AFTER INSERT ON t BEGIN\n"
        "-- kiln:allow K601\n  SELECT 1;\n-- kiln:allow\nEND;\n"
        "-- Kiln says: allow K601: c\n-- Kiln: allow me to say\n-- kiln allows K601\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    ASSERT_EQ(parsed.file.sections.size(), 1U);
    EXPECT_THAT(allows_of(parsed.file.sections[0]), IsEmpty());
}

TEST(Allow, that_is_at_fault_is_a_warning_at_its_line_and_allows_nothing) {
    const SectionsRead parsed = read_file_of(
        "-- kiln:allow K601: before any section\n-- kiln:upgrade\n-- kiln:allow\n"
        "-- kiln:allow K601\n-- kiln:allow K601:  \n-- kiln:allow K601 no colon\n"
        "-- kiln:allow K613: no rule\n-- kiln:allow K301: no rule\n-- kiln:allow k601: case\n"
        "-- kiln:allow K601, K602: two\n-- kiln:allow : none\nDROP TABLE\n"
        "-- kiln:allow K610: in the statement\nt;\n  -- kiln:allow K610: indented\n"
        "-- kiln:fixture\n-- kiln:allow K601: a fixture\n");
    EXPECT_THAT(
        parsed.faults,
        ElementsAre(
            HasSubstr("1:1 warning K332 'kiln:allow' stands in no section => put the line behind "
                      "the marker of the section that it is for"),
            HasSubstr("3:1 warning K332 'kiln:allow' names no rule => write it like "
                      "'-- kiln:allow K601: why that is right here'"),
            HasSubstr("4:1 warning K332 no reason is given why K601 is allowed => write "
                      "'-- kiln:allow K601: ' and behind it the reason"),
            HasSubstr("5:1 warning K332 no reason is given"),
            HasSubstr("6:1 warning K332 no reason is given"),
            HasSubstr("7:1 warning K332 unknown rule 'K613' => the rules are K601 to K612 and K621 "
                      "to K624, one a "
                      "line"),
            HasSubstr("8:1 warning K332 unknown rule 'K301'"),
            HasSubstr("9:1 warning K332 unknown rule 'k601'"),
            HasSubstr("10:1 warning K332 unknown rule 'K601, K602'"),
            HasSubstr("11:1 warning K332 'kiln:allow' names no rule"),
            HasSubstr("13:1 warning K332 inside a statement 'kiln:allow' is a comment => put the "
                      "line before the statement"),
            HasSubstr("15:3 warning K126 an indented marker is a comment => put it at the "
                      "beginning of its line to allow something"),
            HasSubstr("17:1 warning K332 there is nothing to allow in a fixture")));
    ASSERT_EQ(parsed.file.sections.size(), 1U);
    EXPECT_THAT(allows_of(parsed.file.sections[0]), IsEmpty());
}

TEST(Allow, that_is_misspelt_is_an_error_and_ends_no_section) {
    const SectionsRead parsed = read_file_of(
        "-- kiln:upgrade\n-- kiln:alow K601: a\n-- kiln: allow K601: b\n-- Kiln:Allow K601: c\n"
        "-- kiln allow K601: d\nSELECT 1;\n-- kiln:downgrade\n");
    EXPECT_THAT(parsed.faults,
                ElementsAre("2:9 K121 unknown section 'alow' => did you mean '-- kiln:allow'?",
                            "3:9 K121 malformed section marker => did you mean '-- kiln:allow'?",
                            "4:1 K121 unknown section 'Allow' => did you mean '-- kiln:allow'?",
                            "5:1 K121 malformed section marker => did you mean '-- kiln:allow'?"));
    ASSERT_EQ(parsed.file.sections.size(), 2U);
    EXPECT_THAT(parsed.file.sections[0].sql, HasSubstr("SELECT 1;"));
}

TEST(Fixture, is_a_section_of_its_own) {
    const SectionsRead parsed = read_file_of(
        "-- kiln:upgrade\nCREATE TABLE t(x);\n-- kiln:fixture\nINSERT INTO t VALUES ('\n"
        "-- kiln:downgrade\n');\nREPLACE INTO t VALUES (2)\n-- kiln:fixture mysql postgresql\n\n"
        "UPDATE t SET x = 3; delete from t;;\n-- kiln:downgrade\nDROP TABLE t;\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    ASSERT_EQ(parsed.file.sections.size(), 2U);
    EXPECT_EQ(parsed.file.sections[0].sql, "CREATE TABLE t(x);");
    EXPECT_EQ(parsed.file.sections[1].sql, "DROP TABLE t;");
    ASSERT_EQ(parsed.file.fixtures.size(), 2U);
    const Section* sqlite = parsed.file.fixture(Dialect::sqlite);
    ASSERT_NE(sqlite, nullptr);
    EXPECT_EQ(sqlite->sql,
              "INSERT INTO t VALUES ('\n-- kiln:downgrade\n');\nREPLACE INTO t VALUES (2)");
    EXPECT_EQ(sqlite->line, 6U);
    EXPECT_EQ(sqlite->sql_line, 7U);
    const Section* mysql = parsed.file.fixture(Dialect::mysql);
    ASSERT_NE(mysql, nullptr);
    EXPECT_EQ(mysql->sql, "UPDATE t SET x = 3; delete from t;;");
    EXPECT_EQ(mysql, parsed.file.fixture(Dialect::postgresql));
    // Places of later sections and of the fixture itself have their text.
    EXPECT_EQ(parsed.file.source_line(7), "INSERT INTO t VALUES ('");
    EXPECT_EQ(parsed.file.source_line(13), "UPDATE t SET x = 3; delete from t;;");
    EXPECT_EQ(parsed.file.source_line(15), "DROP TABLE t;");
    EXPECT_EQ(parsed.file.source_line(5), "CREATE TABLE t(x);");
}

TEST(Fixture, counts_for_a_dialect_that_it_names_or_for_all) {
    const SectionsRead parsed =
        read_file_of("-- kiln:upgrade\n-- kiln:fixture mysql\nDELETE FROM t;\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    EXPECT_EQ(parsed.file.fixture(Dialect::sqlite), nullptr);
    EXPECT_NE(parsed.file.fixture(Dialect::mysql), nullptr);
}

TEST(Fixture, is_no_upgrade) {
    EXPECT_THAT(read_file_of("-- kiln:fixture\nDELETE FROM t;\n").faults,
                ElementsAre(HasSubstr("K124 no upgrade section")));
}

TEST(Fixture, changes_rows_and_does_nothing_else) {
    const auto verbs = [](const std::string& sql) {
        return read_file_of("-- kiln:upgrade\n-- kiln:fixture\n" + sql + "\n").faults;
    };
    EXPECT_THAT(verbs("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a;\n"
                      "with recursive a(x, y) as not materialized (select (1)), b AS (SELECT 2)\n"
                      "  update t SET x = (SELECT * FROM b);\n/* */ -- \nINSERT OR IGNORE INTO t "
                      "DEFAULT VALUES RETURNING x;\nwith \"select\" as (select 1) delete from t"),
                IsEmpty());
    EXPECT_THAT(
        verbs("INSERT INTO t VALUES (1);\n  CREATE TRIGGER g AFTER INSERT ON t BEGIN\n"
              "  DELETE FROM t;\nEND;\nWITH a(x) AS (SELECT 1) SELECT x FROM a;\n"
              "EXPLAIN INSERT INTO t VALUES (1);\nDELETE FROM t; PRAGMA foreign_keys=1;\n(1)"),
        ElementsAre("4:3 K331 a fixture holds INSERT, UPDATE and DELETE alone, not 'CREATE' => "
                    "move the statement to the upgrade, or remove it",
                    HasSubstr("7:1 K331 a fixture holds INSERT, UPDATE and DELETE alone, not "
                              "'SELECT'"),
                    HasSubstr("8:1 K331 a fixture holds INSERT, UPDATE and DELETE alone, not "
                              "'EXPLAIN'"),
                    HasSubstr("9:16 K331 a fixture holds INSERT, UPDATE and DELETE alone, not "
                              "'PRAGMA'"),
                    HasSubstr("10:1 K331 a fixture holds INSERT, UPDATE and DELETE alone, not "
                              "'('")));
}

TEST(Fixture, has_one_section_a_dialect) {
    EXPECT_THAT(read_file_of("-- kiln:upgrade\n-- kiln:fixture\n-- kiln:fixture sqlite\n"
                             "-- kiln:fixture postgresql sqlite\n-- kiln:fixture\n")
                    .faults,
                ElementsAre("4:1 K123 repeated fixture section for 'sqlite' => join the two "
                            "sections, or give each its dialects: '-- kiln:fixture postgresql'",
                            HasSubstr("5:1 K123 repeated fixture section => ")));
}

TEST(Fixture, has_the_options_of_dialects_alone) {
    EXPECT_THAT(
        read_file_of("-- kiln:upgrade\n-- kiln:fixture no-transaction\n-- kiln:fixtur\n").faults,
        ElementsAre("2:17 K122 a fixture cannot be 'no-transaction' => remove the word: "
                    "rows need nothing that a transaction refuses",
                    HasSubstr("3:1 K123 repeated fixture section"),
                    "3:9 K121 unknown section 'fixtur' => did you mean "
                    "'-- kiln:fixture'?"));
}

}  // namespace
}  // namespace kiln::tool
