#include "tool/schema/live_schema.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/schema/plain_strings.hpp"
#include "tool/schema/scratch_database.hpp"

#include <kiln/error.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using support::TestTable;

Options with_version_table_v() {
    Options options;
    options.version_table = "v";
    return options;
}

TEST(SchemaOfRevisions, is_of_what_the_rows_stand_for_and_nothing_else) {
    const TestTable table("a; b < a; c < a; d < c; e needs c",
                          {{"a", {.upgrade = "CREATE TABLE ta (x);"}},
                           {"b", {.upgrade = "CREATE TABLE tb (x);"}},
                           {"c", {.upgrade = "CREATE TABLE tc (x);"}},
                           {"d", {.upgrade = "CREATE TABLE td (x);"}},
                           {"e", {.upgrade = "CREATE TABLE te (x);"}}});
    const auto tables = [&](const std::vector<std::string>& rows) {
        std::string names;
        for (const auto& [name, objects] :
             schema_of_revisions(table, with_version_table_v(), rows).groups) {
            if (name[0] == 't') names += name + " ";
        }
        return names;
    };
    EXPECT_EQ(tables({"b"}), "ta tb ");
    EXPECT_EQ(tables({"b", "e"}), "ta tb tc te ");
    EXPECT_EQ(tables({"b", "d", "e"}), "ta tb tc td te ");
}

TEST(SchemaOfRevisions, needs_one_run_for_3000_rows) {
    std::vector<GraphNode> nodes;
    std::vector<std::string> rows;
    for (int i = 1000; i < 4000; ++i) {
        rows.push_back("r" + std::to_string(i));
        nodes.push_back({rows.back(), {}, {}, {}});
    }
    EXPECT_EQ(schema_of_revisions(TestTable(nodes), with_version_table_v(), rows).groups.count("v"),
              1U);
}

/// `was -> is` of a revision, as the names of tables.
std::string step_of(SchemaSteps& steps, std::uint32_t revision) {
    const SchemaStep step = steps.of(revision);
    std::string names;
    for (const Schema* schema : {&step.was, &step.is}) {
        for (const auto& [name, objects] : schema->groups) names += name + " ";
        if (schema == &step.was) names += "-> ";
    }
    return names;
}

TEST(SchemaSteps, of_a_chain_take_one_database) {
    const TestTable table("a; b < a; c < b", {{"a", {.upgrade = "CREATE TABLE ta (x);"}},
                                              {"b", {.upgrade = "CREATE TABLE tb (x);"}},
                                              {"c", {.upgrade = "DROP TABLE ta;"}}});
    Options options = with_version_table_v();
    int opened = 0;
    options.connect = [&](sqlite3*) { ++opened; };
    SchemaSteps steps(table, options);
    EXPECT_EQ(step_of(steps, 0), "-> ta ");
    EXPECT_EQ(step_of(steps, 2), "ta tb -> tb ");
    EXPECT_EQ(opened, 1);
    // Backwards nothing is to be had but by another.
    EXPECT_EQ(step_of(steps, 1), "ta -> ta tb ");
    EXPECT_EQ(step_of(steps, 1), "ta -> ta tb ");
    EXPECT_EQ(opened, 3);
}

TEST(SchemaSteps, of_a_branch_are_without_the_other) {
    const TestTable table("a; b < a; c < a; d < b c; e needs b",
                          {{"a", {.upgrade = "CREATE TABLE ta (x);"}},
                           {"b", {.upgrade = "CREATE TABLE tb (x);"}},
                           {"c", {.upgrade = "CREATE TABLE tc (x);"}},
                           {"d", {.upgrade = "CREATE TABLE td (x);"}},
                           {"e", {.upgrade = "CREATE TABLE te (x);"}}});
    const Options options = with_version_table_v();
    const MigrationTable& migrations = table;
    SchemaSteps steps(table, options);
    std::string all;
    for (std::uint32_t revision = 0; revision < migrations.migrations.size(); ++revision) {
        all += std::string(migrations.migrations[revision].revision) + ": " +
               step_of(steps, revision) + "\n";
    }
    EXPECT_EQ(all,
              "a: -> ta \n"
              "b: ta -> ta tb \n"
              "e: ta tb -> ta tb te \n"
              "c: ta -> ta tc \n"
              "d: ta tb tc -> ta tb tc td \n");
}

TEST(SchemaSteps, behind_a_failure_begin_anew) {
    const TestTable table("a; b < a; c < a", {{"a", {.upgrade = "CREATE TABLE ta (x);"}},
                                              {"b", {.upgrade = "CREATE TABLE ta (x);"}},
                                              {"c", {.upgrade = "CREATE TABLE tc (x);"}}});
    const Options options = with_version_table_v();
    SchemaSteps steps(table, options);
    EXPECT_EQ(step_of(steps, 0), "-> ta ");
    EXPECT_THROW(steps.of(1), Error);
    EXPECT_EQ(step_of(steps, 2), "ta -> ta tc ");
}

/// SQL of a group's objects, as other programs may have left it and as it is compared.
std::vector<std::string> plain(const std::string& sql, const std::string& group) {
    ScratchDatabase database;
    EXPECT_EQ(database.execute(sql), std::nullopt);
    ScratchDatabase empty;
    std::vector<std::string> texts;
    const Schema schema = with_plain_strings(read_schema(database.handle()), empty.handle());
    for (const SchemaObject& object : schema.groups.at(group)) texts.push_back(object.sql);
    EXPECT_TRUE(read_schema(empty.handle()).groups.empty());
    return texts;
}

TEST(PlainStrings, are_what_is_no_name) {
    using Strings = std::vector<std::string>;
    EXPECT_EQ(
        plain(R"(CREATE TABLE "t"("a" TEXT CHECK ("a" <> "it's"), b DEFAULT "", c AS ("a" || "x"),
                       CHECK (b IN ("a", "B", "c d")));
                       CREATE INDEX "i" ON "t"("b") WHERE "a" = "open")",
              "t"),
        (Strings{
            R"(CREATE TABLE "t"("a" TEXT CHECK ("a" <> 'it''s'), b DEFAULT '', c AS ("a" || 'x'),
                       CHECK (b IN ("a", "B", 'c d'))))",
            R"(CREATE INDEX "i" ON "t"("b") WHERE "a" = 'open')"}));
    EXPECT_EQ(
        plain(R"(CREATE TABLE t(a); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT "x"; END)",
              "t")[1],
        R"(CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT "x"; END)");
}

}  // namespace
}  // namespace kiln::tool
