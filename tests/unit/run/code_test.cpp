// Revisions in C++ as a Migrator runs them on SQLite.

#include "tests/support/caught.hpp"
#include "tests/support/code_suite.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <sqlite3.h>

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace kiln::support {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::sys_time;
using std::chrono::year;
using Bytes = std::vector<std::byte>;

enum class Color : std::uint8_t { red = 3 };

class SqliteFile : public ::testing::Test {
protected:
    SqliteFile() { file_ = folder_.file("x.db"); }
    static std::string url() { return url_of(file_); }
    static std::string sql(const std::string& statement) { return run_sql(file_, statement); }
    static const std::string& file() { return file_; }

private:
    TemporaryFolder folder_;
    static inline std::string file_;
};

struct Sqlite {
    using Base = SqliteFile;
    static TestTable on(std::string_view graph, const std::map<std::string, TestScripts>& scripts) {
        return TestTable(graph, scripts);
    }
    static constexpr Dialect dialect = Dialect::sqlite;
    static constexpr const char* nothing_done = "nothing was changed";
    static constexpr const char* is_missing = "no such table: missing";
    static constexpr const char* endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    static constexpr std::array refused{std::pair{"COMMIT", "K306"},
                                        std::pair{"SAVEPOINT s", "K306"},
                                        std::pair{" begin ", "K306"},
                                        std::pair{"ATTACH 'other.db' AS other", "K307"},
                                        std::pair{"PRAGMA foreign_keys = ON", "K308"},
                                        std::pair{"PRAGMA journal_mode = WAL", "K314"}};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, RevisionsInCode, Sqlite);

class CodeOnSqlite : public RevisionsInCode<Sqlite> {};

TEST_F(CodeOnSqlite, a_rollback_that_it_asks_for_fails_it) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("CREATE UNIQUE INDEX u ON t (x)");
        try {
            op.execute("INSERT OR ROLLBACK INTO t (x) VALUES (1)");
        } catch (...) {
        }
    });
    EXPECT_EQ(error.code, "K310");
    EXPECT_EQ(version(), "a");
}

TEST_F(CodeOnSqlite, has_no_value_for_nan) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(caught([&] {
                                op.execute("SELECT ?", std::numeric_limits<double>::quiet_NaN());
                            }).message,
                            "SQLite would take NULL for the value NaN");
              }).code,
              "nothing");
}

TEST_F(CodeOnSqlite, goes_on_behind_a_fault_that_it_catches) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("CREATE UNIQUE INDEX u ON t (x)");
        try {
            op.execute("INSERT INTO t VALUES (?, ?)", 1, "again");
        } catch (const Error& fault) {
            op.execute("INSERT INTO t VALUES (?, ?)", 3, fault.message());
        }
    });
    EXPECT_EQ(error.code, "nothing");
    EXPECT_EQ(rows(), "1|one 2|two 3|UNIQUE constraint failed: t.x");
}

TEST_F(CodeOnSqlite, has_no_marker_that_would_take_it_out_of_the_transaction) {
    const Caught error = upgrade([](Operations& op) { op.execute("PRAGMA journal_mode = WAL"); });
    EXPECT_EQ(error.code, "K314");
    EXPECT_EQ(error.hint, "remove it, or give it a revision in SQL, with no-transaction");
    EXPECT_EQ(upgrade([](Operations& op) { op.execute("BEGIN"); }).hint, error.hint);
}

TEST_F(CodeOnSqlite, cannot_end_the_transaction_by_the_handle) {
    const Caught error = upgrade(
        [](Operations& op) { sqlite3_exec(op.sqlite(), "ROLLBACK", nullptr, nullptr, nullptr); });
    EXPECT_EQ(error.code, "K416");
    EXPECT_EQ(version(), "a");
}

TEST_F(CodeOnSqlite, has_the_database_s_own_handle) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  sqlite3_create_function(
                      op.sqlite(), "twice", 1, SQLITE_UTF8, nullptr,
                      [](sqlite3_context* context, int, sqlite3_value** values) {
                          sqlite3_result_int(context, 2 * sqlite3_value_int(values[0]));
                      },
                      nullptr, nullptr);
                  EXPECT_EQ(op.execute("UPDATE t SET x = twice(x)"), 2);
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "2|one 4|two");
}

