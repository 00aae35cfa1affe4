#include "tool/report/diagnostics.hpp"

#include <gtest/gtest.h>

namespace {

using kiln::Diagnostic;
using kiln::Severity;
using kiln::tool::DiagnosticFormat;
using kiln::tool::format_diagnostics;

Diagnostic sample() {
    Diagnostic diagnostic;
    diagnostic.code = kiln::Code::unknown_down_revision;
    diagnostic.location = {"migrations/b71c_email.sql", 2, 19};
    diagnostic.message = "unknown down_revision '3f2b'";
    diagnostic.hint = "did you mean '3f2a' (migrations/3f2a_user.sql)?";
    diagnostic.source_line = "-- down_revision: 3f2b";
    return diagnostic;
}

std::string gcc(const Diagnostic& diagnostic) {
    return format_diagnostics({&diagnostic, 1}, DiagnosticFormat::gcc);
}

TEST(Diagnostics, print_as_the_design_shows_them) {
    EXPECT_EQ(gcc(sample()),
              "migrations/b71c_email.sql:2:19: error: unknown down_revision '3f2b' [K201]\n"
              "    2 | -- down_revision: 3f2b\n"
              "      |                   ^\n"
              "hint: did you mean '3f2a' (migrations/3f2a_user.sql)?\n");
}

TEST(Diagnostics, print_for_visual_studio_in_its_own_form) {
    const Diagnostic diagnostic = sample();
    EXPECT_EQ(format_diagnostics({&diagnostic, 1}, DiagnosticFormat::msvc),
              "migrations/b71c_email.sql(2,19) : error K201: unknown down_revision '3f2b'\n"
              "    2 | -- down_revision: 3f2b\n"
              "      |                   ^\n"
              "hint: did you mean '3f2a' (migrations/3f2a_user.sql)?\n");
}

TEST(Diagnostics, name_the_program_where_there_is_no_file) {
    Diagnostic diagnostic;
    diagnostic.code = kiln::Code::no_url;
    diagnostic.message = "no database is named";
    EXPECT_EQ(gcc(diagnostic), "kiln: error: no database is named [K514]\n");
}

TEST(Diagnostics, put_the_caret_below_the_character_behind_tabs_and_wide_characters) {
    Diagnostic diagnostic = sample();
    diagnostic.hint.clear();
    diagnostic.source_line = "\t'患ü' FROM";
    diagnostic.location.column = 10;  // tab, quote, 3 + 2 bytes, quote, blank: F is the tenth
    EXPECT_EQ(gcc(diagnostic),
              "migrations/b71c_email.sql:2:10: error: unknown down_revision '3f2b' [K201]\n"
              "    2 | \t'患ü' FROM\n"
              "      | \t      ^\n");
}

TEST(Diagnostics, cut_a_long_line_around_the_column) {
    Diagnostic diagnostic = sample();
    diagnostic.hint.clear();
    diagnostic.source_line = std::string(500'000, 'a') + "!" + std::string(500'000, 'b');
    diagnostic.location.column = 500'001;
    EXPECT_EQ(gcc(diagnostic),
              "migrations/b71c_email.sql:2:500001: error: unknown down_revision '3f2b' [K201]\n"
              "    2 | ..." +
                  std::string(80, 'a') + "!" + std::string(79, 'b') + "...\n" + "      | " +
                  std::string(83, ' ') + "^\n");
}

TEST(Diagnostics, never_let_an_escape_sequence_through) {
    Diagnostic diagnostic = sample();
    diagnostic.message = diagnostic.hint = diagnostic.source_line = diagnostic.location.file =
        "\x1b[2J";
    diagnostic.notes.push_back({{"\x1b[2J", 1, 1}, "\x1b[2J"});
    for (const DiagnosticFormat format : {DiagnosticFormat::gcc, DiagnosticFormat::msvc,
                                          DiagnosticFormat::json, DiagnosticFormat::sarif}) {
        EXPECT_EQ(format_diagnostics({&diagnostic, 1}, format).find('\x1b'), std::string::npos);
    }
}

TEST(Diagnostics, hide_a_password_in_each_of_their_parts) {
    const std::string url = "postgresql://bob:s3cret@db/x";
    Diagnostic diagnostic = sample();
    diagnostic.message = diagnostic.hint = diagnostic.source_line = diagnostic.location.file = url;
    diagnostic.notes.push_back({{url, 1, 1}, url});
    for (const DiagnosticFormat format : {DiagnosticFormat::gcc, DiagnosticFormat::msvc,
                                          DiagnosticFormat::json, DiagnosticFormat::sarif}) {
        const std::string text = format_diagnostics({&diagnostic, 1}, format);
        EXPECT_EQ(text.find("s3cret"), std::string::npos) << text;
    }
}

TEST(Diagnostics, replace_what_is_not_utf8_where_json_could_not_hold_it) {
    Diagnostic diagnostic = sample();
    diagnostic.message = diagnostic.location.file = "caf\xe9";
    for (const DiagnosticFormat format : {DiagnosticFormat::json, DiagnosticFormat::sarif}) {
        const std::string text = format_diagnostics({&diagnostic, 1}, format);
        EXPECT_NE(text.find("caf\ufffd"), std::string::npos) << text;
    }
    EXPECT_NE(gcc(diagnostic).find("caf\\xe9"), std::string::npos) << gcc(diagnostic);
}

TEST(Diagnostics, cut_a_long_line_between_characters) {
    Diagnostic diagnostic = sample();
    diagnostic.source_line.clear();
    for (int i = 0; i < 200; ++i) diagnostic.source_line += "患";
    diagnostic.location.column = 301;  // of three bytes each: the hundred-and-first
    EXPECT_NE(gcc(diagnostic).find("...患"), std::string::npos) << gcc(diagnostic);
    EXPECT_EQ(gcc(diagnostic).find("\\x"), std::string::npos) << gcc(diagnostic);
}

TEST(Diagnostics, print_notes_with_their_places) {
    Diagnostic diagnostic = sample();
    diagnostic.severity = Severity::warning;
    diagnostic.source_line.clear();
    diagnostic.hint.clear();
    diagnostic.notes = {{{"a.sql", 3, 1}, "here"}, {{}, "anywhere"}};
    EXPECT_EQ(gcc(diagnostic),
              "migrations/b71c_email.sql:2:19: warning: unknown down_revision '3f2b' [K201]\n"
              "a.sql:3:1: note: here\n"
              "note: anywhere\n");
}

TEST(Diagnostics, as_json_are_one_array) {
    const Diagnostic diagnostic = sample();
    EXPECT_EQ(format_diagnostics({&diagnostic, 1}, DiagnosticFormat::json),
              R"([
  {
    "severity": "error",
    "code": "K201",
    "file": "migrations/b71c_email.sql",
    "line": 2,
    "column": 19,
    "message": "unknown down_revision '3f2b'",
    "notes": [],
    "hint": "did you mean '3f2a' (migrations/3f2a_user.sql)?"
  }
]
)");
}

