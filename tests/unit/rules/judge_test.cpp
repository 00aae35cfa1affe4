#include "tool/rules/judge.hpp"

#include "src/text/diagnose.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/source_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The sections begin in line 4 of their file.
RevisionFile file_of(const std::string& id, const std::string& sections) {
    std::vector<Diagnostic> faults;
    RevisionFile file = parse_revision_file(
        id + ".sql", "-- revision: " + id + "\n-- down_revision: none\n\n" + sections, faults);
    EXPECT_THAT(faults, IsEmpty());
    return file;
}

Diagnostic found_at(const std::string& file, std::uint32_t line, int code,
                    Severity severity = Severity::error) {
    Diagnostic diagnostic = diagnose_at({file, line, 1}, static_cast<Code>(code), "something");
    diagnostic.severity = severity;
    return diagnostic;
}

/// Each as `a.sql:5 error K601`, with the message of those that judging added.
std::vector<std::string> judged(const std::vector<Diagnostic>& found,
                                const std::vector<RevisionFile>& files,
                                const ReplayOptions& options = {}) {
    std::vector<std::string> out;
    for (const Diagnostic& each : judge(found, files, options)) {
        out.push_back(each.location.file + ":" + std::to_string(each.location.line) +
                      (each.severity == Severity::error ? " error " : " warning ") +
                      to_string(each.code));
        if (each.code == Code::malformed_allow) out.back() += " " + each.message;
    }
    return out;
}

ReplayOptions with_levels(RuleLevels levels) {
    ReplayOptions options;
    options.levels = std::move(levels);
    return options;
}

constexpr auto k610 = static_cast<Code>(610);
constexpr auto k601 = static_cast<Code>(601);

TEST(Judge, leaves_out_what_its_section_allows_and_nothing_else) {
    const std::vector<RevisionFile> files{
        file_of("a",
                "-- kiln:upgrade\nDROP TABLE t;\n-- kiln:allow K610: it was empty\n\n"
                "DROP TABLE u;\n-- kiln:fixture\nDELETE FROM v;\n"
                "-- kiln:downgrade\nDROP TABLE v;\n"),
        file_of("b", "-- kiln:upgrade\nDROP TABLE v;\n")};
    EXPECT_THAT(
        judged({found_at("a.sql", 5, 610), found_at("a.sql", 5, 611), found_at("a.sql", 8, 610),
                found_at("a.sql", 4, 610), found_at("a.sql", 10, 610), found_at("a.sql", 12, 610),
                found_at("b.sql", 5, 610)},
               files),
        ElementsAre("a.sql:5 error K611", "a.sql:10 error K610", "a.sql:12 error K610",
                    "b.sql:5 error K610"));
}

TEST(Judge, tells_of_an_allow_that_allowed_nothing) {
    const std::vector<RevisionFile> files{
        file_of("a",
                "-- kiln:upgrade\nDROP TABLE t;\n-- kiln:allow K610: it was empty\n"
                "-- kiln:allow K602: so nothing is lost\n-- kiln:downgrade\n"
                "-- kiln:allow K601: see above\n")};
    EXPECT_THAT(judged({found_at("a.sql", 5, 610)}, files),
                ElementsAre("a.sql:7 warning K332 there is no K602 in this section to allow",
                            "a.sql:9 warning K332 there is no K601 in this section to allow"));
}

TEST(Judge, minds_no_allow_whose_rule_was_not_looked_for) {
    const std::vector<RevisionFile> files{
        file_of("a",
                "-- kiln:upgrade\n-- kiln:allow K607: a newer one is there\nSELECT 1;\n"
                "-- kiln:upgrade postgresql\n-- kiln:allow K601: not run\nSELECT 2;\n"
                "-- kiln:downgrade\n-- kiln:allow K602: see above\n")};
    ReplayOptions options;
    options.round_trip = false;
    EXPECT_THAT(judged({}, files, options), IsEmpty());
    options.sqlite_minimum = 3026000;
    options.round_trip = true;
    EXPECT_THAT(judged({}, files, options),
                ElementsAre("a.sql:5 warning K332 there is no K607 in this section to allow",
                            "a.sql:11 warning K332 there is no K602 in this section to allow"));
    options.levels = {{static_cast<Code>(602), RuleLevel::off},
                      {static_cast<Code>(607), RuleLevel::off}};
    EXPECT_THAT(judged({}, files, options), IsEmpty());
    // Where something did not run, or was left out, the allow may be for that.
    EXPECT_THAT(judged({found_at("a.sql", 6, 301)}, files), ElementsAre("a.sql:6 error K301"));
    const std::vector<Diagnostic> many(max_diagnostics, found_at("a.sql", 6, 601));
    EXPECT_EQ(judged(many, files).size(), max_diagnostics);
}

