// Revisions in C++ as a Migrator runs them.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <sqlite3.h>

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <stdexcept>

namespace kiln::support {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::sys_time;
using std::chrono::year;
using Bytes = std::vector<std::byte>;

enum class Color : std::uint8_t { red = 3 };

class RevisionsInCode : public ::testing::Test {
protected:
    /// A database at `a`, which has the table t.
    TestTable table(RevisionFunction up, RevisionFunction down = nullptr) const {
        return TestTable("a; b < a", {{"a",
                                       {.upgrade = "CREATE TABLE t (x, y);"
                                                   "INSERT INTO t VALUES (1, 'one'), (2, 'two');",
                                        .downgrade = "DROP TABLE t;"}},
                                      {"b", {.up = up, .down = down}}});
    }
    Caught upgrade(RevisionFunction up, Options options = {}) {
        const TestTable revisions = table(up);
        Migrator(url, revisions).upgrade("a");
        return caught([&] { Migrator(url, revisions, options).upgrade(); });
    }
    std::string rows() const { return run_sql(file, "SELECT x, y FROM t"); }
    std::string version() const { return run_sql(file, "SELECT version_num FROM alembic_version"); }

    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    std::string url = url_of(file);
};

void rename(Operations& op) {
    for (const auto& row : op.query("SELECT x, y FROM t ORDER BY x")) {
        op.execute("UPDATE t SET y = ? WHERE x = ?", row.get<std::string>("y") + "!",
                   row.get<std::int64_t>(0));
    }
}
void rename_back(Operations& op) { op.execute("UPDATE t SET y = rtrim(y, '!')"); }

TEST_F(RevisionsInCode, runs_up_and_down_in_the_run_s_transaction_and_is_recorded) {
    const TestTable revisions = table(rename, rename_back);
    Migrator migrator(url, revisions);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2u);
    EXPECT_EQ(rows(), "1|one! 2|two!");
    EXPECT_EQ(version(), "b");
    EXPECT_EQ(migrator.upgrade().steps.size(), 0u);
    migrator.downgrade("a");
    EXPECT_EQ(rows(), "1|one 2|two");
    EXPECT_EQ(run_sql(file, "SELECT revision, direction FROM kiln_history ORDER BY sequence"),
              "a|upgrade b|upgrade b|downgrade");
}

TEST_F(RevisionsInCode, without_a_downgrade_is_irreversible) {
    const TestTable revisions = table(rename);
    Migrator migrator(url, revisions);
    migrator.upgrade();
    EXPECT_EQ(caught([&] { migrator.downgrade("a"); }).code, "K410");
    EXPECT_EQ(rows(), "1|one! 2|two!");
}

TEST_F(RevisionsInCode, an_exception_rolls_the_run_back_with_its_text_and_the_file) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("DELETE FROM t");
        throw std::runtime_error("no\nluck");
    });
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.message, "cannot upgrade to 'b': no luck; nothing was changed");
    EXPECT_EQ(error.hint, "mend 'b_test.cpp' and build again");
    EXPECT_EQ(error.diagnostics[0].location, (Location{"b_test.cpp", 5, 1}));
    EXPECT_EQ(rows(), "1|one 2|two");
    EXPECT_EQ(version(), "a");
    EXPECT_EQ(upgrade([](Operations&) { throw 7; }).message,
              "cannot upgrade to 'b': it threw what is no std::exception; nothing was changed");
    EXPECT_EQ(upgrade([](Operations& op) { op.execute("DELETE FROM missing"); }).message,
              "cannot upgrade to 'b': no such table: missing; nothing was changed");
}

