// Damaged and hostile files: no crash, no hang, and never silence.

#include "tests/support/sanitized.hpp"
#include "tool/project/reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

const std::string_view valid =
    "-- revision: 1975ea83b712\n"
    "-- down_revision: ae1027a6acf1, 09d5cf25532f\n"
    "-- depends_on: stock\n"
    "-- message: größere Änderung\n"
    "\n"
    "-- kiln:upgrade sqlite no-transaction\n"
    "CREATE TABLE \"a\" (b TEXT DEFAULT 'it''s', [c] BLOB DEFAULT x'00'); -- comment\n"
    "/* -- kiln:downgrade */\n"
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
    "  SELECT CASE 1 WHEN 1 THEN 2 END;\n"
    "END;\n"
    "-- kiln:upgrade postgresql\n"
    "CREATE FUNCTION f() RETURNS int AS $body$ SELECT 1; $body$;\n"
    "-- kiln:upgrade mysql\n"
    "CREATE PROCEDURE p() BEGIN IF a THEN SELECT 'a\\'b'; END IF; END;\n"
    "\n"
    "-- kiln:downgrade\n"
    "DROP TABLE a;";

/// What must hold for any bytes at all.
void expect_an_answer(const std::string& text) {
    std::vector<Diagnostic> diagnostics;
    const RevisionFile file = parse_revision_file("a.sql", text, diagnostics);
    ASSERT_TRUE(!file.sections.empty() || !diagnostics.empty()) << text;
    const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n') + 1);
    for (const Diagnostic& diagnostic : diagnostics) {
        ASSERT_GE(diagnostic.location.line, 1U);
        ASSERT_LE(diagnostic.location.line, lines);
        ASSERT_GE(diagnostic.location.column, 1U);
        ASSERT_LE(diagnostic.location.column, text.size() + 1);
        ASSERT_FALSE(diagnostic.message.empty());
        ASSERT_FALSE(diagnostic.hint.empty());
        ASSERT_EQ(diagnostic.message.find_first_of("\n\r"), std::string::npos);
    }
    const bool good = std::none_of(diagnostics.begin(), diagnostics.end(),
                                   [](const auto& d) { return d.severity == Severity::error; });
    if (good) {
        ASSERT_FALSE(file.revision.text.empty()) << text;
        ASSERT_NE(file.down_revision_line, 0U) << text;
    }
}

TEST(HostileRevisionFile, the_valid_file_is_valid) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_EQ(parse_revision_file("a.sql", valid, diagnostics).sections.size(), 4U);
    EXPECT_TRUE(diagnostics.empty());
}

TEST(HostileRevisionFile, every_truncation_gets_an_answer) {
    for (std::size_t size = 0; size <= valid.size(); ++size) {
        expect_an_answer(std::string(valid.substr(0, size)));
    }
}

TEST(HostileRevisionFile, flipped_dropped_and_moved_bytes_get_an_answer) {
    constexpr int rounds = support::is_sanitized ? 4'000 : 20'000;
    std::mt19937 random(11);
    const std::string_view special = "'\"`[]$-/*\n\r\t :,;\\#\xff";
    for (int round = 0; round < rounds; ++round) {
        std::string text(valid);
        for (std::size_t count = 1 + random() % 4; count > 0; --count) {
            const std::size_t at = random() % text.size();
            switch (random() % 4) {
                case 0:
                    text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^
                                                 (1U << (random() % 8)));
                    break;
                case 1:
                    text[at] = special[random() % special.size()];
                    break;
                case 2:
                    text.erase(at, 1 + random() % 20);
                    break;
                default:
                    text.insert(at, text, random() % text.size(), random() % 40);
                    break;
            }
            if (text.empty()) text.assign(1, '\n');
        }
        expect_an_answer(text);
    }
}

TEST(HostileRevisionFile, millions_of_faults_end_in_a_readable_number) {
    const std::string header = "-- revision: a\n-- down_revision: b\n";
    std::string markers = header;
    while (markers.size() < 20'000'000) markers += "-- kiln:upgrade\n";
    std::string keys = header;
    while (keys.size() < 20'000'000) keys += "-- x:\n";
    std::string items = "-- revision: a\n-- down_revision: ";
    for (std::size_t i = 0; i < max_list_size; ++i) items += i == 0 ? "-" : ",-";
    std::string options = header + "-- kiln:upgrade ";
    while (options.size() < 1'000'000) options += "x ";
    std::string stray = header + "\n";
    while (stray.size() < 1'000'000) stray += "-- message: x\n";
    for (const std::string& text : {markers, keys, items, options, stray}) {
        std::vector<Diagnostic> diagnostics;
        parse_revision_file("a.sql", text, diagnostics);
        EXPECT_GE(diagnostics.size(), 1000U);
        EXPECT_LE(diagnostics.size(), 1010U);
    }
}

TEST(HostileRevisionFile, a_long_name_is_cut_in_what_is_said_of_it) {
    std::vector<Diagnostic> diagnostics;
    const std::string id = std::string(100'000, 'a') + "-";
    parse_revision_file("a.sql",
                        "-- revision: " + id + "\n-- down_revision: none\n\n-- kiln:upgrade\n",
                        diagnostics);
    ASSERT_EQ(diagnostics.size(), 1U);
    EXPECT_NE(diagnostics[0].message.find(std::string(80, 'a') + "...'"), std::string::npos);
    EXPECT_LT(diagnostics[0].message.size(), 200U);
}

TEST(HostileRevisionFile, deep_and_long_things_are_read) {
    const std::string header = "-- revision: a\n-- down_revision: b\n-- kiln:upgrade postgresql\n";
    std::vector<Diagnostic> diagnostics;
    std::string nested = header;
    for (int i = 0; i < 2'000'000; ++i) nested += "/*\n";
    parse_revision_file("a.sql", nested, diagnostics);
    ASSERT_EQ(diagnostics.size(), 1U);
    EXPECT_EQ(diagnostics[0].code, 132);
    diagnostics.clear();
    const RevisionFile file =
        parse_revision_file("a.sql", header + std::string(20'000'000, '\n') + ";", diagnostics);
    EXPECT_TRUE(diagnostics.empty());
    EXPECT_EQ(file.sections.at(0).sql, ";");
    EXPECT_EQ(file.sections.at(0).sql_line, 20'000'004U);
}

}  // namespace
}  // namespace kiln::tool
