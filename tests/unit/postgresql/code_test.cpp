// Revisions in C++ on PostgreSQL.

#include "src/database/postgresql/query.hpp"
#include "src/database/postgresql/statement.hpp"
#include "tests/support/caught.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::sys_time;
using std::chrono::year;
using Bytes = std::vector<std::byte>;

enum class Color : std::uint8_t { red = 3 };

class CodeOnPostgresql : public OnServer {
protected:
    static TestTable table(RevisionFunction up, RevisionFunction down = nullptr) {
        return on_postgresql(
            "a; b < a",
            {{"a",
              {.upgrade = "CREATE TABLE t (x int, y text);"
                          "INSERT INTO t VALUES (1, 'one'), (2, 'two');"
                          "CREATE TABLE v (i2 int2, i8 int8, b bool, n numeric, r float8, f real, "
                          "s varchar(20), c char(3), a bytea, d date, t timestamp, z timestamptz, "
                          "j jsonb, u uuid);",
               .downgrade = "DROP TABLE v; DROP TABLE t;"}},
             {"b", {.up = up, .down = down}}});
    }
    static Caught upgrade(RevisionFunction up, const Options& options = {}) {
        const TestTable revisions = table(up);
        Migrator(url(), revisions).upgrade("a");
        return caught([&] { Migrator(url(), revisions, options).upgrade(); });
    }
    static std::string rows() { return sql("SELECT x, y FROM t ORDER BY x"); }
    static std::string version() { return sql("SELECT version_num FROM alembic_version"); }
};

void rename(Operations& op) {
    for (const auto& row : op.query("SELECT x, y FROM t ORDER BY x")) {
        op.execute("UPDATE t SET y = ? WHERE x = ?", row.get<std::string>("y") + "!",
                   row.get<std::int64_t>(0));
    }
}
void rename_back(Operations& op) { op.execute("UPDATE t SET y = rtrim(y, '!')"); }

TEST_F(CodeOnPostgresql, runs_up_and_down_in_the_run_s_transaction_and_is_recorded) {
    const TestTable revisions = table(rename, rename_back);
    Migrator migrator(url(), revisions);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2u);
    EXPECT_EQ(rows(), "1|one! 2|two!");
    EXPECT_EQ(version(), "b");
    migrator.downgrade("a");
    EXPECT_EQ(rows(), "1|one 2|two");
    EXPECT_EQ(sql("SELECT revision, direction FROM kiln_history ORDER BY sequence"),
              "a|upgrade b|upgrade b|downgrade");
}

TEST_F(CodeOnPostgresql, an_exception_rolls_the_run_back_with_its_text_and_the_file) {
    const Caught error = upgrade([](Operations& op) {
        op.execute("DELETE FROM t");
        throw std::runtime_error("no\nluck");
    });
    EXPECT_EQ(error.code, "K411");
    EXPECT_EQ(error.message, "cannot upgrade to 'b': no luck; nothing was changed");
    EXPECT_EQ(rows(), "1|one 2|two");
    EXPECT_EQ(version(), "a");
}

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

TEST_F(CodeOnPostgresql, refuses_statements_of_the_transaction_and_what_is_no_one_statement) {
    static std::string text;
    for (const auto& [statement, code] : {std::pair{"COMMIT", "K306"},
                                          {"SAVEPOINT s", "K306"},
                                          {" begin ", "K306"},
                                          {"PREPARE TRANSACTION 'x'", "K306"},
                                          {"\\d", "K134"}}) {
        text = statement;
        const Caught error = upgrade([](Operations& op) {
            try {
                op.execute(text);
            } catch (...) {
            }
        });
        EXPECT_EQ(error.code, code) << text;
        EXPECT_EQ(version(), "a") << text;
    }
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(caught([&] { op.execute(""); }).message, "the text holds no statement");
                  EXPECT_EQ(caught([&] { op.execute("-- nothing"); }).code, "K436");
                  EXPECT_EQ(caught([&] { op.execute("DELETE FROM t; DELETE FROM t"); }).message,
                            "the text holds more than one statement");
                  EXPECT_EQ(caught([&] { op.execute("SELECT ?", 1, 2); }).message,
                            "the statement has 1 '?', and 2 values are given");
                  EXPECT_EQ(caught([&] { op.execute("COPY t FROM stdin"); }).code, "K436");
                  EXPECT_EQ(caught([&] { op.execute("SELECT ?", std::string("a\0b", 3)); }).message,
                            "PostgreSQL has no text with a NUL in it");
                  EXPECT_EQ(op.execute("DELETE FROM t WHERE x = ?;  -- and no more", 7), 0);
              }).code,
              "nothing");
    EXPECT_EQ(rows(), "1|one 2|two");
}

TEST_F(CodeOnPostgresql, tells_how_many_rows_a_statement_changed) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(op.execute("UPDATE t SET y = 'z'"), 2);
                  EXPECT_EQ(op.execute("CREATE TABLE u (x int)"), 0);
                  EXPECT_EQ(op.execute("SELECT * FROM t"), 0);
                  EXPECT_EQ(op.execute("INSERT INTO u SELECT x FROM t"), 2);
                  int count = 0;
                  for (const auto& row : op.query("DELETE FROM u RETURNING x")) {
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

TEST_F(CodeOnPostgresql, has_the_connection_and_may_query_within_a_query) {
    EXPECT_EQ(upgrade([](Operations& op) {
                  EXPECT_EQ(op.dialect(), Dialect::postgresql);
                  EXPECT_EQ(caught([&] { (void)op.sqlite(); }).code, "K437");
                  EXPECT_EQ(PQstatus(op.postgresql()), CONNECTION_OK);
                  PQclear(PQexec(op.postgresql(), "UPDATE t SET x = x * 10"));
                  int pairs = 0;
                  for (const auto& outer : op.query("SELECT x FROM t WHERE x > ?", 0)) {
                      for (const auto& inner : op.query("SELECT x FROM t WHERE x > ?", 0)) {
                          pairs += outer.get<int>(0) * inner.get<int>(0);
                      }
                  }
                  EXPECT_EQ(pairs, 900);
              }).code,
              "nothing");
}

TEST_F(CodeOnPostgresql, cannot_end_the_transaction_by_the_handle) {
    const Caught error =
        upgrade([](Operations& op) { PQclear(PQexec(op.postgresql(), "ROLLBACK")); });
    EXPECT_EQ(error.code, "K416");
    EXPECT_EQ(version(), "a");
}

struct AskedFlag {
    bool* asked;
    bool stop_requested() const { return *asked; }
};
bool is_asked = false;

TEST_F(CodeOnPostgresql, a_stop_and_a_deadline_end_it_within_a_query) {
    Options options;
    options.stop = Stop(AskedFlag{&is_asked});
    is_asked = false;
    EXPECT_EQ(upgrade(
                  [](Operations& op) {
                      op.execute("DELETE FROM t");
                      is_asked = true;
                      try {
                          op.execute("SELECT pg_sleep(?)", 60);
                      } catch (...) {
                      }
                  },
                  options)
                  .code,
              "K422");
    Options limited;
    limited.statement_deadline = std::chrono::milliseconds(50);
    EXPECT_EQ(upgrade([](Operations& op) { op.execute("SELECT pg_sleep(?)", 60); }, limited).code,
              "K419");
    EXPECT_EQ(rows(), "1|one 2|two");
}

}  // namespace
}  // namespace kiln::support
