#include "tool/rules/dropped_data.hpp"

#include "tests/unit/rules/judged.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* data_schema =
    "CREATE TABLE \"T\"(id INTEGER PRIMARY KEY, Name TEXT, g TEXT AS (upper(name)));\n"
    "CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT);";

TEST(DroppedTables, are_named_where_their_rows_are_gone) {
    EXPECT_THAT(
        judged(find_dropped_tables, data_schema, "SELECT 1;\nDROP TABLE IF EXISTS main.[t];"),
        ElementsAre("2: table 'T' and its rows are dropped"));
    EXPECT_THAT(judged(find_dropped_tables, data_schema,
                       "INSERT INTO u SELECT id, name FROM t;\nDROP TABLE t;"),
                ElementsAre("2: table 'T' and its rows are dropped"));
    EXPECT_THAT(
        judged(find_dropped_tables, data_schema, "DROP TABLE t;\nALTER TABLE u RENAME TO t;"),
        ElementsAre("1: table 'T' and its rows are dropped"));
}

TEST(DroppedTables, are_not_those_that_live_on_or_hold_no_rows) {
    EXPECT_THAT(judged(find_dropped_tables, data_schema,
                       "CREATE TABLE n AS SELECT * FROM t;\nDROP TABLE t;\n"
                       "ALTER TABLE n RENAME TO t;\nALTER TABLE t RENAME TO t2;"),
                IsEmpty());
    EXPECT_THAT(judged(find_dropped_tables, data_schema,
                       "CREATE TABLE s(x);\nDROP TABLE s;\nDROP TABLE IF EXISTS nosuch;"),
                IsEmpty());
    const std::string search =
        "CREATE VIRTUAL TABLE f USING fts5(name, content='u', content_rowid='id');\n"
        "CREATE VIRTUAL TABLE own USING fts5(content);";
    EXPECT_THAT(judged(find_dropped_tables, std::string(data_schema) + search, "DROP TABLE f;"),
                IsEmpty());
    EXPECT_THAT(judged(find_dropped_tables, std::string(data_schema) + search, "DROP TABLE own;"),
                ElementsAre("1: table 'own' and its rows are dropped"));
}

TEST(DroppedTables, of_a_downgrade_are_those_that_its_upgrade_did_not_make) {
    EXPECT_THAT(judged(find_dropped_tables, data_schema, "CREATE TABLE s(x);", "DROP TABLE s;"),
                IsEmpty());
    EXPECT_THAT(judged(find_dropped_tables, data_schema, "CREATE TABLE s(x);", "DROP TABLE u;"),
                ElementsAre("1: table 'u' and its rows are dropped"));
    EXPECT_THAT(
        judged(find_dropped_tables, data_schema, "ALTER TABLE u RENAME TO w;", "DROP TABLE w;"),
        ElementsAre("1: table 'w' and its rows are dropped"));
    EXPECT_THAT(
        judged(find_dropped_tables, data_schema, "ALTER TABLE u RENAME TO w; CREATE TABLE u(x);",
               "DROP TABLE u; ALTER TABLE w RENAME TO u;"),
        IsEmpty());
}

TEST(DroppedColumns, are_named_where_their_values_are_gone) {
    EXPECT_THAT(judged(find_dropped_columns, data_schema, "ALTER TABLE u DROP \"NAME\";"),
                ElementsAre("1: column 'name' of 'u' and its values are dropped"));
    EXPECT_THAT(judged(find_dropped_columns, data_schema,
                       "ALTER TABLE u ADD label TEXT;\nUPDATE u SET label = name;\n"
                       "ALTER TABLE u DROP COLUMN name;"),
                ElementsAre("3: column 'name' of 'u' and its values are dropped"));
    EXPECT_THAT(judged(find_dropped_columns, data_schema,
                       "CREATE TABLE n(id);\nINSERT INTO n SELECT id FROM t;\nDROP TABLE t;\n"
                       "ALTER TABLE n RENAME TO t;"),
                ElementsAre("3: column 'Name' of 'T' and its values are dropped"));
    EXPECT_THAT(judged(find_dropped_columns, data_schema,
                       "CREATE TABLE n(id, label);\nINSERT INTO n SELECT id, upper(name) FROM u;\n"
                       "DROP TABLE u;\nALTER TABLE n RENAME TO u;"),
                ElementsAre("3: column 'name' of 'u' and its values are dropped"));
    // K603
    EXPECT_THAT(judged(find_dropped_columns, data_schema,
                       "ALTER TABLE u DROP COLUMN name;\nALTER TABLE u ADD COLUMN name TEXT;"),
                IsEmpty());
}

TEST(DroppedColumns, are_not_those_whose_values_arrive) {
    EXPECT_THAT(judged(find_dropped_columns, data_schema,
                       "ALTER TABLE t DROP COLUMN g;\nALTER TABLE u RENAME COLUMN name TO label;\n"
                       "DROP TABLE t;"),
                IsEmpty());
    for (const char* value : {"name", "\"Name\"", "o.name", "(name)", "COALESCE(name, '')"}) {
        EXPECT_THAT(judged(find_dropped_columns, data_schema,
                           std::string("CREATE TABLE n(id, label);\nINSERT INTO n SELECT id, ") +
                               value + " FROM u AS o;\nDROP TABLE u;\nALTER TABLE n RENAME TO u;"),
                    IsEmpty())
            << value;
    }
}

TEST(DroppedColumns, of_a_downgrade_are_those_that_its_upgrade_did_not_make) {
    const std::string added = "ALTER TABLE u ADD COLUMN c TEXT; CREATE TABLE s(x, y);";
    EXPECT_THAT(judged(find_dropped_columns, data_schema, added,
                       "ALTER TABLE u DROP COLUMN c; ALTER TABLE s DROP COLUMN y;"),
                IsEmpty());
    EXPECT_THAT(judged(find_dropped_columns, data_schema, added, "ALTER TABLE u DROP COLUMN name;"),
                ElementsAre("1: column 'name' of 'u' and its values are dropped"));
    EXPECT_THAT(
        judged(find_dropped_columns, data_schema,
               "ALTER TABLE u RENAME TO w; ALTER TABLE w RENAME COLUMN name TO label; ALTER "
               "TABLE w ADD COLUMN c;",
               "ALTER TABLE w DROP COLUMN c;\nALTER TABLE w DROP COLUMN label;"),
        ElementsAre("2: column 'label' of 'w' and its values are dropped"));
}

}  // namespace
}  // namespace kiln::tool
