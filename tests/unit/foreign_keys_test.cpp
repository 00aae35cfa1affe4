#include "src/database/foreign_keys.hpp"

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

TEST(foreign_keys, only_what_grew_is_described) {
    const auto always = [](const std::string&) { return true; };
    const Violations before{{{{"a", "p"}, 2}, {{"b", "p"}, 1}}, ""};
    const Violations after{{{{"a", "p"}, 2}, {{"b", "p"}, 3}, {{"c", "q"}, 1}}, ""};
    EXPECT_EQ(describe_new(before, after, always),
              (std::vector<std::string>{"2 rows of 'b' refer to missing rows of 'p'",
                                        "1 row of 'c' refers to missing rows of 'q'"}));
    EXPECT_TRUE(describe_new(after, before, always).empty());
}

TEST(foreign_keys, a_mismatch_that_was_there_is_no_news) {
    const auto always = [](const std::string&) { return true; };
    const Violations none;
    const Violations mismatch{{}, "foreign key mismatch"};
    EXPECT_TRUE(describe_new(mismatch, mismatch, always).empty());
    EXPECT_EQ(describe_new(none, mismatch, always).size(), 1u);
}

}  // namespace
}  // namespace kiln
