#include "tool/command_line/help.hpp"
#include "tool/verbs/verbs.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

namespace kiln::tool {
namespace {

/// A program with all verbs; what main() adds is in the golden sessions.
class HelpTest : public testing::Test {
protected:
    HelpTest() {
        app_.formatter(std::make_shared<HelpFormatter>());
        for (const Verb& verb : verbs()) {
            verb.add(*app_.add_subcommand(std::string(verb.name), std::string(verb.summary)),
                     globals_);
        }
    }

    CLI::App app_{"", "kiln"};
    Globals globals_;
};

TEST_F(HelpTest, fits_80_columns) {
    for (const CLI::App* verb : app_.get_subcommands({})) {
        std::istringstream help(verb->help("kiln " + verb->get_name()));
        for (std::string line; std::getline(help, line);) {
            EXPECT_LE(line.size(), 80U) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

TEST_F(HelpTest, describes_every_verb_and_option) {
    for (const CLI::App* verb : app_.get_subcommands({})) {
        EXPECT_FALSE(verb->get_description().empty()) << verb->get_name();
        for (const CLI::Option* option : verb->get_options()) {
            EXPECT_FALSE(option->get_description().empty())
                << verb->get_name() << " " << option->get_name();
        }
    }
}

/// `TEXT` says nothing.
TEST_F(HelpTest, names_what_every_option_takes) {
    for (const CLI::App* verb : app_.get_subcommands({})) {
        EXPECT_EQ(verb->help().find(" TEXT"), std::string::npos) << verb->help();
    }
}

TEST_F(HelpTest, breaks_long_descriptions_between_words) {
    CLI::App verb("Do it", "do");
    std::string value;
    verb.formatter(app_.get_formatter());
    verb.set_help_flag();
    verb.add_option("--a-name-longer-than-its-column", value,
                    "A text that is too long for the fifty columns that it has, by some words")
        ->type_name("X");
    EXPECT_EQ(verb.help(), R"(Do it

Usage: do [options]

Options:
      --a-name-longer-than-its-column X
                              A text that is too long for the fifty columns that
                              it has, by some words

)");
}

}  // namespace
}  // namespace kiln::tool