TEST_F(CodeOnSqlite, what_is_executed_runs_to_its_end_with_rows_that_nobody_reads) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  constexpr int has_returning = 3'035'000;
                  const std::string suffix =
                      sqlite3_libversion_number() >= has_returning ? " RETURNING x, y" : "";
                  int rows = 0;
                  for (const auto& row : op.query("SELECT x FROM t")) {
                      EXPECT_EQ(op.execute("SELECT x FROM t"), 0);
                      rows += row.get<int>(0);
                  }
                  EXPECT_EQ(rows, 3);
                  EXPECT_EQ(op.execute("UPDATE t SET x = x + 4" + suffix), 2);
                  EXPECT_EQ(op.execute("UPDATE t SET x = x + 4 WHERE x > 99" + suffix), 0);
                  EXPECT_EQ(op.execute("DELETE FROM t WHERE x = 5" + suffix), 1);
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "6|two");
}

/// What typeof() and quote() say of a value.
template <class T>
std::string kept(Operations& op, const T& value) {
    for (const Operations::Row& row : op.query("SELECT typeof(?1), quote(?1) || ''", value)) {
        return row.get<std::string>(0) + " " + row.get<std::string>(1);
    }
    return "no row";
}

TEST_F(CodeOnSqlite, values_of_every_type_are_kept_as_they_are) {
    EXPECT_EQ(
        upgrade([](Operations& op) {
            EXPECT_EQ(kept(op, true), "integer 1");
            EXPECT_EQ(kept(op, std::int8_t{-3}), "integer -3");
            EXPECT_EQ(kept(op, std::numeric_limits<std::int64_t>::min()),
                      "integer -9223372036854775808");
            EXPECT_EQ(kept(op, std::uint64_t{9223372036854775807}), "integer 9223372036854775807");
            EXPECT_EQ(kept(op, Color::red), "integer 3");
            EXPECT_EQ(kept(op, 1.5f), "real 1.5");
            EXPECT_EQ(kept(op, "it's"), "text 'it''s'");
            EXPECT_EQ(kept(op, std::string()), "text ''");
            EXPECT_EQ(kept(op, std::string_view("ab").substr(0, 1)), "text 'a'");
            EXPECT_EQ(kept(op, Bytes{}), "blob X''");
            EXPECT_EQ(kept(op, Bytes{std::byte{0}, std::byte{255}}), "blob X'00FF'");
            EXPECT_EQ(kept(op, std::array{std::byte{1}}), "blob X'01'");
            EXPECT_EQ(kept(op, nullptr), "null NULL");
            EXPECT_EQ(kept(op, std::nullopt), "null NULL");
            EXPECT_EQ(kept(op, std::optional<int>()), "null NULL");
            EXPECT_EQ(kept(op, std::optional(5)), "integer 5");
            EXPECT_EQ(kept(op, year(2024) / 2 / 29), "text '2024-02-29'");
            EXPECT_EQ(kept(op, sys_days(year(1) / 1 / 2)), "text '0001-01-02'");
            const sys_seconds time(std::chrono::seconds(981'173'106));
            EXPECT_EQ(kept(op, time), "text '2001-02-03 04:05:06'");
            EXPECT_EQ(
                kept(op, sys_time<std::chrono::nanoseconds>(time) + std::chrono::nanoseconds(7999)),
                "text '2001-02-03 04:05:06.000007'");
            EXPECT_EQ(kept(op, sys_seconds(std::chrono::seconds(-1))),
                      "text '1969-12-31 23:59:59'");
            for (const auto& row : op.query("SELECT ?", 0.1 + 0.2)) {
                EXPECT_EQ(row.get<double>(0), 0.1 + 0.2);
            }
        }).code,
        "nothing");
}

