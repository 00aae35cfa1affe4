#include "tool/project/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

struct Parsed {
    RevisionFile file;
    std::vector<Diagnostic> diagnostics;
    std::vector<std::string> faults;  ///< each in full, with its notes and its hint
};

std::string place(const Location& location) {
    std::string text = location.line == 0 ? "" : std::to_string(location.line);
    if (location.column != 0) text += ":" + std::to_string(location.column);
    return text;
}

Parsed parse(std::string_view text) {
    Parsed parsed;
    parsed.file = parse_revision_file("m/a.sql", text, parsed.diagnostics);
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        EXPECT_EQ(diagnostic.location.file, "m/a.sql");
        std::string fault = place(diagnostic.location);
        if (diagnostic.severity == Severity::warning) fault += " warning";
        fault += " " + to_string(diagnostic.code) + " " + diagnostic.message;
        for (const Note& note : diagnostic.notes) {
            fault += " | " + place(note.location) + " " + note.message;
        }
        fault += " => " + diagnostic.hint;
        parsed.faults.push_back(fault);
    }
    return parsed;
}

std::vector<std::string> faults(std::string_view text) { return parse(text).faults; }

/// The faults of a header of these lines with a good section behind it.
std::vector<std::string> header_faults(const std::string& lines) {
    return faults(lines + "\n-- kiln:upgrade\n");
}

const std::string good_header = "-- revision: b1\n-- down_revision: a1\n\n";

/// The faults of these lines from line 1, behind a good header, whose lines are not counted.
std::vector<std::string> section_faults(const std::string& text) {
    std::vector<std::string> result;
    Parsed parsed;
    parsed.file = parse_revision_file("m/a.sql", good_header + text, parsed.diagnostics);
    for (Diagnostic& diagnostic : parsed.diagnostics) {
        diagnostic.location.line -= 3;
        std::string fault = place(diagnostic.location);
        if (diagnostic.severity == Severity::warning) fault += " warning";
        fault += " " + to_string(diagnostic.code) + " " + diagnostic.message;
        for (Note& note : diagnostic.notes) {
            note.location.line -= 3;
            fault += " | " + place(note.location) + " " + note.message;
        }
        result.push_back(fault + " => " + diagnostic.hint);
    }
    return result;
}

std::vector<std::string> texts(const std::vector<Placed>& items) {
    std::vector<std::string> result;
    for (const Placed& item : items) result.push_back(item.text);
    return result;
}

// --- What a file says ---