TEST_F(RevisionsInCode, goes_on_behind_a_fault_that_it_catches) {
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

TEST_F(RevisionsInCode, a_refused_statement_fails_it_even_if_it_catches_that) {
    static std::string sql;
    for (const auto& [text, code] : {std::pair{"COMMIT", "K306"},
                                     {"SAVEPOINT s", "K306"},
                                     {"ATTACH 'other.db' AS other", "K307"},
                                     {"PRAGMA foreign_keys = ON", "K308"},
                                     {"INSERT OR ROLLBACK INTO t (x) VALUES (1)", "K310"}}) {
        sql = text;
        const Caught error = upgrade([](Operations& op) {
            op.execute("CREATE UNIQUE INDEX u ON t (x)");
            try {
                op.execute(sql);
            } catch (...) {
            }
        });
        EXPECT_EQ(error.code, code) << text;
        EXPECT_EQ(version(), "a") << text;
    }
}

TEST_F(RevisionsInCode, has_no_marker_that_would_take_it_out_of_the_transaction) {
    const Caught error = upgrade([](Operations& op) { op.execute("PRAGMA journal_mode = WAL"); });
    EXPECT_EQ(error.code, "K314");
    EXPECT_EQ(error.hint, "remove it, or give it a revision in SQL, with no-transaction");
    EXPECT_EQ(upgrade([](Operations& op) { op.execute("BEGIN"); }).hint, error.hint);
}

TEST_F(RevisionsInCode, cannot_end_the_transaction_by_the_handle) {
    const Caught error = upgrade(
        [](Operations& op) { sqlite3_exec(op.sqlite(), "ROLLBACK", nullptr, nullptr, nullptr); });
    EXPECT_EQ(error.code, "K416");
    EXPECT_EQ(version(), "a");
}

TEST_F(RevisionsInCode, has_the_database_s_own_handle) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  sqlite3_create_function(
                      op.sqlite(), "twice", 1, SQLITE_UTF8, nullptr,
                      [](sqlite3_context* context, int, sqlite3_value** values) {
                          sqlite3_result_int(context, 2 * sqlite3_value_int(values[0]));
                      },
                      nullptr, nullptr);
                  EXPECT_EQ(op.execute("UPDATE t SET x = twice(x)"), 2);
                  EXPECT_EQ(op.dialect(), Dialect::sqlite);
                  EXPECT_EQ(caught([&] { (void)op.postgresql(); }).code, "K437");
                  EXPECT_EQ(caught([&] { (void)op.mysql(); }).code, "K437");
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "2|one 4|two");
}

TEST_F(RevisionsInCode, tells_how_many_rows_a_statement_changed) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(op.execute("UPDATE t SET y = 'z'"), 2);
                  EXPECT_EQ(op.execute("CREATE TABLE u (x)"), 0);
                  EXPECT_EQ(op.execute("SELECT * FROM t"), 0);
                  EXPECT_EQ(op.execute("INSERT INTO u SELECT x FROM t;  -- and no more"), 2);
                  EXPECT_EQ(op.execute("DELETE FROM u WHERE x > ?", 7), 0);
                  EXPECT_EQ(op.execute("DELETE FROM u"), 2);
              }).code,
              "nothing");
}

/// What typeof() and quote() say of a value.
template <class T>
std::string kept(Operations& op, const T& value) {
    for (const Operations::Row& row : op.query("SELECT typeof(?1), quote(?1) || ''", value)) {
        return row.get<std::string>(0) + " " + row.get<std::string>(1);
    }
    return "no row";
}

