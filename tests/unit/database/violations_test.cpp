#include "src/database/sqlite/violations.hpp"

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(foreign_keys, indexes_and_plain_columns_change_no_violations) {
    for (const char* sql :
         {"", ";;", "-- nothing\n", "CREATE INDEX i ON t (x)", "create unique index i on t (x);",
          "/* a */ ALTER TABLE t ADD COLUMN x TEXT; ALTER TABLE main.\"a b\" ADD x;",
          "ALTER TABLE t ADD COLUMN x DEFAULT 'references;'"}) {
        EXPECT_FALSE(may_change_violations(sql)) << sql;
    }
}

TEST(foreign_keys, anything_else_may) {
    for (const char* sql :
         {"CREATE TABLE t (x)", "DROP INDEX i", "INSERT INTO t VALUES (1)", "DELETE FROM t",
          "ALTER TABLE t RENAME TO u", "ALTER TABLE t DROP COLUMN x", "SELECT 1", "PRAGMA x",
          "ALTER TABLE t ADD x REFERENCES p", "CREATE INDEX i ON t (x); UPDATE t SET x = 1",
          "ALTER", "CREATE", "ALTER TABLE", "WITH a AS (SELECT 1) DELETE FROM t",
          "'unterminated"}) {
        EXPECT_TRUE(may_change_violations(sql)) << sql;
    }
}

using Found = std::vector<NewViolation>;

TEST(foreign_keys, only_what_grew_is_described) {
    const Violations before{{{{"a", "p"}, 2}, {{"b", "p"}, 1}}, {}, {"a", "b", "c", "p", "q"}};
    const Violations after{
        {{{"a", "p"}, 2}, {{"b", "p"}, 3}, {{"c", "q"}, 1}}, {}, {"a", "b", "c", "p", "q"}};
    EXPECT_EQ(describe_new(before, after), (Found{{"2 rows of 'b' refer to missing rows of 'p'"},
                                                  {"1 row of 'c' refers to missing rows of 'q'"}}));
    EXPECT_EQ(describe_new(after, before), Found{});
}

TEST(foreign_keys, a_parent_that_is_not_there_is_no_fault_of_rows) {
    const std::string gone =
        "2 rows of 'a' refer to missing rows of 'P', and there is no such table";
    EXPECT_EQ(describe_new({}, {{{{"a", "P"}, 2}}, {}, {"a"}}), (Found{{gone, true}}));
    EXPECT_EQ(describe_new({}, {{{{"a", "P"}, 2}}, {}, {"a", "p"}}),
              (Found{{"2 rows of 'a' refer to missing rows of 'P'"}}));
}

TEST(foreign_keys, what_moved_to_a_new_name_is_no_news) {
    const Violations before{{{{"a", "p"}, 2}}, {}, {"a", "b", "p"}};
    EXPECT_EQ(describe_new(before, {{{{"z", "p"}, 2}}, {}, {"z", "b", "p"}}), Found{});
    EXPECT_EQ(describe_new(before, {{{{"a", "z"}, 2}}, {}, {"a", "b", "z"}}), Found{});
    // A table that was there before is not the one that is gone.
    EXPECT_EQ(describe_new(before, {{{{"b", "p"}, 2}}, {}, {"b", "p"}}),
              (Found{{"2 rows of 'b' refer to missing rows of 'p'"}}));
}

TEST(foreign_keys, a_table_that_could_not_be_checked_before_is_no_news) {
    const Violations before{{}, {{"a", "mismatch of a"}}, {"a", "b"}};
    EXPECT_EQ(describe_new(before, before), Found{});
    EXPECT_EQ(describe_new({}, before), (Found{{"mismatch of a", true}}));
    EXPECT_EQ(describe_new(before, {{}, {{"z", "mismatch of z"}}, {"z", "b"}}), Found{});
    EXPECT_EQ(describe_new(before, {{}, {{"a", "…"}, {"b", "mismatch of b"}}, {"a", "b"}}),
              (Found{{"mismatch of b", true}}));
    // One that was there before is not the one that is gone.
    EXPECT_EQ(describe_new(before, {{}, {{"b", "mismatch of b"}}, {"b"}}),
              (Found{{"mismatch of b", true}}));
}

}  // namespace
}  // namespace kiln
