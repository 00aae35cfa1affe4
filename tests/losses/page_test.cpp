// docs/checks.md says of each rule what it finds: the examples marked `<!-- faulty -->` and
// `<!-- mended -->` are tried, behind the revision that is marked `<!-- before -->`.

#include "tests/losses/page.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tool/project/settings.hpp"

#include <kiln/codes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Ge;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> codes_found(const Example& before, const Example& example,
                                     const ReplayOptions& options) {
    std::vector<std::string> codes;
    for (const Diagnostic& each : found_in(revisions_of(before, example), options)) {
        codes.push_back(to_string(each.code));
    }
    return codes;
}

ReplayOptions options_of(const RuleSection& section) {
    ReplayOptions options;
    for (const Example* settings : section.marked("settings")) {
        std::string text;
        for (const std::string& line : settings->lines) text += line + "\n";
        const TemporaryDirectory folder;
        folder.write("kiln.toml", text);
        const CheckSettings checks = read_settings(folder / "kiln.toml").checks;
        options.levels = checks.rules;
        options.sqlite_minimum = checks.sqlite_minimum;
    }
    return options;
}

TEST(ChecksPage, explains_the_rules_that_there_are_in_the_order_of_their_codes) {
    Lines explained;
    for (const RuleSection& section : sections_of("checks.md")) explained.push_back(section.title);
    Lines known{""};
    for (const RuleSection& section : sections_of("diagnostics.md")) {
        if (section.title.starts_with("K6")) known.push_back(section.title);
    }
    EXPECT_EQ(explained, known);
}

TEST(ChecksPage, has_a_faulty_example_that_only_its_rule_finds_and_a_mended_one_that_none_does) {
    const std::vector<RuleSection> sections = sections_of("checks.md");
    const Example before = only_example(sections, "before");
    for (auto section = sections.begin() + 1; section != sections.end(); ++section) {
        if (section->is_of_servers()) continue;
        SCOPED_TRACE(section->title);
        const std::vector<const Example*> faulty = section->marked("faulty");
        const std::vector<const Example*> mended = section->marked("mended");
        ASSERT_EQ(faulty.size(), 1U);
        ASSERT_EQ(mended.size(), 1U);
        const ReplayOptions options = options_of(*section);
        EXPECT_THAT(codes_found(before, *faulty.front(), options),
                    AllOf(SizeIs(Ge(1U)), Each(section->code())));
        EXPECT_THAT(codes_found(before, *mended.front(), options), IsEmpty());
    }
}

}  // namespace
}  // namespace kiln::tool