TEST(RevisionFile, a_whole_file_is_read_with_its_places) {
    const Parsed parsed = parse(
        "-- revision: 1975ea83b712\n"
        "-- down_revision: ae1027a6acf1\n"
        "-- branch_labels: phones\n"
        "-- depends_on: b7, stock\n"
        "-- message: add a phone number to patients\n"
        "-- create_date: 2026-11-22T15:04:05Z\n"
        "-- min_compatible: ae10\n"
        "\n"
        "-- kiln:upgrade\n"
        "ALTER TABLE patient ADD COLUMN phone TEXT;\n"
        "\n"
        "-- kiln:downgrade sqlite no-transaction\n"
        "\n"
        "ALTER TABLE patient DROP COLUMN phone;\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    const RevisionFile& file = parsed.file;
    EXPECT_EQ(file.path, "m/a.sql");
    EXPECT_EQ(file.revision.text, "1975ea83b712");
    EXPECT_EQ(file.revision.line, 1U);
    EXPECT_EQ(file.revision.column, 14U);
    EXPECT_THAT(texts(file.down_revisions), ElementsAre("ae1027a6acf1"));
    EXPECT_EQ(file.down_revision_line, 2U);
    EXPECT_THAT(texts(file.branch_labels), ElementsAre("phones"));
    EXPECT_THAT(texts(file.depends_on), ElementsAre("b7", "stock"));
    EXPECT_EQ(file.depends_on[1].line, 4U);
    EXPECT_EQ(file.depends_on[1].column, 20U);
    EXPECT_EQ(file.message, "add a phone number to patients");
    EXPECT_EQ(file.create_date, "2026-11-22T15:04:05Z");
    EXPECT_EQ(file.min_compatible.text, "ae10");

    ASSERT_EQ(file.sections.size(), 2U);
    EXPECT_EQ(file.sections[0].direction, Direction::upgrade);
    EXPECT_THAT(file.sections[0].dialects, IsEmpty());
    EXPECT_FALSE(file.sections[0].no_transaction);
    EXPECT_EQ(file.sections[0].line, 9U);
    EXPECT_EQ(file.sections[0].sql_line, 10U);
    EXPECT_EQ(file.sections[0].sql, "ALTER TABLE patient ADD COLUMN phone TEXT;");
    EXPECT_EQ(file.sections[1].direction, Direction::downgrade);
    EXPECT_THAT(file.sections[1].dialects, ElementsAre(Dialect::sqlite));
    EXPECT_TRUE(file.sections[1].no_transaction);
    EXPECT_EQ(file.sections[1].line, 12U);
    EXPECT_EQ(file.sections[1].sql_line, 14U);

    EXPECT_EQ(file.source_line(2), "-- down_revision: ae1027a6acf1");
    EXPECT_EQ(file.source_line(12), "-- kiln:downgrade sqlite no-transaction");
    EXPECT_EQ(file.source_line(13), "");
    EXPECT_EQ(file.source_line(14), "ALTER TABLE patient DROP COLUMN phone;");
    EXPECT_EQ(file.source_line(15), "");
    EXPECT_EQ(file.source_line(0), "");
}

TEST(RevisionFile, none_is_a_base_and_a_list_is_a_merge) {
    EXPECT_THAT(
        parse("-- revision: a\n-- down_revision: none\n-- kiln:upgrade").file.down_revisions,
        IsEmpty());
    const Parsed merge = parse("-- revision: a\n-- down_revision: b,c ,  d\n-- kiln:upgrade");
    EXPECT_THAT(merge.faults, IsEmpty());
    EXPECT_THAT(texts(merge.file.down_revisions), ElementsAre("b", "c", "d"));
    EXPECT_EQ(merge.file.down_revisions[2].column, 26U);
}

TEST(RevisionFile, bom_crlf_and_a_missing_last_line_end_change_nothing) {
    const std::string unix_text = good_header +
                                  "-- kiln:upgrade\n\n  CREATE TABLE a(b);\n\nSELECT 'x\ny';\n \n"
                                  "-- kiln:downgrade\nDROP TABLE a;";
    std::string windows_text = "\xef\xbb\xbf";
    for (const char c : unix_text) windows_text += c == '\n' ? "\r\n"s : std::string(1, c);
    const Parsed a = parse(unix_text);
    const Parsed b = parse(windows_text + "\r\n");
    EXPECT_THAT(a.faults, IsEmpty());
    EXPECT_THAT(b.faults, IsEmpty());
    ASSERT_EQ(b.file.sections.size(), 2U);
    EXPECT_EQ(a.file.sections[0].sql, "  CREATE TABLE a(b);\n\nSELECT 'x\ny';");
    EXPECT_EQ(b.file.sections[0].sql, a.file.sections[0].sql);
    EXPECT_EQ(b.file.sections[0].sql_line, 6U);
    EXPECT_EQ(b.file.sections[1].sql, "DROP TABLE a;");
    EXPECT_EQ(b.file.revision.text, "b1");
    EXPECT_EQ(b.file.revision.column, 14U);
}

TEST(RevisionFile, a_lone_carriage_return_is_white_space) {
    const Parsed parsed = parse(
        "-- revision: a\r\n-- down_revision: none \r \n-- kiln:upgrade\r\n"
        "SELECT\r1;\r\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    ASSERT_EQ(parsed.file.sections.size(), 1U);
    EXPECT_EQ(parsed.file.sections[0].sql, "SELECT\r1;");
}

TEST(RevisionFile, leading_blank_lines_are_fine) {
    const Parsed parsed = parse("\n \t\n-- revision: a\n-- down_revision: none\n-- kiln:upgrade\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    EXPECT_EQ(parsed.file.revision.line, 3U);
    EXPECT_EQ(parsed.file.source_line(3), "-- revision: a");
}

TEST(RevisionFile, empty_sections_are_sections) {
    const Parsed parsed = parse(good_header + "-- kiln:upgrade\n\n\n-- kiln:downgrade");
    EXPECT_THAT(parsed.faults, IsEmpty());
    ASSERT_EQ(parsed.file.sections.size(), 2U);
    EXPECT_EQ(parsed.file.sections[0].sql, "");
    EXPECT_EQ(parsed.file.sections[1].sql, "");
    EXPECT_NE(parsed.file.section(Direction::downgrade, Dialect::sqlite), nullptr);
}

TEST(RevisionFile, without_a_downgrade_section_there_is_none) {
    EXPECT_EQ(parse(good_header + "-- kiln:upgrade\nSELECT 1")
                  .file.section(Direction::downgrade, Dialect::sqlite),
              nullptr);
}

TEST(RevisionFile, a_section_that_names_the_dialect_wins) {
    const Parsed parsed = parse(good_header +
                                "-- kiln:upgrade\nSELECT 1\n"
                                "-- kiln:upgrade postgresql mysql\nSELECT 2\n"
                                "-- kiln:downgrade postgresql\nSELECT 3\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    const auto sql = [&](Direction direction, Dialect dialect) {
        const Section* section = parsed.file.section(direction, dialect);
        return section == nullptr ? "-" : section->sql;
    };
    EXPECT_EQ(sql(Direction::upgrade, Dialect::sqlite), "SELECT 1");
    EXPECT_EQ(sql(Direction::upgrade, Dialect::postgresql), "SELECT 2");
    EXPECT_EQ(sql(Direction::upgrade, Dialect::mysql), "SELECT 2");
    EXPECT_EQ(sql(Direction::downgrade, Dialect::sqlite), "-");
    EXPECT_EQ(sql(Direction::downgrade, Dialect::postgresql), "SELECT 3");
}

TEST(RevisionFile, comments_behind_the_header_are_comments) {
    EXPECT_THAT(section_faults("-- note: this\n/* and that */\n-- Kiln: see the manual\n"
                               "-- kiln:upgrade\n-- revision: not a key\nSELECT 1;\n"),
                IsEmpty());
}

TEST(RevisionFile, a_marker_ends_the_header_without_a_blank_line) {
    EXPECT_THAT(faults("-- revision: a\n-- down_revision: none\n-- kiln:upgrade\nSELECT 1"),
                IsEmpty());
}

// --- Markers that are text ---

/// The SQL of the upgrade section; the text holds a marker that must not count.
std::string upgrade_of(const std::string& options, const std::string& sql) {
    const Parsed parsed =
        parse(good_header + "-- kiln:upgrade" + options + "\n" + sql + "\n-- kiln:downgrade\nD");
    EXPECT_THAT(parsed.faults, IsEmpty());
    if (parsed.file.sections.size() != 2) return "not two sections";
    EXPECT_EQ(parsed.file.sections[1].sql, "D");
    return parsed.file.sections[0].sql;
}

TEST(RevisionFile, markers_inside_tokens_are_text) {
    for (const std::string sql : {
             "SELECT '\n-- kiln:downgrade\n';",
             "SELECT 'it''s\n-- kiln:downgrade\n'",
             "SELECT \"\n-- kiln:downgrade\n\"",
             "SELECT `\n-- kiln:downgrade\n`",
             "SELECT [\n-- kiln:downgrade\n]",
             "/*\n-- kiln:downgrade\n*/",
             "CREATE FUNCTION f() AS $$\n-- kiln:downgrade\n$$;",
             "CREATE FUNCTION f() AS $a$\n$$\n-- kiln:downgrade\n$a$;",
         }) {
        EXPECT_EQ(upgrade_of("", sql), sql);
    }
}

TEST(RevisionFile, markers_inside_a_trigger_are_text) {
    const std::string sql =
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
        "  SELECT CASE new.b WHEN 1 THEN 2 END;\n"
        "-- kiln:downgrade\n"
        "  DELETE FROM c;\n"
        "END";
    EXPECT_EQ(upgrade_of("", sql), sql);
    EXPECT_EQ(upgrade_of(" sqlite", sql + ";"), sql + ";");
}

TEST(RevisionFile, the_sections_dialect_says_what_a_token_is) {
    const std::string postgresql =
        "/* /*\n-- kiln:downgrade\n*/ \n-- kiln:downgrade\n*/ SELECT a[1]";
    EXPECT_EQ(upgrade_of(" postgresql", postgresql), postgresql);
    const std::string mysql = "# it's\nSELECT 'a\\'\n-- kiln:downgrade\n'";
    EXPECT_EQ(upgrade_of(" mysql", mysql), mysql);
    const std::string routine =
        "CREATE PROCEDURE p() BEGIN\nIF a THEN SELECT 1; END IF;\n-- kiln:downgrade\nEND";
    EXPECT_EQ(upgrade_of(" mysql no-transaction", routine), routine);
    // To SQLite, a dollar quote is none.
    EXPECT_EQ(upgrade_of(" sqlite", "SELECT $$"), "SELECT $$");
}

TEST(RevisionFile, an_unknown_word_before_begin_is_no_body) {
    EXPECT_EQ(upgrade_of("", "BEGIN; SELECT 1"), "BEGIN; SELECT 1");
    EXPECT_EQ(upgrade_of("", "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()"),
              "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()");
}

// --- Bytes ---

TEST(RevisionFileBytes, nul_is_an_error_with_its_place) {
    EXPECT_THAT(faults("-- revision: a\n-- down\0n: b"s),
                ElementsAre("2:8 K104 NUL byte in the file => "
                            "save the file as UTF-8 text without NUL bytes"));
}

TEST(RevisionFileBytes, invalid_utf8_is_an_error_with_its_place) {
    const Parsed parsed =
        parse(good_header + "-- kiln:upgrade\nINSERT INTO a VALUES ('gr\xfc\xdf');");
    EXPECT_THAT(parsed.faults,
                ElementsAre("5:26 K105 byte 0xfc is not UTF-8 => save the file as UTF-8, or "
                            "convert it: iconv -f ISO-8859-1 -t UTF-8"));
    EXPECT_EQ(parsed.diagnostics[0].source_line, "INSERT INTO a VALUES ('gr\xfc\xdf');");
}

TEST(RevisionFileBytes, all_that_unicode_forbids_is_invalid_and_the_rest_is_fine) {
    for (const std::string bad :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80",
          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5", "\xff"}) {
        EXPECT_EQ(section_faults("-- kiln:upgrade\nSELECT '12345678" + bad + "'").size(), 1U)
            << bad;
    }
    for (const std::string good : {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                   "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        EXPECT_THAT(section_faults("-- kiln:upgrade\nSELECT '12345678" + good + "'"), IsEmpty());
    }
}

TEST(RevisionFileBytes, utf16_and_utf32_are_told_by_their_marks) {
    EXPECT_THAT(faults("\xff\xfe-\0-\0"s),
                ElementsAre("1:1 K106 the file is UTF-16, not UTF-8 => convert it: iconv -f UTF-16 "
                            "-t UTF-8"));
    EXPECT_EQ(faults("\xfe\xff\0-"s).size(), 1U);
    EXPECT_THAT(faults("\xff\xfe\0\0-\0\0\0"s),
                ElementsAre("1:1 K106 the file is UTF-32, not UTF-8 => convert it: iconv -f UTF-32 "
                            "-t UTF-8"));
    EXPECT_EQ(faults("\0\0\xfe\xff\0\0\0-"s).size(), 1U);
}

TEST(RevisionFileBytes, a_line_may_be_as_long_as_a_file) {
    const std::string line = "INSERT INTO t VALUES ('" + std::string(5'000'000, 'a') + "')";
    const Parsed parsed = parse(good_header + "-- kiln:upgrade\n" + line + "\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    EXPECT_EQ(parsed.file.sections.at(0).sql, line);
    const Parsed faulty = parse(good_header + "-- kiln:upgrade\n" + line + " '\n");
    EXPECT_EQ(faulty.faults.size(), 1U);
    EXPECT_EQ(faulty.diagnostics.at(0).source_line, "");
}

// --- The header's faults ---

TEST(RevisionFileHeader, an_empty_file_lacks_its_header) {
    const std::string fault =
        "1:1 K110 empty file: missing header keys 'revision' and 'down_revision' => begin the file "
        "with the lines '-- revision: <id>' and '-- down_revision: <id or none>'";
    EXPECT_THAT(faults(""), ElementsAre(fault));
    EXPECT_THAT(faults("\n \n"), ElementsAre(fault));
    EXPECT_THAT(faults("\xef\xbb\xbf"), ElementsAre(fault));
}

TEST(RevisionFileHeader, a_file_of_comments_lacks_its_header) {
    EXPECT_THAT(
        faults("-- Adds a table\nSELECT 1;\n-- revision: a\n"),
        ElementsAre("1:1 K110 missing header keys 'revision' and 'down_revision' | 2 the "
                    "header ended here | 3:1 this line is not part of the header: line 2 "
                    "ends the header => begin the file with the lines '-- revision: <id>' and "
                    "'-- down_revision: <id or none>'",
                    "2:1 K120 SQL before the first marker => put '-- kiln:upgrade' on a line of "
                    "its own before it"));
    EXPECT_THAT(faults("-- Adds a table\n-- Author: me\n"),
                ElementsAre("1:1 K110 missing header keys 'revision' and 'down_revision' => begin "
                            "the file with the lines '-- revision: <id>' and '-- down_revision: "
                            "<id or none>'"));
}

TEST(RevisionFileHeader, a_licence_above_it_is_left_alone) {
    for (const std::string licence :
         {"-- SPDX-FileCopyrightText: 2026 A\n-- SPDX-License-Identifier: MIT\n",
          "-- Copyright (C) 2026 A\n--\n-- Licence: see LICENCE\n\n",
          "/* Copyright: 2026 A\n * -- revision: x\n */\n\n", "  -- A\n\n\n/* b */  \n--\n",
          "-------------\n-- Gr\xc3\xb6\xc3\x9f"
          "e: 3\n-- http://a\n-- 12:30\n"}) {
        const Parsed parsed = parse(licence + good_header + "-- kiln:upgrade\n");
        EXPECT_THAT(parsed.faults, IsEmpty()) << licence;
        EXPECT_EQ(parsed.file.revision.text, "b1") << licence;
        EXPECT_EQ(parsed.file.source_line(parsed.file.revision.line), "-- revision: b1") << licence;
    }
}

TEST(RevisionFileHeader, what_is_nearly_a_key_begins_the_header) {
    EXPECT_THAT(faults("-- Message: a\n" + good_header + "-- kiln:upgrade\n"),
                ElementsAre("1:4 K111 unknown header key 'Message' => did you mean 'message'?"));
    EXPECT_THAT(
        faults("-- A licence\n-- depend_on: a\n" + good_header + "-- kiln:upgrade\n"),
        ElementsAre("2:4 K111 unknown header key 'depend_on' => did you mean 'depends_on'?"));
    EXPECT_THAT(faults(" -- revision: a\n-- down_revision: b\n-- kiln:upgrade\n").size(), 1U);
    // What is no comment ends the search.
    EXPECT_THAT(faults("/* a */ SELECT 1;\n" + good_header + "-- kiln:upgrade\n").size(), 2U);
    EXPECT_THAT(faults("/* a\n" + good_header + "-- kiln:upgrade\n").size(), 2U);
}

TEST(RevisionFileHeader, a_key_with_a_character_that_is_not_seen_is_no_comment) {
    const std::string keys =
        " => the keys are revision, down_revision, branch_labels, depends_on, message, "
        "create_date, min_compatible; a blank line ends the header";
    EXPECT_THAT(header_faults("-- revision: a\n-- down_revision: b\n-- k\x1b[31m: v\n"),
                ElementsAre("3:4 K111 unknown header key 'k\\x1b[31m'" + keys));
    EXPECT_THAT(faults("-- k\x1b[31m: v\n" + good_header + "-- kiln:upgrade\n"),
                ElementsAre("1:4 K111 unknown header key 'k\\x1b[31m'" + keys));
    EXPECT_EQ(faults("-- a\xc2\x9b: v\n" + good_header + "-- kiln:upgrade\n").size(), 1U);
    EXPECT_THAT(header_faults("-- revision: a\n-- down_revision: b\n-- \x07"
                              "depends_on: v\n"),
                ElementsAre("3:4 K111 unknown header key '\\x07"
                            "depends_on' => did you mean 'depends_on'?"));
    // A zero width space.
    EXPECT_THAT(
        header_faults("-- revision: a\n-- down_revision: b\n-- depends\xe2\x80\x8b_on: v\n"),
        ElementsAre("3:4 K111 unknown header key 'depends\xe2\x80\x8b_on' => did you mean "
                    "'depends_on'?"));
}

TEST(RevisionFileHeader, a_key_behind_the_blank_line_is_noted) {
    EXPECT_THAT(
        faults("-- revision: a\n\n-- down_revision: b\n  -- message: c\n-- kiln:upgrade\n"
               "-- depends_on: d\n"),
        ElementsAre(
            "1:1 K110 missing header key 'down_revision' | 2 the header ended here | 3:1 "
            "this line is not part of the header: a blank line ends the header | 4:1 this line is "
            "not part of the header: it does not begin with '--' => add the line "
            "'-- down_revision: <id>', or '-- down_revision: none' for a base"));
}

TEST(RevisionFileHeader, a_key_needs_its_colon_at_once) {
    EXPECT_THAT(
        faults("-- down_revision: a\n-- revision : b\n-- kiln:upgrade\n"),
        ElementsAre("1:1 K110 missing header key 'revision' | 2 the header ended here | 2:1 "
                    "this line is not part of the header: its key is not directly followed "
                    "by a colon => add the line '-- revision: <id>' to the header"));
}

TEST(RevisionFileHeader, a_key_that_is_misspelt_is_not_missing_too) {
    EXPECT_THAT(faults("-- revison: a\n-- down_revision: none\n-- kiln:upgrade\n"),
                ElementsAre("1:4 K111 unknown header key 'revison' => did you mean 'revision'?"));
}

TEST(RevisionFileHeader, a_key_behind_a_whole_header_is_a_warning) {
    const std::string file = "-- revision: a\n-- down_revision: none\n\n-- depends_on: b\n";
    EXPECT_THAT(
        faults(file + "-- Adds: a table\n-- kiln:upgrade\n-- message: text\n"),
        ElementsAre("4:1 warning K127 'depends_on' is a comment here: a blank line ends the header "
                    "=> move the line into the header, or word the comment otherwise"));
}

TEST(RevisionFileHeader, an_unknown_key_gets_a_suggestion) {
    const Parsed parsed =
        parse("-- revision: a\n-- down_revison: b\n-- down_revision: b\n-- kiln:upgrade\n");
    EXPECT_THAT(parsed.faults, ElementsAre("2:4 K111 unknown header key 'down_revison' => did you "
                                           "mean 'down_revision'?"));
    EXPECT_EQ(parsed.diagnostics[0].source_line, "-- down_revison: b");
    EXPECT_THAT(header_faults("-- Revision: a\n-- revision: a\n-- down_revision: b\n"),
                ElementsAre("1:4 K111 unknown header key 'Revision' => did you mean 'revision'?"));
    EXPECT_THAT(
        header_faults("-- revision: a\n-- down_revision: b\n-- author: c\n"),
        ElementsAre("3:4 K111 unknown header key 'author' => the keys are revision, down_revision, "
                    "branch_labels, depends_on, message, create_date, min_compatible; a blank line "
                    "ends the header"));
}

TEST(RevisionFileHeader, a_repeated_key_names_the_first) {
    const Parsed parsed =
        parse("-- revision: a\n-- down_revision: none\n--revision: b\n-- kiln:upgrade\n");
    EXPECT_THAT(
        parsed.faults,
        ElementsAre("3:3 K112 repeated header key 'revision' | 1 first given here => remove "
                    "one of the two lines"));
    EXPECT_EQ(parsed.file.revision.text, "a");
}

TEST(RevisionFileHeader, illegal_ids_say_why) {
    const std::string rule = " => an id has 1 to 32 of the characters A-Z, a-z, 0-9 and _";
    const auto fault = [](const std::string& id) {
        const auto all = header_faults("-- revision: " + id + "\n-- down_revision: b\n");
        return all.size() == 1 ? all[0] : std::to_string(all.size()) + " faults";
    };
    EXPECT_EQ(fault("a-b"),
              "1:14 K114 illegal revision id 'a-b': character '-' is not allowed" + rule);
    EXPECT_EQ(
        fault("gr\xc3\xbc"),
        "1:14 K114 illegal revision id 'gr\xc3\xbc': character '\xc3\xbc' is not allowed" + rule);
    EXPECT_EQ(
        fault("a\x1b[31m"),
        "1:14 K114 illegal revision id 'a\\x1b[31m': character '\\x1b' is not allowed" + rule);
    EXPECT_EQ(fault("a, b"),
              "1:14 K114 illegal revision id 'a, b': character ',' is not allowed" + rule);
    EXPECT_EQ(fault(std::string(33, 'a')),
              "1:14 K114 illegal revision id '" + std::string(33, 'a') +
                  "': it has 33 characters, at most 32 are allowed" + rule);
    EXPECT_EQ(fault(std::string(32, 'a')), "0 faults");
    for (const std::string word : {"head", "heads", "base", "current", "none", "HEAD", "None"}) {
        EXPECT_EQ(fault(word),
                  "1:14 K114 illegal revision id '" + word + "': the word is reserved" + rule);
    }
}

TEST(RevisionFileHeader, illegal_parents_are_each_an_error) {
    EXPECT_THAT(
        header_faults("-- revision: a\n-- down_revision: b+, c d\n-- min_compatible: x@y\n"),
        ElementsAre("2:19 K114 illegal revision id 'b+': character '+' is not allowed => an "
                    "id has 1 to 32 of the characters A-Z, a-z, 0-9 and _",
                    "2:23 K114 illegal revision id 'c d': character ' ' is not allowed => "
                    "separate several with commas",
                    "3:20 K114 illegal revision id 'x@y': character '@' is not allowed => "
                    "an id has 1 to 32 of the characters A-Z, a-z, 0-9 and _"));
    EXPECT_THAT(header_faults("-- revision: a\n-- down_revision: None\n"),
                ElementsAre("2:19 K114 illegal revision id 'None': the word is reserved => write "
                            "'none' for a base"));
}

TEST(RevisionFileHeader, labels_have_the_same_letters_and_may_be_longer) {
    const std::string longest(64, 'l');
    EXPECT_THAT(header_faults("-- revision: a\n-- down_revision: b\n-- branch_labels: " + longest +
                              "\n-- depends_on: " + longest + "\n"),
                IsEmpty());
    EXPECT_THAT(header_faults("-- revision: a\n-- down_revision: b\n-- branch_labels: x, y@z, " +
                              longest + "l\n-- depends_on: u:v\n"),
                ElementsAre("3:22 K115 illegal branch label 'y@z': character '@' is not allowed => "
                            "a label has 1 to 64 of the characters A-Z, a-z, 0-9 and _",
                            "3:27 K115 illegal branch label '" + longest +
                                "l': it has 65 characters, at most 64 are allowed => a label has 1 "
                                "to 64 of the characters A-Z, a-z, 0-9 and _",
                            "4:16 K114 illegal revision id or branch label 'u:v': character ':' is "
                            "not allowed => a label has 1 to 64 of the characters A-Z, a-z, 0-9 "
                            "and _"));
}

TEST(RevisionFileHeader, broken_lists_are_errors) {
    EXPECT_THAT(header_faults("-- revision: a\n-- down_revision: b, none\n"),
                ElementsAre("2:22 K113 'none' cannot stand in a list => write 'none' alone for a "
                            "base, or name the parents"));
    EXPECT_THAT(header_faults("-- revision: a\n-- down_revision: b,,c\n-- depends_on: ,d,\n"),
                ElementsAre("2:21 K113 empty item in 'down_revision' => remove the comma",
                            "3:16 K113 empty item in 'depends_on' => remove the comma",
                            "3:18 K113 trailing comma in 'depends_on' => remove the comma"));
    EXPECT_THAT(
        header_faults("-- revision: a\n-- down_revision: b\n-- depends_on: none\n"),
        ElementsAre("3:16 K113 'none' is not a value of 'depends_on' => leave the line out"));
}

/// `count` names, separated by commas.
std::string list_of(std::size_t count) {
    std::string list = "x0";
    for (std::size_t i = 1; i < count; ++i) list += ", x" + std::to_string(i);
    return list;
}

TEST(RevisionFileHeader, a_list_of_a_thousand_is_read) {
    const Parsed parsed =
        parse("-- revision: a\n-- down_revision: b\n-- depends_on: " + list_of(1000) +
              "\n\n-- kiln:upgrade\n");
    EXPECT_THAT(parsed.faults, IsEmpty());
    EXPECT_EQ(parsed.file.depends_on.size(), 1000U);
    EXPECT_GT(parsed.file.header.size(), 4096U);
    EXPECT_EQ(parsed.file.source_line(3), "") << "a line of some kilobytes";
}

TEST(RevisionFileHeader, a_longer_list_is_one_error) {
    const std::string list = list_of(1001);
    EXPECT_THAT(header_faults("-- revision: a\n-- down_revision: " + list +
                              "\n-- depends_on: " + list + "\n-- branch_labels: " + list + "\n"),
                ElementsAre("2:19 K113 'down_revision' has 1001 entries, at most 1000 are allowed "
                            "=> merge in several steps, each of some heads",
                            "3:16 K113 'depends_on' has 1001 entries, at most 1000 are allowed "
                            "=> name only the last of each branch: it comes with all below it",
                            "4:19 K113 'branch_labels' has 1001 entries, at most 1000 are allowed "
                            "=> leave out the labels that no command names"));
}

TEST(RevisionFileHeader, a_key_without_a_value_is_an_error_unless_it_is_text) {
    EXPECT_THAT(
        header_faults("-- revision:\n-- down_revision: \n-- branch_labels:\n-- message:\n"
                      "-- create_date:\n"),
        ElementsAre(
            "1:13 K113 header key 'revision' has no value => write the revision's id behind "
            "the colon",
            "2:18 K113 header key 'down_revision' has no value => write 'none' for a base",
            "3:18 K113 header key 'branch_labels' has no value => give it a value or leave "
            "the line out"));
}

TEST(RevisionFileHeader, all_faults_come_in_one_run) {
    EXPECT_THAT(faults("-- message: a\n-- color: b\n-- down_revision: b-\n\nSELECT 1;\n"
                       "-- kiln:upgrde\n'"),
                ElementsAre(testing::HasSubstr("1:1 K110"), testing::HasSubstr("2:4 K111"),
                            testing::HasSubstr("3:19 K114"), testing::HasSubstr("5:1 K120"),
                            testing::HasSubstr("6:9 K121"), testing::HasSubstr("7:1 K130")));
}

// --- The sections' faults ---

TEST(RevisionFileSections, sql_before_the_first_marker_is_an_error) {
    EXPECT_THAT(section_faults("-- a comment\n  SELECT 1; SELECT 2;\n-- kiln:upgrade\n"),
                ElementsAre("2:3 K120 SQL before the first marker => put '-- kiln:upgrade' on a "
                            "line of its own before it"));
}

TEST(RevisionFileSections, a_file_without_an_upgrade_is_an_error) {
    const std::string fault =
        "1 K124 no upgrade section => add the line '-- kiln:upgrade' behind the header, also if "
        "nothing follows it";
    const Parsed parsed = parse(good_header + "-- kiln:downgrade\nSELECT 1;");
    EXPECT_THAT(parsed.faults, ElementsAre("1:1" + fault.substr(1)));
    EXPECT_EQ(parsed.diagnostics[0].source_line, "-- revision: b1");
    EXPECT_THAT(parse(good_header).faults, ElementsAre("1:1" + fault.substr(1)));
}

TEST(RevisionFileSections, misspelt_markers_are_errors_that_name_the_right_one) {
    const auto fault = [](const std::string& marker) {
        const auto all = section_faults(marker + "\nSELECT 1;\n-- kiln:downgrade\n");
        return all.size() == 1 ? all[0] : std::to_string(all.size()) + " faults";
    };
    const std::string hint = " => did you mean '-- kiln:upgrade'?";
    EXPECT_EQ(fault("-- kiln:upgarde"), "1:9 K121 unknown section 'upgarde'" + hint);
    EXPECT_EQ(fault("-- kiln:Upgrade sqlite"), "1:9 K121 unknown section 'Upgrade'" + hint);
    EXPECT_EQ(fault("-- kiln: upgrade"), "1:9 K121 malformed section marker" + hint);
    EXPECT_EQ(fault("--kiln:upgrade"), "1:1 K121 malformed section marker" + hint);
    EXPECT_EQ(fault("--  kiln:upgrade"), "1:1 K121 malformed section marker" + hint);
    EXPECT_EQ(fault("-- Kiln:upgrade"), "1:1 K121 malformed section marker" + hint);
    EXPECT_EQ(fault("-- Kiln:Upgrade"), "1:1 K121 unknown section 'Upgrade'" + hint);
    EXPECT_EQ(fault("-- kiln upgrade"), "1:1 K121 malformed section marker" + hint);
    EXPECT_EQ(fault("-- kiln : upgrade"), "1:1 K121 malformed section marker" + hint);
    EXPECT_EQ(fault("-- kiln:upgrade;"), "1:9 K121 unknown section 'upgrade;'" + hint);
}

TEST(RevisionFileSections, an_unknown_section_is_an_error) {
    const std::string hint =
        " => the sections are '-- kiln:upgrade', '-- kiln:downgrade' and '-- kiln:fixture'";
    EXPECT_THAT(section_faults("-- kiln:upgrade\n-- kiln:data\nSELECT 1;\n-- kiln:\n"),
                ElementsAre("2:9 K121 unknown section 'data'" + hint,
                            "4:9 K121 malformed section marker" + hint));
}

TEST(RevisionFileSections, mysql_sees_a_misspelt_marker_too) {
    EXPECT_THAT(section_faults("-- kiln:upgrade mysql\nSELECT 1\n--kiln:downgrade\n"),
                ElementsAre("3:1 K121 malformed section marker => did you mean '-- "
                            "kiln:downgrade'?"));
}

TEST(RevisionFileSections, unknown_options_are_errors) {
    EXPECT_THAT(
        section_faults(
            "-- kiln:upgrade sqllite, MySQL\n-- kiln:downgrade notransaction mariadb x\n"),
        ElementsAre("1:17 K122 unknown section option 'sqllite,' => did you mean 'sqlite'?",
                    "1:26 K122 unknown section option 'MySQL' => did you mean 'mysql'?",
                    "2:19 K122 unknown section option 'notransaction' => did you mean "
                    "'no-transaction'?",
                    "2:33 K122 unknown section option 'mariadb' => did you mean 'mysql'?",
                    "2:41 K122 unknown section option 'x' => the options are sqlite, postgresql, "
                    "mysql and no-transaction"));
    EXPECT_THAT(section_faults("-- kiln:upgrade mysql mysql no-transaction no-transaction\n"),
                ElementsAre("1:23 K122 repeated section option 'mysql' => remove one of the two",
                            "1:44 K122 repeated section option 'no-transaction' => remove one of "
                            "the two"));
}

TEST(RevisionFileSections, repeated_sections_are_errors_that_name_the_first) {
    EXPECT_THAT(section_faults("-- kiln:upgrade\n-- kiln:downgrade\n\n-- kiln:upgrade\n"),
                ElementsAre("4:1 K123 repeated upgrade section | 1:1 first given here => join the "
                            "two sections, or give each its dialects: '-- kiln:upgrade "
                            "postgresql'"));
    EXPECT_THAT(
        section_faults("-- kiln:upgrade sqlite mysql\n-- kiln:upgrade postgresql mysql\n"),
        ElementsAre("2:1 K123 repeated upgrade section for 'mysql' | 1:1 first given here => "
                    "join the two sections, or give each its dialects: '-- kiln:upgrade "
                    "postgresql'"));
}

TEST(RevisionFileSections, what_is_to_be_confirmed_is_told_in_one_line) {
    EXPECT_THAT(section_faults("-- kiln:upgrade\n-- kiln:confirm a\rb\x1b[2J\n"),
                ElementsAre("2:1 K128 not confirmed: a b [2J => do what it asks, then delete the "
                            "line"));
}

TEST(RevisionFileSections, what_is_to_be_confirmed_begins_no_section) {
    const Parsed parsed = parse(good_header +
                                "-- kiln:upgrade\nSELECT 1;\n"
                                "-- kiln:confirm the rows are lost \nDROP TABLE t;\n"
                                "  -- kiln:confirm\nDROP TABLE u;\n-- kiln:downgrade\n");
    EXPECT_THAT(parsed.faults,
                ElementsAre("6:1 K128 not confirmed: the rows are lost => do what it asks, then "
                            "delete the line",
                            "8:3 K128 this statement is not confirmed => do what it asks, then "
                            "delete the line"));
    ASSERT_EQ(parsed.file.sections.size(), 2U);
}

TEST(RevisionFileSections, what_is_to_be_filled_in_is_told_each_time) {
    const std::string hint =
        " is not filled in => write an expression in the place of KILN_FILL_IN: a constant, or one "
        "of the columns of the row";
    EXPECT_THAT(section_faults("-- kiln:upgrade\nINSERT INTO n SELECT id,\n  KILN_FILL_IN AS "
                               "\"e mail\", KILN_FILL_IN as b FROM t;\n-- kiln:downgrade\nUPDATE "
                               "t SET a = KILN_FILL_IN"),
                ElementsAre("3:3 K128 the value of 'e mail'" + hint,
                            "3:29 K128 the value of 'b'" + hint, "5:18 K128 the value" + hint));
    EXPECT_THAT(section_faults("-- kiln:upgrade\n-- KILN_FILL_IN\nSELECT 'KILN_FILL_IN', "
                               "\"KILN_FILL_IN\", KILN_FILL_INS, /* KILN_FILL_IN */ 1;\n"),
                IsEmpty());
}

TEST(RevisionFileSections, an_indented_marker_is_text_with_a_warning) {
    const Parsed parsed = parse(good_header + "-- kiln:upgrade\nSELECT 1;\n  -- kiln:downgrade\n");
    EXPECT_THAT(parsed.faults,
                ElementsAre("6:3 warning K126 an indented marker is a comment => put it at the "
                            "beginning of its line to begin a section"));
    ASSERT_EQ(parsed.file.sections.size(), 1U);
    EXPECT_EQ(parsed.file.sections[0].sql, "SELECT 1;\n  -- kiln:downgrade");
    // Behind SQL or inside of something it is just text.
    EXPECT_THAT(section_faults("-- kiln:upgrade\nSELECT 1; -- kiln:downgrade\n/*\n -- "
                               "kiln:downgrade\n*/\n"),
                IsEmpty());
}

TEST(RevisionFileSections, what_is_unterminated_is_reported_where_it_opens) {
    const auto fault = [](const std::string& sql, const std::string& options = "") {
        const auto all = section_faults("-- kiln:upgrade" + options + "\n" + sql);
        return all.size() == 1 ? all[0] : std::to_string(all.size()) + " faults";
    };
    EXPECT_EQ(
        fault("SELECT 1, 'a;\n"),
        "2:11 K130 unterminated string => close it with '; inside a string a ' is written ''");
    EXPECT_EQ(fault("SELECT x'00"),
              "2:8 K130 unterminated string => close it with '; inside a string a ' is written ''");
    EXPECT_EQ(fault("SELECT \"a", " mysql"), "2:8 K130 unterminated string => close it with \"");
    EXPECT_EQ(fault("AS $f$ $$", " postgresql"),
              "2:4 K130 unterminated string: '$f$' is not closed => close it with $f$");
    EXPECT_EQ(fault("SELECT \"a"), "2:8 K131 unterminated quoted identifier => close it with \"");
    EXPECT_EQ(fault("SELECT `a"), "2:8 K131 unterminated quoted identifier => close it with `");
    EXPECT_EQ(fault("SELECT [a"), "2:8 K131 unterminated quoted identifier => close it with ]");
    EXPECT_EQ(fault("SELECT 1 /* a"), "2:10 K132 unterminated block comment => close it with */");
    EXPECT_EQ(fault("/* /* */", " postgresql"),
              "2:1 K132 unterminated block comment => close it with */; comments inside it need "
              "their own");
    EXPECT_EQ(fault("SELECT 1;\n CREATE TRIGGER t AFTER INSERT ON a BEGIN\nSELECT 1;\n"),
              "3:2 K133 unterminated body of a trigger or routine => end it with 'END;' behind its "
              "last statement's semicolon");
}

TEST(RevisionFileSections, what_mysql_alone_reads_is_said_to_need_its_name) {
    const auto fault = [](const std::string& sql, const std::string& options = "") {
        const auto all = section_faults("-- kiln:upgrade" + options + "\n" + sql);
        return all.size() == 1 ? all[0] : std::to_string(all.size()) + " faults";
    };
    const std::string close =
        " K130 unterminated string => close it with '; inside a string a ' is written ''";
    const std::string escaped = "INSERT INTO t VALUES ('it\\'s');\n";
    EXPECT_EQ(fault(escaped), "2:29" + close +
                                  "; if that \\' is for MySQL, name mysql alone on the section's "
                                  "marker");
    EXPECT_EQ(fault(escaped, " mysql"), "0 faults");
    EXPECT_EQ(fault(escaped, " sqlite"), "2:29" + close);
    EXPECT_EQ(fault("SELECT 'it;\n-- \\\n"), "2:8" + close);
    EXPECT_THAT(fault("delimiter //\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\nSELECT 1;\n"),
                EndsWith("semicolon; if that DELIMITER is for MySQL, name mysql alone on the "
                         "section's marker"));
}

TEST(RevisionFileSections, a_swallowed_marker_is_noted) {
    EXPECT_THAT(section_faults("-- kiln:upgrade\nSELECT 'a;\n-- kiln:downgrade\n"),
                ElementsAre("2:8 K130 unterminated string | 3:1 this marker became part of the "
                            "string => close it with '; inside a string a ' is written ''"));
    EXPECT_THAT(section_faults("-- kiln:upgrade\n/* a\n\n-- kiln:downgrade\n"),
                ElementsAre("2:1 K132 unterminated block comment | 4:1 this marker became part of "
                            "the comment => close it with */"));
    EXPECT_THAT(section_faults("-- kiln:upgrade\nCREATE TRIGGER t AFTER INSERT ON a BEGIN "
                               "SELECT 1;\n-- kiln:downgrade\nSELECT 2;\n"),
                ElementsAre("2:1 K133 unterminated body of a trigger or routine | 3:1 this marker "
                            "became part of the body => end it with 'END;' behind its last "
                            "statement's semicolon"));
}

}  // namespace
}  // namespace kiln::tool
