// The rules on a server: each file in tests/losses/postgresql is a case, as those in tests/losses.

#include "tests/unit/servers/judged_cases.hpp"
#include "tests/unit/servers/private_postgresql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::Contains;
using testing::IsEmpty;

TEST(ServerRules, find_what_each_case_says_and_nothing_else) {
    expect_cases("postgresql", private_postgresql());
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
             found_in(revisions_of(before, *section.marked("faulty").front()),
                      judge_on(private_postgresql()))) {
            codes.push_back(to_string(each.code));
        }
        EXPECT_THAT(codes, Contains(section.code()));
        EXPECT_THAT(found_in(revisions_of(before, *section.marked("mended").front()),
                             judge_on(private_postgresql())),
                    IsEmpty());
    }
}

}  // namespace
}  // namespace kiln::tool
