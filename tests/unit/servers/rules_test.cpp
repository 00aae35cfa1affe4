// The rules on a server: each file in tests/losses/postgresql is a case, as those in tests/losses.

#include "tests/losses/page.hpp"
#include "tool/replay/server_replay.hpp"
#include "tool/rules/judge.hpp"
#include "tool/rules/server_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::IsEmpty;

/// One for all tests: a private one.
const TrialServer& rules_server() {
    static const std::unique_ptr<TrialServer> server = [] {
        unsetenv("KILN_POSTGRESQL_URL");
        std::string missing;
        return TrialServer::find(Dialect::postgresql, {}, missing);
    }();
    return *server;
}

/// As the build does it.
std::vector<Diagnostic> judged(std::span<const RevisionFile> files, const Graph& graph) {
    std::vector<Diagnostic> found = replay_on_server(files, graph, rules_server());
    apply_rules_on_server(files, graph, rules_server(), true, found);
    return judge(std::move(found), files, {}, Dialect::postgresql);
}

TEST(ServerRules, find_what_each_case_says_and_nothing_else) {
    const char* const only = std::getenv("KILN_CASES");
    std::size_t cases = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(KILN_SERVER_LOSSES_DIRECTORY)) {
        const std::string name = entry.path().stem().string();
        if (only != nullptr && name.find(only) == std::string::npos) continue;
        SCOPED_TRACE(name);
        std::ifstream lines(entry.path(), std::ios::binary);
        EXPECT_THAT(differences_in(Case(lines), judged), IsEmpty());
        ++cases;
    }
    EXPECT_GT(cases, 0U);
}

TEST(ServerRules, are_explained_by_examples_that_are_faulty_and_mended) {
    const std::vector<RuleSection> sections = sections_of("checks.md");
    const Example before = only_example(sections, "before postgresql");
    for (const RuleSection& section : sections) {
        if (!section.is_of_servers()) continue;
        SCOPED_TRACE(section.title);
        ASSERT_EQ(section.marked("faulty").size(), 1U);
        ASSERT_EQ(section.marked("mended").size(), 1U);
        std::vector<std::string> codes;
        for (const Diagnostic& each :
             found_in(revisions_of(before, *section.marked("faulty").front()), judged)) {
            codes.push_back(to_string(each.code));
        }
        EXPECT_THAT(codes, Contains(section.code()));
        EXPECT_THAT(found_in(revisions_of(before, *section.marked("mended").front()), judged),
                    IsEmpty());
    }
}

}  // namespace
}  // namespace kiln::tool
