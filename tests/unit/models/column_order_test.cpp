#include "tool/models/column_order.hpp"

#include "tests/support/schema_of.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/migration_sql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::tool {
namespace {

using support::schema_of;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* was =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, B TEXT DEFAULT (',' || ')'), CHECK (a <> B));"
    "CREATE TABLE other(x, y);";
constexpr const char* is =
    "CREATE TABLE t (\n    \"new\" TEXT,\n    b TEXT DEFAULT (',' || ')'),\n    a TEXT,\n    id "
    "INTEGER PRIMARY KEY,\n    last "
    "INT CHECK (last > 0),\n    CHECK (a <> b)\n) STRICT; CREATE TABLE made(b, a); CREATE TABLE "
    "other(x, y)";

TEST(ColumnOrder, is_that_of_the_revisions_with_new_ones_behind) {
    std::vector<std::string> late;
    const Schema placed = with_columns_as(schema_of(was), schema_of(is), {}, &late);
    EXPECT_EQ(placed.groups.at("t").front().sql,
              "CREATE TABLE t (\n    id INTEGER PRIMARY KEY,\n    a TEXT,\n    b TEXT DEFAULT (',' "
              "|| ')'),\n    \"new\" "
              "TEXT,\n    last INT CHECK (last > 0),\n    CHECK (a <> b)\n) STRICT");
    EXPECT_EQ(placed.groups.at("made").front().sql, "CREATE TABLE made(b, a)");
    EXPECT_EQ(placed.groups.at("other").front().sql, "CREATE TABLE other(x, y)");
    EXPECT_THAT(late, ElementsAre("column 'new' of table 't' comes behind the others, and not "
                                  "before 'b' as in the struct: kiln::ordered asks for that"));
}

TEST(ColumnOrder, is_left_where_it_is_asked_for) {
    const Schema models = schema_of(is);
    std::vector<std::string> late;
    EXPECT_EQ(with_columns_as(schema_of(was), models, {"other", "T"}, &late), models);
    EXPECT_THAT(late, IsEmpty());
}

TEST(ColumnOrder, alone_is_nothing_to_do_and_a_new_member_no_rebuild) {
    const Schema revisions = schema_of("CREATE TABLE t(a, b)");
    EXPECT_THAT(
        differences(revisions, with_columns_as(revisions, schema_of("CREATE TABLE t(b, a)"), {})),
        IsEmpty());
    const Schema models = with_columns_as(revisions, schema_of("CREATE TABLE t(a, c TEXT, b)"), {});
    EXPECT_EQ(write_migration(revisions, models).upgrade, "ALTER TABLE t ADD COLUMN c TEXT;");
}

}  // namespace
}  // namespace kiln::tool
