// Revisions in C++ on PostgreSQL.

#include "src/database/postgresql/query.hpp"
#include "src/database/postgresql/statement.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/code_suite.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::support {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::sys_time;
using std::chrono::year;
using Bytes = std::vector<std::byte>;

enum class Color : std::uint8_t { red = 3 };

struct Postgresql {
    using Base = OnServer;
    static TestTable on(std::string_view graph, const std::map<std::string, TestScripts>& scripts) {
        return on_postgresql(graph, scripts);
    }
    static constexpr Dialect dialect = Dialect::postgresql;
    static constexpr const char* nothing_done = "nothing was changed";
    static constexpr const char* is_missing = "relation \"missing\" does not exist";
    static constexpr const char* endless = "SELECT pg_sleep(60)";
    static constexpr std::array refused{
        std::pair{"COMMIT", "K306"}, std::pair{"SAVEPOINT s", "K306"}, std::pair{" begin ", "K306"},
        std::pair{"PREPARE TRANSACTION 'x'", "K306"}, std::pair{"\\d", "K134"}};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Postgresql, RevisionsInCode, Postgresql);

class CodeOnPostgresql : public RevisionsInCode<Postgresql> {
protected:
    CodeOnPostgresql() {
        sql("CREATE TABLE v (i2 int2, i8 int8, b bool, n numeric, r float8, f real, s varchar(20), "
            "c char(3), a bytea, d date, t timestamp, z timestamptz, j jsonb, u uuid)");
    }
};

// Its transaction takes nothing more then.
TEST_F(CodeOnPostgresql, a_failed_statement_fails_the_revision_even_if_that_is_caught) {
    const Caught error = upgrade([](Operations& op) {
        try {
            op.execute("DELETE FROM missing");
        } catch (const Error&) {
        }
        try {
            op.execute("DELETE FROM t");
        } catch (const Error&) {
        }
    });
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.message,
              "cannot upgrade to 'b': relation \"missing\" does not exist; nothing was changed");
    EXPECT_EQ(rows(), "1|one 2|two");
    // One that the server has not seen does not.
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(caught([&] { op.execute("DELETE FROM t WHERE x = ?"); }).code, "K436");
                  op.execute("DELETE FROM t WHERE x = ?", 1);
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "2|two");
}

TEST_F(CodeOnPostgresql, has_no_rows_for_copy_and_no_text_with_nul) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(caught([&] { op.execute("COPY t FROM stdin"); }).code, "K436");
                  EXPECT_EQ(caught([&] { op.execute("SELECT ?", std::string("a\0b", 3)); }).message,
                            "PostgreSQL has no text with a NUL in it");
                  int count = 0;
                  for (const auto& row : op.query("DELETE FROM t RETURNING x")) {
                      count += row.get<int>(0);
                  }
                  EXPECT_EQ(count, 3);
              }).code,
              "nothing");
}

