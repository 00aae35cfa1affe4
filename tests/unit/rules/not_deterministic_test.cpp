#include "tool/rules/not_deterministic.hpp"

#include <gtest/gtest.h>

namespace kiln::tool {
namespace {

TEST(OnlyDeclares, is_so_where_each_statement_makes_changes_or_drops_an_object) {
    for (const char* const sql :
         {"", "-- nothing\n;;", "CREATE TABLE t (at DEFAULT CURRENT_TIMESTAMP)",
          "create table t (a REFERENCES o ON DELETE CASCADE ON UPDATE SET NULL);\n"
          "/* and */ Create INDEX i ON t (a);",
          "ALTER TABLE t ADD COLUMN at DEFAULT (date('now'));DROP VIEW v;",
          "CREATE TABLE \"select\" (\"values\");"}) {
        EXPECT_TRUE(only_declares(sql)) << sql;
    }
}

TEST(OnlyDeclares, is_not_so_where_rows_may_be_written) {
    for (const char* const sql :
         {"CREATE TABLE t (a); INSERT INTO t VALUES (random());",
          "INSERT INTO t DEFAULT VALUES; CREATE TABLE u (a);", "CREATE TABLE t AS SELECT random();",
          "CREATE TABLE t AS VALUES (random());",
          "WITH w AS (VALUES (random())) UPDATE t SET a = 1;", "DELETE FROM t WHERE at < date();",
          "REPLACE INTO t DEFAULT VALUES", "PRAGMA user_version = 1", "VACUUM"}) {
        EXPECT_FALSE(only_declares(sql)) << sql;
    }
}

}  // namespace
}  // namespace kiln::tool
