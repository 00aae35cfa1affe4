// The rules on MariaDB: each file in tests/losses/mysql is a case, as those in tests/losses.

#include "tests/unit/servers/judged_cases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
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
