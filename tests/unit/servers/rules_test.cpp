// The rules on a server: each file in tests/losses/postgresql is a case, as those in tests/losses.

#include "tests/unit/servers/judged_cases.hpp"
#include "tests/unit/servers/private_postgresql.hpp"
#include "tool/servers/made_roles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <initializer_list>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::Contains;
using testing::IsEmpty;

TEST(ServerRules, find_what_each_case_says_and_nothing_else) {
    expect_cases("postgresql", private_postgresql());
}

TEST(ServerRules, need_no_more_of_a_role_than_to_make_databases) {
    const TrialDatabaseOnServer database(private_postgresql());
    for (const char* sql :
         {"DROP ROLE IF EXISTS maker", "CREATE ROLE maker LOGIN CREATEDB CREATEROLE"}) {
        ASSERT_FALSE(database.connection().run_first(sql).fault);
    }
    const auto server = named_postgresql(url_as(private_postgresql().url(), "maker"));
    expect_cases("postgresql", *server);
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

// As with transaction_per_migration.
TEST(ServerRules, a_run_may_commit_after_each_revision) {
    std::istringstream lines(
        "# A value of an enum, and its use.\n== a\nCREATE TYPE mood AS ENUM ('good');\nCREATE "
        "TABLE t (id "
        "int, mood mood);\n== b\nALTER TYPE mood ADD VALUE 'bad';\n== c\nUPDATE t SET mood = 'bad' "
        "WHERE "
        "id = 1;\n== d\nCREATE TABLE u (x int);\nSELECT broken;  -- expect K301 \"column\"\n== "
        "e\nCREATE TABLE w (x int);\n");
    EXPECT_THAT(differences_in(Case(lines), judge_on(private_postgresql(), {.commits_each = true})),
                IsEmpty());
}

// A server's, and not a database's.
TEST(ServerRules, hold_behind_revisions_that_make_roles) {
    const std::string chain =
        "# Roles.\n== a\nCREATE ROLE clerk NOLOGIN;\nDO $$ BEGIN CREATE USER \"Chief Clerk\"; END "
        "$$;\n"
        "CREATE TABLE t (x int);\nGRANT SELECT ON t TO clerk;\n== b\n"
        "ALTER TABLE t ADD y int NOT NULL;  -- expect K601\n";
    // Where a run commits in between, too.
    const std::string committed =
        chain +
        "== c\n-- kiln:upgrade no-transaction\nCREATE INDEX CONCURRENTLY i ON t (x);\n== d\n"
        "ALTER ROLE clerk CREATEDB;\nALTER TABLE t ADD z int NOT NULL;  -- expect K601\n";
    const auto named = named_postgresql(private_postgresql().url());
    const TrialDatabaseOnServer database(private_postgresql());
    for (const char* sql : {"DROP ROLE IF EXISTS keeper", "CREATE ROLE keeper"}) {
        ASSERT_FALSE(database.connection().run_first(sql).fault);
    }
    // What a person has stays.
    const std::string beside =
        "== e\nDO $$ BEGIN CREATE ROLE keeper; EXCEPTION WHEN duplicate_object THEN NULL; END "
        "$$;\n";
    for (const TrialServer* const server :
         std::initializer_list<const TrialServer*>{named.get(), &private_postgresql()}) {
        for (const std::string& text : {chain, committed, committed + beside}) {
            std::istringstream lines(text);
            EXPECT_THAT(differences_in(Case(lines), judge_on(*server)), IsEmpty());
        }
        if (server != named.get()) continue;
        std::vector<std::string> roles;
        database.connection().run_first(
            "SELECT rolname FROM pg_roles WHERE rolname IN ('clerk', 'Chief Clerk', 'keeper')", {},
            [&](Row row) { roles.emplace_back(row[0].text); });
        EXPECT_THAT(roles, testing::ElementsAre("keeper"));
    }
}

// Of a text that is put together the role is not known.
TEST(ServerRules, tell_where_they_were_not_asked) {
    const TrialDatabaseOnServer database(private_postgresql());
    const auto named = named_postgresql(private_postgresql().url());
    std::istringstream lines(
        "# A role is the server's.\n== a\nCREATE TABLE t (x int);\nDO $$ BEGIN EXECUTE 'CREATE "
        "ROLE ' || "
        "'made_by_text'; END $$;  -- expect K338 \"already exists\"\n== b\nALTER TABLE t ADD y int "
        "NOT NULL;\n");
    EXPECT_THAT(differences_in(Case(lines), judge_on(*named)), IsEmpty());
    database.connection().run_first("DROP ROLE made_by_text");
}

TEST(ServerRules, find_the_roles_that_are_made) {
    using Names = std::set<std::string>;
    EXPECT_EQ(
        roles_made_by("create role Clerk; CREATE USER \"Odd \"\"Name\"; CREATE /* x */ GROUP g;"),
        (Names{"clerk", "Odd \"Name", "g"}));
    EXPECT_EQ(roles_made_by("DO $$ BEGIN CREATE ROLE a; END $$; DO $x$ CREATE ROLE b $x$"),
              (Names{"a", "b"}));
    EXPECT_EQ(roles_made_by(
                  "CREATE USER MAPPING FOR a SERVER s; SELECT 'CREATE ROLE a'; ALTER ROLE a; $$"),
              Names());
    EXPECT_EQ(roles_made_by("CREATE ROLE"), Names());
    EXPECT_EQ(roles_made_by(""), Names());
}

TEST(ServerRules, name_a_row_of_the_table_that_is_at_fault) {
    std::istringstream lines(
        "# Names within names, and a table that is only referred to.\n== a\nCREATE TABLE "
        "connectors (id int "
        "PRIMARY KEY);\nCREATE TABLE sso_connectors (id int PRIMARY KEY);\nCREATE TABLE identities "
        "(id int "
        "PRIMARY KEY);\n== b\nALTER TABLE identities ADD sso int NOT NULL REFERENCES "
        "sso_connectors (id);\n");
    std::vector<std::string> notes;
    for (const Diagnostic& each : found_in(Case(lines), judge_on(private_postgresql()))) {
        if (to_string(each.code) != std::string_view("K601")) continue;
        for (const Note& note : each.notes) notes.push_back(note.message);
    }
    EXPECT_THAT(notes, testing::ElementsAre(
                           testing::StartsWith("a row of 'identities' on which it fails: (id = ")));
}

}  // namespace
}  // namespace kiln::tool
