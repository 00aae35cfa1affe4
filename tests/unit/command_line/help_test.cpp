#include "tool/command_line/parser.hpp"
#include "tool/verbs.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

/// All verbs, each as a program of its own; what main() adds is in the golden sessions.
class HelpTest : public testing::Test {
protected:
    HelpTest() {
        for (const Verb& verb : verbs()) {
            parsers_.push_back(std::make_unique<Parser>("", "kiln " + std::string(verb.name)));
            verb.add(*parsers_.back(), globals_);
        }
    }

    Globals globals_;
    std::vector<std::unique_ptr<Parser>> parsers_;
};

TEST_F(HelpTest, fits_80_columns) {
    for (const auto& verb : parsers_) {
        std::istringstream help(verb->help());
        for (std::string line; std::getline(help, line);) {
            EXPECT_LE(line.size(), 80U) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

TEST_F(HelpTest, describes_every_verb_and_option) {
    for (const Verb& verb : verbs()) EXPECT_FALSE(verb.summary.empty()) << verb.name;
    for (const auto& verb : parsers_) {
        EXPECT_FALSE(verb->options().empty());
        for (const DescribedOption& option : verb->options()) {
            EXPECT_FALSE(option.description.empty()) << option.names.front() << "\n"
                                                     << verb->help();
        }
    }
}

/// `TEXT` says nothing.
TEST_F(HelpTest, names_what_every_option_takes) {
    for (const auto& verb : parsers_) {
        EXPECT_EQ(verb->help().find(" TEXT"), std::string::npos) << verb->help();
    }
}

TEST_F(HelpTest, breaks_long_descriptions_between_words) {
    Parser program("Do it", "do");
    std::string value;
    program.option("--a-name-longer-than-its-column", value,
                   "A text that is too long for the fifty columns that it has, by some words",
                   {.type = "X"});
    EXPECT_EQ(program.help(), R"(Do it

Usage: do [options]

Options:
  -h, --help                  Print this help
      --a-name-longer-than-its-column X
                              A text that is too long for the fifty columns that
                              it has, by some words

)");
}

}  // namespace
}  // namespace kiln::tool
