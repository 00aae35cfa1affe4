#include "tool/project/client_command.hpp"

#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RevisionFile parse(const std::string& sections, std::vector<Diagnostic>& found) {
    return parse_revision_file("m/a.sql", "-- revision: b1\n-- down_revision: a1\n" + sections,
                               found);
}

/// Line and column, code and hint of each.
std::vector<std::string> faults_of_sections(const std::string& sections) {
    std::vector<Diagnostic> found;
    parse(sections, found);
    std::vector<std::string> out;
    for (const Diagnostic& each : found) {
        out.push_back(std::to_string(each.location.line) + ":" +
                      std::to_string(each.location.column) + " " + to_string(each.code) + " " +
                      each.hint);
    }
    return out;
}

TEST(ClientCommand, a_dump_of_postgresql_is_a_section) {
    std::vector<Diagnostic> found;
    const RevisionFile file = parse(
        "-- kiln:upgrade postgresql\n"
        "\\restrict abc\n"
        "SET standard_conforming_strings = on;\n"
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 "
        "END;\n-- kiln:downgrade\nEND;\n"
        "COPY public.t (a) FROM stdin;\n"
        "-- kiln:downgrade\n"
        "it's \\N\n"
        "\\.\n"
        "\\unrestrict abc\n"
        "-- kiln:downgrade\n"
        "DROP FUNCTION f;\n",
        found);
    EXPECT_THAT(found, IsEmpty());
    ASSERT_EQ(file.sections.size(), 2U);
    EXPECT_THAT(file.sections[0].sql, testing::EndsWith("\\.\n\\unrestrict abc"));
    EXPECT_EQ(file.sections[1].sql, "DROP FUNCTION f;");
}

TEST(ClientCommand, a_dump_of_mysql_is_a_section) {
    std::vector<Diagnostic> found;
    const RevisionFile file = parse(
        "-- kiln:upgrade mysql\n"
        "/*M!999999\\- enable the sandbox mode */ \n"
        "/*!40101 SET character_set_client = utf8 */;\n"
        "DELIMITER ;;\n"
        "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON u FOR "
        "EACH ROW BEGIN\n SET @a = 'it\\'s';\n-- kiln:downgrade\nEND */;;\n"
        "DELIMITER ;\n"
        "-- kiln:downgrade mysql\n"
        "DROP TRIGGER t;\n",
        found);
    EXPECT_THAT(found, IsEmpty());
    ASSERT_EQ(file.sections.size(), 2U);
    EXPECT_THAT(file.sections[0].sql, testing::EndsWith("END */;;\nDELIMITER ;"));
}

TEST(ClientCommand, others_are_refused_where_they_stand) {
    const std::string read = "put the statements of that file here";
    const std::string end = "end the statement with a semicolon";
    EXPECT_THAT(faults_of_sections("-- kiln:upgrade postgresql\n\\i a.sql\nSELECT 1 \\gexec\n"),
                ElementsAre("4:1 K134 " + read, "5:10 K134 " + end));
    EXPECT_THAT(faults_of_sections("-- kiln:upgrade mysql\nSELECT 1\\G\n;source a.sql\n"),
                ElementsAre("4:9 K134 " + end, "5:2 K134 " + read));
    EXPECT_THAT(faults_of_sections("-- kiln:upgrade\n\\timing on"),
                ElementsAre("4:1 K134 remove it: only psql or mysql itself would know what to do"));
    EXPECT_THAT(faults_of_sections("-- kiln:upgrade sqlite\nSELECT \\x"), IsEmpty());
    EXPECT_THAT(faults_of_sections("-- kiln:upgrade mysql\nDELIMITER\n"),
                ElementsAre("4:1 K136 name it on the same line and without a backslash: "
                            "'DELIMITER $$'"));
}

TEST(ClientCommand, data_without_end_are_told_at_their_statement) {
    EXPECT_THAT(
        faults_of_sections("-- kiln:upgrade postgresql\nSELECT 1;\nCOPY t\nFROM stdin;\n1\n"),
        ElementsAre("5:1 K135 end them with a line '\\.'"));
    EXPECT_THAT(faults_of_sections("-- kiln:upgrade postgresql\nCOPY t FROM stdin;"),
                ElementsAre("4:1 K135 end them with a line '\\.'"));
    EXPECT_THAT(faults_of_sections("-- kiln:upgrade postgresql\nCOPY t FROM stdin"),
                ElementsAre("4:1 K135 end it with a semicolon; behind it come the data and a line "
                            "'\\.'"));
    EXPECT_THAT(
        faults_of_sections("-- kiln:upgrade postgresql\nCOPY t FROM stdin; SELECT 1;\n\\.\n"),
        ElementsAre("4:20 K135 put what stands here behind the line '\\.' that ends them"));
}

TEST(ClientCommand, locks_of_tables_are_refused_for_mysql_alone) {
    EXPECT_THAT(
        faults_of_sections("-- kiln:upgrade mysql\nSELECT 1;\nlock tables t write;\n"),
        ElementsAre(testing::StartsWith("5:1 K137 dump with 'mysqldump --skip-add-locks'")));
    EXPECT_THAT(faults_of_sections("-- kiln:upgrade\nLOCK TABLE t;\n"), IsEmpty());
    std::vector<Diagnostic> found;
    const std::vector<RevisionFile> files{
        parse("-- kiln:upgrade\nSELECT 1;\n LOCK TABLE t;\n", found)};
    const std::vector<Dialect> both{Dialect::postgresql, Dialect::mysql};
    check_dialects(files, {both.data(), 1}, found);
    EXPECT_THAT(found, IsEmpty());
    check_dialects(files, both, found);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, Code::locks_tables);
    EXPECT_EQ(found[0].location.line, 5U);
    EXPECT_EQ(found[0].location.column, 2U);
    EXPECT_EQ(found[0].source_line, " LOCK TABLE t;");
}

}  // namespace
}  // namespace kiln::tool