TEST_F(RevisionsInCode, values_of_every_type_are_kept_as_they_are) {
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

TEST_F(RevisionsInCode, columns_are_read_as_every_type) {
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

TEST_F(RevisionsInCode, refuses_values_that_no_statement_takes) {
    const auto message = [](Operations& op, auto... values) {
        return caught([&] { op.execute("SELECT ?", values...); }).message;
    };
    static const auto keep = message;
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(keep(op), "the statement has 1 '?', and 0 values are given");
                  EXPECT_EQ(keep(op, 1, 2), "the statement has 1 '?', and 2 values are given");
                  EXPECT_EQ(keep(op, std::numeric_limits<std::uint64_t>::max()),
                            "value 1: the integer does not fit: it is above 2^63 - 1");
                  EXPECT_EQ(keep(op, std::numeric_limits<double>::quiet_NaN()),
                            "SQLite would take NULL for the value NaN");
                  EXPECT_EQ(keep(op, year(2023) / 2 / 29),
                            "value 1: it is no date of the years 0 to 9999");
                  EXPECT_EQ(caught([&] { op.execute(""); }).message, "the text holds no statement");
                  EXPECT_EQ(caught([&] { op.execute("-- nothing"); }).code, "K436");
                  EXPECT_EQ(caught([&] { op.execute("DELETE FROM t; DELETE FROM t"); }).message,
                            "the text holds more than one statement");
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "1|one 2|two");
}

TEST_F(RevisionsInCode, one_query_runs_within_another_and_again) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  int pairs = 0;
                  for (const auto& outer : op.query("SELECT x FROM t WHERE x > ?", 0)) {
                      for (const auto& inner : op.query("SELECT x FROM t WHERE x > ?", 0)) {
                          pairs += outer.get<int>(0) * inner.get<int>(0);
                      }
                  }
                  EXPECT_EQ(pairs, 9);
                  for (const auto& row : op.query("SELECT count(*) FROM t WHERE x > ?", 5)) {
                      EXPECT_EQ(row.get<int>(0), 0);
                  }
                  for (const auto& row : op.query("SELECT x FROM t WHERE x > 5")) {
                      FAIL() << row.get<int>(0);
                  }
                  // One that was not read to its end is in nobody's way.
                  for (const auto& row : op.query("SELECT x FROM t")) {
                      EXPECT_EQ(row.get<int>(0), 1);
                      break;
                  }
                  op.execute("DROP TABLE t");
                  op.execute("CREATE TABLE t (x, y)");
              }).code,
              "nothing");
}

TEST_F(RevisionsInCode, tells_its_progress) {
    std::string told;
    Options options;
    options.progress = [&](const Progress& progress) {
        if (progress.event != Progress::Event::running) return;
        told += progress.step.revision + " " + std::to_string(progress.done) + "/" +
                std::to_string(progress.total) + ";";
    };
    EXPECT_EQ(upgrade(
                  [](Operations& op) {
                      op.progress(1, 2);
                      op.progress(2, 2);
                  },
                  options)
                  .code,
              "nothing");
    EXPECT_EQ(told, "b 1/2;b 2/2;");
}

TEST_F(RevisionsInCode, what_the_progress_callback_throws_comes_out_as_it_is) {
    Options options;
    options.progress = [](const Progress& progress) {
        if (progress.event == Progress::Event::running) throw 7;
    };
    EXPECT_THROW(upgrade(
                     [](Operations& op) {
                         try {
                             op.progress(1, 2);
                         } catch (...) {
                         }
                     },
                     options),
                 int);
    EXPECT_EQ(version(), "a");
}

struct AskedFlag {
    bool* asked;
    bool stop_requested() const { return *asked; }
};
bool is_asked = false;

TEST_F(RevisionsInCode, a_stop_ends_it_within_a_query) {
    Options options;
    options.stop = Stop(AskedFlag{&is_asked});
    is_asked = false;
    const Caught error = upgrade(
        [](Operations& op) {
            op.execute("DELETE FROM t");
            is_asked = true;
            try {
                for (const auto& row :
                     op.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                              "SELECT max(i) FROM n")) {
                    (void)row;
                }
            } catch (...) {
            }
        },
        options);
    is_asked = false;
    EXPECT_EQ(error.code, "K422");
    EXPECT_EQ(rows(), "1|one 2|two");
}

TEST_F(RevisionsInCode, breaks_no_foreign_key) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)");
        op.execute("CREATE TABLE c (p REFERENCES p)");
        op.execute("INSERT INTO c VALUES (?)", 7);
    });
    EXPECT_EQ(error.code, "K414");
    EXPECT_EQ(version(), "a");
}

TEST_F(RevisionsInCode, leaves_no_temporary_table_behind) {
    TestConnection connection(file);
    const TestTable revisions =
        table([](Operations& op) { op.execute("CREATE TEMP TABLE helper (x)"); });
    Migrator(connection.get(), revisions).upgrade();
    EXPECT_EQ(connection.run("SELECT count(*) FROM temp.sqlite_master"), "0");
}

}  // namespace
}  // namespace kiln::support