TEST_F(CodeOnPostgresql, values_of_every_type_come_back_as_they_were_given) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  const sys_time<std::chrono::microseconds> time(
                      std::chrono::microseconds(981'173'106'000'007));
                  const Bytes bytes{std::byte{0}, std::byte{255}, std::byte{'\\'}};
                  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
                  op.execute("INSERT INTO v VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", Color::red,
                             least, true, 2.5, 0.1 + 0.2, 1.5f, "it's \\ ?", "ab", bytes,
                             year(2024) / 2 / 29, time, time, R"({"a": [1]})",
                             "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
                  op.execute("SET timezone = 'Asia/Kolkata'");
                  op.execute("INSERT INTO v (n, a, z) VALUES (?, ?, ?)", 7, Bytes{}, nullptr);
                  int count = 0;
                  for (const auto& row : op.query("SELECT * FROM v ORDER BY i2")) {
                      if (++count == 2) {
                          EXPECT_EQ(row.get<int>("n"), 7);
                          EXPECT_EQ(row.get<Bytes>("a"), Bytes());
                          EXPECT_EQ(row.get<std::optional<sys_seconds>>("z"), std::nullopt);
                          EXPECT_EQ(caught([&] { (void)row.get<int>("i2"); }).message,
                                    "the column holds NULL, not an integer");
                          continue;
                      }
                      EXPECT_EQ(row.get<Color>("i2"), Color::red);
                      EXPECT_EQ(row.get<std::int64_t>("i8"), least);
                      EXPECT_EQ(caught([&] { (void)row.get<int>("i8"); }).code, "K436");
                      EXPECT_EQ(row.get<bool>("b"), true);
                      EXPECT_EQ(row.get<double>("n"), 2.5);
                      EXPECT_EQ(row.get<double>("r"), 0.1 + 0.2);
                      EXPECT_EQ(row.get<float>("f"), 1.5f);
                      EXPECT_EQ(row.get<std::string>("s"), "it's \\ ?");
                      EXPECT_EQ(row.get<std::string_view>("c"), "ab ");
                      EXPECT_EQ(row.get<Bytes>("a"), bytes);
                      EXPECT_EQ(row.get<std::span<const std::byte>>("a").size(), 3u);
                      EXPECT_EQ(row.get<sys_days>("d"), sys_days(year(2024) / 2 / 29));
                      EXPECT_EQ(row.get<sys_time<std::chrono::microseconds>>("t"), time);
                      EXPECT_EQ(row.get<std::string>("t"), "2001-02-03 04:05:06.000007");
                      EXPECT_EQ(row.get<std::string>("j"), R"({"a": [1]})");
                      EXPECT_EQ(row.get<std::string>("u").size(), 36u);
                      EXPECT_EQ(caught([&] { (void)row.get<Bytes>("s"); }).message,
                                "the column holds text, not a blob");
                  }
                  EXPECT_EQ(count, 2);
              }).code,
              "nothing");
}

TEST_F(CodeOnPostgresql, times_with_a_zone_are_those_of_utc_whatever_the_role_has_set) {
    run_postgresql(
        "ALTER ROLE postgres SET timezone = 'America/New_York';"
        "ALTER ROLE postgres SET datestyle = 'German'; ALTER ROLE postgres SET bytea_output = "
        "'escape'; ALTER ROLE postgres SET extra_float_digits = -5");
    const Caught error = upgrade([](Operations& op) {
        for (const auto& row :
             op.query("SELECT timestamptz '2001-02-03 04:05:06.5+00' AS z, bytea '\\x00ff' AS a, "
                      "float8 '0.30000000000000004' AS r, date '2024-02-29' AS d, "
                      "timestamptz 'infinity' AS i")) {
            EXPECT_EQ(row.get<sys_time<std::chrono::milliseconds>>("z").time_since_epoch(),
                      std::chrono::milliseconds(981'173'106'500));
            EXPECT_EQ(row.get<std::string>("z"), "2001-02-03 04:05:06.5");
            EXPECT_EQ(row.get<Bytes>("a"), (Bytes{std::byte{0}, std::byte{255}}));
            EXPECT_EQ(row.get<double>("r"), 0.1 + 0.2);
            EXPECT_EQ(row.get<sys_days>("d"), sys_days(year(2024) / 2 / 29));
            EXPECT_EQ(row.get<std::string>("i"), "infinity");
            EXPECT_EQ(caught([&] { (void)row.get<sys_seconds>("i"); }).code, "K436");
        }
        op.execute("CREATE TABLE seen AS SELECT current_setting('datestyle') AS s");
    });
    PostgresqlSession session;
    const TestTable revisions = table([](Operations&) {});
    run_postgresql("UPDATE alembic_version SET version_num = 'a'");
    Migrator(session.get(), revisions).upgrade();
    EXPECT_EQ(session.run("SHOW datestyle"), "German, DMY");
    run_postgresql("ALTER ROLE postgres RESET ALL");
    EXPECT_EQ(error.code, "nothing") << error.message;
    EXPECT_EQ(sql("SELECT s FROM seen"), "ISO, DMY");
}

TEST_F(CodeOnPostgresql, numerics_and_floating_point) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  for (const auto& row :
                       op.query("SELECT sum(x) AS s, sum(x::int8) AS n, 5.00 AS whole, -0.25 AS "
                                "part, 1e30::numeric AS large, 'NaN'::float8 AS nan, "
                                "'-Infinity'::float8 AS low, 'NaN'::numeric AS nn FROM t")) {
                      EXPECT_EQ(row.get<int>("s"), 3);
                      EXPECT_EQ(row.get<int>("n"), 3);
                      EXPECT_EQ(row.get<int>("whole"), 5);
                      EXPECT_EQ(row.get<double>("whole"), 5.0);
                      EXPECT_EQ(row.get<double>("part"), -0.25);
                      EXPECT_EQ(caught([&] { (void)row.get<int>("part"); }).code, "K436");
                      EXPECT_EQ(row.get<double>("large"), 1e30);
                      EXPECT_TRUE(std::isnan(row.get<double>("nan")));
                      EXPECT_TRUE(std::isnan(row.get<double>("nn")));
                      EXPECT_EQ(row.get<double>("low"), -std::numeric_limits<double>::infinity());
                  }
                  op.execute("INSERT INTO v (n, r) VALUES (?, ?)", 0.1,
                             std::numeric_limits<double>::quiet_NaN());
                  for (const auto& row : op.query("SELECT n::text, r FROM v")) {
                      EXPECT_EQ(row.get<std::string>(0), "0.1");
                      EXPECT_TRUE(std::isnan(row.get<double>(1)));
                  }
              }).code,
              "nothing");
}

