#include "tool/schema/live_schema.hpp"
#include "tests/support/table_builder.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace kiln::tool