TEST(Judge, gives_findings_the_levels_of_the_settings) {
    const std::vector<RevisionFile> files{file_of("a", "-- kiln:upgrade\nDROP TABLE t;\n")};
    const std::vector<Diagnostic> found{found_at("a.sql", 5, 610, Severity::warning),
                                        found_at("a.sql", 5, 601),
                                        found_at("a.sql", 5, 127, Severity::warning)};
    EXPECT_THAT(judged(found, files),
                ElementsAre("a.sql:5 warning K610", "a.sql:5 error K601", "a.sql:5 warning K127"));
    EXPECT_THAT(
        judged(found, files, with_levels({{k610, RuleLevel::error}, {k601, RuleLevel::warning}})),
        ElementsAre("a.sql:5 error K610", "a.sql:5 warning K601", "a.sql:5 warning K127"));
    EXPECT_THAT(judged(found, files, with_levels({{k610, RuleLevel::off}, {k601, RuleLevel::off}})),
                ElementsAre("a.sql:5 warning K127"));
}

TEST(Judge, leaves_frozen_revisions_alone) {
    const std::vector<RevisionFile> files{
        file_of("a", "-- kiln:upgrade\n-- kiln:allow K602: all is lost\nDROP TABLE t;\n"),
        file_of("b", "-- kiln:upgrade\nDROP TABLE t;\n")};
    ReplayOptions options;
    options.frozen = {"a"};
    EXPECT_THAT(
        judged({found_at("a.sql", 6, 610), found_at("a.sql", 6, 311), found_at("b.sql", 5, 610)},
               files, options),
        ElementsAre("a.sql:6 error K311", "b.sql:5 error K610"));
    EXPECT_THAT(judged({}, files, options), IsEmpty());
}

/// As of a project with both.
std::vector<std::string> judged_for_both(const std::vector<Diagnostic>& on_sqlite,
                                         const std::vector<Diagnostic>& on_postgresql,
                                         const std::vector<RevisionFile>& files) {
    constexpr Dialect both[] = {Dialect::sqlite, Dialect::postgresql};
    std::vector<std::string> out;
    for (const Diagnostic& each :
         united({judge(on_sqlite, files, {}), judge(on_postgresql, files, {}, Dialect::postgresql)},
                files, both)) {
        out.push_back(std::to_string(each.location.line) + " " + to_string(each.code));
    }
    return out;
}

TEST(Judge, tells_a_finding_of_several_dialects_once) {
    const std::vector<RevisionFile> files{
        file_of("a", "-- kiln:upgrade\nDROP TABLE t;\nDROP TABLE u;\n")};
    EXPECT_THAT(judged_for_both({found_at("a.sql", 5, 610)},
                                {found_at("a.sql", 5, 610), found_at("a.sql", 6, 610),
                                 found_at("a.sql", 5, 611), found_at("a.sql", 5, 301)},
                                files),
                ElementsAre("5 K610", "6 K610", "5 K611", "5 K301"));
    // Of one dialect there may be several at one place.
    EXPECT_THAT(judged_for_both({found_at("a.sql", 5, 606), found_at("a.sql", 5, 606)},
                                {found_at("a.sql", 5, 606), found_at("a.sql", 6, 606),
                                 found_at("a.sql", 6, 606)},
                                files),
                ElementsAre("5 K606", "5 K606", "6 K606", "6 K606"));
}

TEST(Judge, calls_an_allow_unused_only_where_no_dialect_of_its_section_needs_it) {
    const std::vector<RevisionFile> files{
        file_of("a",
                "-- kiln:upgrade\n-- kiln:allow K610: a\n-- kiln:allow K623: b\n"
                "-- kiln:allow K608: c\nSELECT 1;\n"),
        file_of("b",
                "-- kiln:upgrade sqlite\n-- kiln:allow K623: d\nSELECT 1;\n"
                "-- kiln:upgrade postgresql\n-- kiln:allow K612: e\nSELECT 1;\n")};
    EXPECT_THAT(judged_for_both({}, {}, files),
                ElementsAre("5 K332", "6 K332", "7 K332", "5 K332", "8 K332"));
    EXPECT_THAT(judged_for_both({found_at("a.sql", 8, 608)}, {found_at("a.sql", 8, 623)}, files),
                ElementsAre("5 K332", "5 K332", "8 K332"));
    // What did not run on one of them says nothing.
    EXPECT_THAT(judged_for_both({}, {found_at("a.sql", 8, 301)}, files),
                ElementsAre("5 K332", "8 K301"));
}

}  // namespace
}  // namespace kiln::tool