TEST_F(CodeOnSqlite, columns_are_read_as_every_type) {
    EXPECT_EQ(
        upgrade([](Operations& op) {
            int count = 0;
            for (const auto& row :
                 op.query("SELECT 255 AS n, 2.5 AS r, 'a' || char(0) || 'b' AS s, x'01ff' AS b, "
                          "NULL AS z, '2024-02-29' AS d, '2001-02-03T04:05:06.5Z' AS t, 3 AS c")) {
                ++count;
                EXPECT_EQ(row.get<std::uint8_t>(0), 255);
                EXPECT_EQ(row.get<double>("n"), 255.0);
                EXPECT_EQ(row.get<float>("r"), 2.5f);
                EXPECT_EQ(row.get<std::string>("s"), std::string("a\0b", 3));
                EXPECT_EQ(row.get<std::string_view>("d"), "2024-02-29");
                EXPECT_EQ(row.get<Bytes>("b"), (Bytes{std::byte{1}, std::byte{255}}));
                EXPECT_EQ(row.get<std::span<const std::byte>>("b").size(), 2u);
                EXPECT_EQ(row.get<std::optional<int>>("z"), std::nullopt);
                EXPECT_EQ(row.get<std::optional<std::string>>("d"), "2024-02-29");
                EXPECT_EQ(row.get<std::chrono::year_month_day>("d"), year(2024) / 2 / 29);
                EXPECT_EQ(row.get<sys_days>("d"), sys_days(year(2024) / 2 / 29));
                EXPECT_EQ(row.get<sys_time<std::chrono::milliseconds>>("t").time_since_epoch(),
                          std::chrono::milliseconds(981'173'106'500));
                EXPECT_EQ(row.get<Color>("c"), Color::red);

                const auto error = [](auto get) {
                    const Caught fault = caught(get);
                    return fault.code + " " + fault.message;
                };
                EXPECT_EQ(error([&] { (void)row.get<std::int8_t>(0); }),
                          "K436 the integer 255 does not fit");
                EXPECT_EQ(error([&] { (void)row.get<bool>(0); }),
                          "K436 the integer 255 does not fit");
                EXPECT_EQ(error([&] { (void)row.get<int>("z"); }),
                          "K436 the column holds NULL, not an integer");
                EXPECT_EQ(error([&] { (void)row.get<int>("r"); }),
                          "K436 the column holds a floating-point number, not an integer");
                EXPECT_EQ(error([&] { (void)row.get<std::string>("b"); }),
                          "K436 the column holds a blob, not text");
                EXPECT_EQ(error([&] { (void)row.get<Bytes>("s"); }),
                          "K436 the column holds text, not a blob");
                EXPECT_EQ(error([&] { (void)row.get<sys_days>("t"); }),
                          "K436 the column holds '2001-02-03T04:05:06.5Z', not a date");
                EXPECT_EQ(error([&] { (void)row.get<int>(8); }),
                          "K436 there is no column 8: the row has 8");
                EXPECT_EQ(caught([&] { (void)row.get<int>("no"); }).code, "K436");
            }
            EXPECT_EQ(count, 1);
            for (const auto& row : op.query("SELECT -1")) {
                EXPECT_EQ(caught([&] { (void)row.get<std::uint64_t>(0); }).code, "K436");
            }
        }).code,
        "nothing");
}

TEST_F(CodeOnSqlite, breaks_no_foreign_key) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)");
        op.execute("CREATE TABLE c (p REFERENCES p)");
        op.execute("INSERT INTO c VALUES (?)", 7);
    });
    EXPECT_EQ(error.code, "K414");
    EXPECT_EQ(version(), "a");
}

TEST_F(CodeOnSqlite, leaves_no_temporary_table_behind) {
    TestConnection connection(file());
    const TestTable revisions =
        table([](Operations& op) { op.execute("CREATE TEMP TABLE helper (x)"); });
    Migrator(connection.get(), revisions).upgrade();
    EXPECT_EQ(connection.run("SELECT count(*) FROM temp.sqlite_master"), "0");
}

}  // namespace
}  // namespace kiln::support
