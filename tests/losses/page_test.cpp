// docs/checks.md says of each rule what it finds: the examples marked `<!-- faulty -->` and
// `<!-- mended -->` are tried, behind the revision that is marked `<!-- before -->`.

#include "tests/losses/case.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tool/project/settings.hpp"

#include <kiln/codes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Ge;
using testing::IsEmpty;
using testing::SizeIs;

struct Example {
    std::string mark;  ///< `faulty`
    Lines lines;
};

struct RuleSection {
    std::string title;  ///< `K601 fails on rows`
    std::vector<Example> examples;

    std::string code() const { return title.substr(0, title.find(' ')); }
    std::vector<const Example*> marked(const std::string& mark) const {
        std::vector<const Example*> found;
        for (const Example& example : examples) {
            if (example.mark == mark) found.push_back(&example);
        }
        return found;
    }
};

std::ifstream open_page(const char* name) {
    std::ifstream page(std::filesystem::path(KILN_DOCS_DIRECTORY) / name, std::ios::binary);
    EXPECT_TRUE(page.is_open()) << name;
    return page;
}

/// By headings of the third level, the first for what stands above all of these; with the blocks
/// that have a mark.
std::vector<RuleSection> sections_of(const char* name) {
    std::ifstream page = open_page(name);
    std::vector<RuleSection> sections(1);
    std::string mark;
    bool is_inside = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("```")) {
            is_inside = !is_inside;
            if (is_inside) sections.back().examples.push_back({mark, {}});
            mark.clear();
        } else if (is_inside) {
            sections.back().examples.back().lines.push_back(line);
        } else if (line.starts_with("### ")) {
            sections.push_back({line.substr(4), {}});
        } else if (line.starts_with("<!-- ")) {
            mark = line.substr(5, line.find(" -->") - 5);
        }
    }
    return sections;
}

/// Revisions that begin with their ids; one without begins at the first line.
void add_parts(Case& example, const Lines& lines) {
    const std::string key = "-- revision: ";
    if (lines.empty() || !lines.front().starts_with(key)) {
        example.parts.push_back({"example", 1, {}});
    }
    for (const std::string& line : lines) {
        if (line.starts_with(key)) {
            example.parts.push_back({line.substr(key.size()), 1, {}});
        } else {
            example.parts.back().lines.push_back(line);
        }
    }
}

std::vector<std::string> codes_found(const Example& before, const Example& example,
                                     const ReplayOptions& options) {
    Case revisions;
    add_parts(revisions, before.lines);
    add_parts(revisions, example.lines);
    std::vector<std::string> codes;
    for (const Diagnostic& each : found_in(revisions, options)) {
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
    const std::vector<const Example*> before = sections.front().marked("before");
    ASSERT_EQ(before.size(), 1U);
    for (auto section = sections.begin() + 1; section != sections.end(); ++section) {
        SCOPED_TRACE(section->title);
        const std::vector<const Example*> faulty = section->marked("faulty");
        const std::vector<const Example*> mended = section->marked("mended");
        ASSERT_EQ(faulty.size(), 1U);
        ASSERT_EQ(mended.size(), 1U);
        const ReplayOptions options = options_of(*section);
        EXPECT_THAT(codes_found(*before.front(), *faulty.front(), options),
                    AllOf(SizeIs(Ge(1U)), Each(section->code())));
        EXPECT_THAT(codes_found(*before.front(), *mended.front(), options), IsEmpty());
    }
}

}  // namespace
}  // namespace kiln::tool
