// The rules on MariaDB: each file in tests/losses/mysql is a case, as those in tests/losses.

#include "tests/unit/servers/judged_cases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

/// One for all tests: a private one.
const TrialServer& mysql_rules_server() {
    static const std::unique_ptr<TrialServer> server = [] {
        unsetenv("KILN_MYSQL_URL");
        std::string missing;
        return TrialServer::find(Dialect::mysql, {}, missing);
    }();
    return *server;
}

TEST(ServerRulesOnMysql, find_what_each_case_says_and_nothing_else) {
    expect_cases("mysql", mysql_rules_server());
}

/// Without what the server says, which stands behind.
TEST(ServerRulesOnMysql, hold_on_a_server_of_another_language) {
    const TrialDatabaseOnServer any(mysql_rules_server());
    ASSERT_FALSE(any.connection().run_first("SET GLOBAL lc_messages = 'de_DE'").fault);
    std::string said;
    for (const char* name : {"K604_trigger", "K604_view", "K601_insert"}) {
        std::ifstream lines(std::filesystem::path(KILN_SERVER_LOSSES_DIRECTORY) / "mysql" /
                            (std::string(name) + ".sql"));
        Case losses(lines);
        for (Expected& each : losses.expected) each.text.clear();
        SCOPED_TRACE(name);
        EXPECT_THAT(differences_in(losses, judge_on(mysql_rules_server())), testing::IsEmpty());
        for (const Diagnostic& each : found_in(losses, judge_on(mysql_rules_server()))) {
            said += each.message;
        }
    }
    EXPECT_THAT(said, testing::HasSubstr("Unbekannte"));
    EXPECT_FALSE(any.connection().run_first("SET GLOBAL lc_messages = 'en_US'").fault);
}

TEST(ServerRulesOnMysql, are_explained_by_examples_that_are_faulty_and_mended) {
    const std::vector<RuleSection> sections = sections_of("mysql.md");
    const Example before = only_example(sections, "before mysql");
    std::size_t faulty = 0;
    for (const RuleSection& section : sections) {
        for (const Example& example : section.examples) {
            SCOPED_TRACE(example.mark);
            const Case revisions = revisions_of(before, example);
            const auto codes = [&] {
                std::vector<std::string> found;
                for (const Diagnostic& each : found_in(revisions, judge_on(mysql_rules_server()))) {
                    found.push_back(to_string(each.code));
                }
                return found;
            };
            if (example.mark.starts_with("faulty ")) {
                EXPECT_THAT(codes(), testing::Contains(example.mark.substr(7)));
                ++faulty;
            } else if (example.mark.starts_with("mended ")) {
                EXPECT_THAT(codes(), testing::IsEmpty());
            }
        }
    }
    EXPECT_EQ(faulty, 4U);
}

}  // namespace
}  // namespace kiln::tool