TEST_F(CodeOnPostgresql, question_marks_are_values_outside_of_literals_and_two_are_the_operator) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  op.execute("INSERT INTO v (j, s) VALUES (?, ?)", R"({"k": 1})", "x?");
                  int count = 0;
                  for (const auto& row :
                       op.query("SELECT s /* ? */ FROM v WHERE j ?? ? AND s=? AND s <> '?' AND "
                                "s <> $$?$$ AND s <> E'\\'?' -- ?\n LIMIT?",
                                "k", "x?", 1)) {
                      EXPECT_EQ(row.get<std::string>(0), "x?");
                      ++count;
                  }
                  EXPECT_EQ(count, 1);
              }).code,
              "nothing");
    const auto sent = [](std::string_view text) { return postgresql::numbered(text).sql; };
    EXPECT_EQ(sent("SELECT ?, ?::int, a=?, a||?||b FROM t LIMIT?and"),
              "SELECT $1, $2::int, a=$3, a||$4||b FROM t LIMIT $5 and");
    EXPECT_EQ(sent("j ?? ? AND j ??| ? AND j @?? ? ?? ???"),
              "j ? $1 AND j ?| $2 AND j @? $3 ? ?$4");
    EXPECT_EQ(sent("'?' \"?\" $a$ ? $a$ E'\\'?' /* ? /* ? */ ? */ -- ?\n?"),
              "'?' \"?\" $a$ ? $a$ E'\\'?' /* ? /* ? */ ? */ -- ?\n$1");
}

TEST(CodeOnPostgresqlTimes, in_utc) {
    EXPECT_EQ(postgresql::in_utc("2001-02-03 04:05:06+00"), "2001-02-03 04:05:06");
    EXPECT_EQ(postgresql::in_utc("2001-01-01 00:05:06.000007+05:30"), "2000-12-31 18:35:06.000007");
    EXPECT_EQ(postgresql::in_utc("1999-12-31 23:59:59-03:30"), "2000-01-01 03:29:59");
    EXPECT_EQ(postgresql::in_utc("1880-01-01 00:19:32+00:19:32"), "1880-01-01 00:00:00");
    EXPECT_EQ(postgresql::in_utc("infinity"), "infinity");
    EXPECT_EQ(postgresql::in_utc("0044-03-15 12:00:00+00 BC"), "0044-03-15 12:00:00+00 BC");
    EXPECT_EQ(postgresql::in_utc("12001-02-03 04:05:06+00"), "12001-02-03 04:05:06+00");
}

TEST_F(CodeOnPostgresql, has_the_connection) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(PQstatus(op.postgresql()), CONNECTION_OK);
                  PQclear(PQexec(op.postgresql(), "UPDATE t SET x = x * 10"));
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "10|one 20|two");
}

TEST_F(CodeOnPostgresql, cannot_end_the_transaction_by_the_handle) {
    const Caught error =
        upgrade([](Operations& op) { PQclear(PQexec(op.postgresql(), "ROLLBACK")); });
    EXPECT_EQ(error.code, "K416");
    EXPECT_EQ(version(), "a");
}

}  // namespace
}  // namespace kiln::support
