// Runs that an application asks to stop, at any instant.

#include "tests/support/caught.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace kiln::support {
namespace {

using Clock = std::chrono::steady_clock;

struct FromThen {
    Clock::time_point then;
    bool stop_requested() const { return Clock::now() >= then; }
};

class PostgresqlStop : public OnServer {
protected:
    static std::string contents() {
        return sql(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind "
            "IN ('r', 'v', 'i') AND relname !~ '^(kiln|alembic)' ORDER BY 1");
    }
};

// More of them: KILN_STOP_INSTANTS.
TEST_F(PostgresqlStop, at_any_instant_the_database_is_where_the_run_began_or_ended) {
    const char* const asked = std::getenv("KILN_STOP_INSTANTS");
    const int wanted = asked == nullptr ? 30 : std::atoi(asked);
    std::string many = "CREATE TABLE t (x int);\n";
    for (int i = 0; i < 100; ++i) many += "INSERT INTO t VALUES (1);\n";
    const TestTable table = on_postgresql(
        "a; b < a; c < b; d < c",
        {{"a", {.upgrade = many, .downgrade = "DROP TABLE t;"}},
         {"b",
          {.upgrade = "CREATE TABLE l AS SELECT x FROM generate_series(1, 20000) x;"
                      "CREATE INDEX i ON l (x);",
           .downgrade = "DELETE FROM l WHERE x % 2 = 0; DROP TABLE l;"}},
         {"c",
          {.up =
               [](Operations& op) {
                   for (int i = 0; i < 50; ++i) op.execute("INSERT INTO t VALUES (?)", i);
               },
           .down = [](Operations& op) { op.execute("DELETE FROM t WHERE x <> 1"); }}},
         {"d", {.upgrade = "CREATE VIEW v AS SELECT 1;", .downgrade = "DROP VIEW v;"}}});
    const auto begin = Clock::now();
    Migrator(url(), table).upgrade();
    const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    std::mt19937 random(7);
    std::uniform_int_distribution<std::int64_t> instants(0, taken.count() * 3 / 2);
    bool at_heads = true;
    int stopped = 0;
    for (int i = 0; i < wanted && !HasFailure(); ++i) {
        Options options;
        options.stop = FromThen{Clock::now() + std::chrono::microseconds(instants(random))};
        const Caught error = caught([&] {
            Migrator migrator(url(), table, options);
            if (at_heads) {
                migrator.downgrade("base");
            } else {
                migrator.upgrade();
            }
        });
        ASSERT_TRUE(error.code == "K422" || error.code == "nothing") << error.message;
        stopped += error.code == "K422" ? 1 : 0;
        if (error.code == "nothing") at_heads = !at_heads;
        EXPECT_EQ(Migrator(url(), table).state(), at_heads ? State::at_heads : State::behind);
        EXPECT_EQ(contents(), at_heads ? "i l t v" : "");
        if (at_heads) {
            EXPECT_EQ(sql("SELECT count(*), sum(x), (SELECT count(*) FROM l) FROM t"),
                      "150|1325|20000");
        }
        EXPECT_EQ(sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
    }
    std::printf("stopped %d of %d\n", stopped, wanted);
    EXPECT_GT(stopped, wanted / 5);
}

}  // namespace
}  // namespace kiln::support
