#include "tool/schema/on_branch.hpp"

#include "tests/support/schema_of.hpp"
#include "tool/schema/compare.hpp"

#include <kiln/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using support::schema_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What a revision of the branch changes there.
std::vector<std::string> changes(const std::string& branch, const std::string& all,
                                 const std::string& wanted) {
    const Schema before = schema_of(branch);
    std::vector<std::string> texts;
    for (const SchemaDifference& each :
         differences(before, on_branch(before, schema_of(all), schema_of(wanted)))) {
        texts.push_back(describe(each));
    }
    return texts;
}

TEST(OnBranch, what_other_branches_did_to_a_table_is_left_to_them) {
    // They added n, made b an INT, dropped gone, added one constraint and dropped another.
    EXPECT_THAT(changes("CREATE TABLE t(a, b TEXT, gone, CHECK (a > 1), CHECK (a > 2))",
                        "CREATE TABLE t(a, b INT, n, CHECK (a > 2), UNIQUE (a))",
                        "CREATE TABLE t(a, b INT, n, own, CHECK (a > 2), UNIQUE (a))"),
                ElementsAre("table 't': column 'own' is left over"));
    EXPECT_THAT(changes("CREATE TABLE t(a)", "CREATE TABLE t(a, n)", "CREATE TABLE t(a, n)"),
                IsEmpty());
    EXPECT_THAT(changes("CREATE TABLE t(a)", "CREATE TABLE t(a, n)", "CREATE TABLE t(a)"),
                IsEmpty());
}

TEST(OnBranch, a_new_column_stands_behind_those_that_other_branches_dropped) {
    const Schema made =
        on_branch(schema_of("CREATE TABLE t(a, gone)"), schema_of("CREATE TABLE t(a)"),
                  schema_of("CREATE TABLE t(a, own INT)"));
    EXPECT_THAT(differences(schema_of("CREATE TABLE t(a, gone, own INT)"), made), IsEmpty());
}

TEST(OnBranch, what_changes_is_changed) {
    EXPECT_THAT(changes("CREATE TABLE t(a, b); CREATE TABLE u(x); CREATE INDEX i ON t(a)",
                        "CREATE TABLE t(a, b, n); CREATE TABLE u(x); CREATE INDEX i ON t(a)",
                        "CREATE TABLE t(a TEXT, n); CREATE TABLE v(x); CREATE INDEX i ON t(a DESC);"
                        "CREATE INDEX j ON t(a)")
                    .size(),
                6U);
}

TEST(OnBranch, indexes_and_tables_of_other_branches_are_left_to_them) {
    EXPECT_THAT(changes("CREATE TABLE t(a); CREATE INDEX own ON t(a)",
                        "CREATE TABLE t(a, n); CREATE INDEX i ON t(n); CREATE TABLE u(x)",
                        "CREATE TABLE t(a, n, z); CREATE INDEX i ON t(n); CREATE TABLE u(x, y)"),
                ElementsAre("table 't': column 'z' is left over"));
}

TEST(OnBranch, what_needs_another_branch_is_an_error) {
    try {
        changes("CREATE TABLE t(a)", "CREATE TABLE t(a, n)", "CREATE TABLE t(a, n, CHECK (n > a))");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("needs what another branch made: no such column: n"));
    }
}

}  // namespace
}  // namespace kiln::tool
