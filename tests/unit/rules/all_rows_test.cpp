#include "tool/rules/all_rows.hpp"

#include "tests/unit/rules/judged.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* rows_schema =
    "CREATE TABLE \"T\"(id INTEGER PRIMARY KEY, name TEXT);\n"
    "CREATE VIRTUAL TABLE f USING fts5(name, content='T', content_rowid='id');";

TEST(ChangesOfAllRows, are_named_on_older_tables) {
    EXPECT_THAT(judged(find_changes_of_all_rows, rows_schema,
                       "UPDATE t SET name = upper(name);\nDELETE FROM main.t WHERE true;"),
                ElementsAre("1: UPDATE without WHERE changes all rows of 'T'",
                            "2: DELETE with a WHERE that names no column deletes all rows of 'T'"));
    EXPECT_THAT(judged(find_changes_of_all_rows, rows_schema,
                       "ALTER TABLE t ADD COLUMN c;\nUPDATE t SET c = 1, name = 2;"),
                ElementsAre("2: UPDATE without WHERE changes all rows of 'T'"));
}

TEST(ChangesOfAllRows, are_not_those_of_new_tables_and_columns_nor_of_some_rows) {
    EXPECT_THAT(judged(find_changes_of_all_rows, rows_schema,
                       "ALTER TABLE t ADD COLUMN c;\nUPDATE t SET c = name;\n"
                       "UPDATE t SET name = '' WHERE name IS NULL;\nDELETE FROM t WHERE id < 5;\n"
                       "CREATE TABLE n(x);\nUPDATE n SET x = 1;\nDELETE FROM n;\nDELETE FROM f;"),
                IsEmpty());
}

TEST(ChangesOfAllRows, of_a_downgrade_are_those_that_take_nothing_back) {
    const std::string upgrade =
        "ALTER TABLE t ADD COLUMN c; UPDATE t SET name = '+' || name; CREATE TABLE n(x);";
    EXPECT_THAT(judged(find_changes_of_all_rows, rows_schema, upgrade,
                       "UPDATE t SET name = substr(name, 2), c = NULL; DELETE FROM n;"),
                IsEmpty());
    EXPECT_THAT(judged(find_changes_of_all_rows, rows_schema, upgrade,
                       "UPDATE t SET id = id + 1;\nDELETE FROM t;"),
                ElementsAre("1: UPDATE without WHERE changes all rows of 'T'",
                            "2: DELETE without WHERE deletes all rows of 'T'"));
}

}  // namespace
}  // namespace kiln::tool