TEST(Diagnostics, as_sarif_have_notes_as_related_places_and_no_column_zero) {
    Diagnostic diagnostic = sample();
    diagnostic.location.column = 0;
    diagnostic.notes = {{{"a.sql", 3, 0}, "here"}};
    const std::string text = format_diagnostics({&diagnostic, 1}, DiagnosticFormat::sarif);
    EXPECT_NE(text.find("relatedLocations"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("uri": "a.sql")"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("text": "here")"), std::string::npos) << text;
    EXPECT_EQ(text.find("startColumn"), std::string::npos) << text;
}

TEST(Diagnostics, as_sarif_name_rule_level_and_place) {
    Diagnostic diagnostic = sample();
    diagnostic.location.file = "/a b/ü.sql";
    const std::string text = format_diagnostics({&diagnostic, 1}, DiagnosticFormat::sarif);
    EXPECT_NE(text.find(R"("ruleId": "K201")"), std::string::npos);
    EXPECT_NE(text.find(R"("level": "error")"), std::string::npos);
    EXPECT_NE(text.find(R"("uri": "file:///a%20b/%C3%BC.sql")"), std::string::npos);
    EXPECT_NE(text.find(R"("startLine": 2)"), std::string::npos);
    EXPECT_NE(text.find(R"("version": "2.1.0")"), std::string::npos);
}

}  // namespace
