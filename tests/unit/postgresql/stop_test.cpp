// Runs that an application asks to stop, at any instant.

#include "tests/support/random_stops.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <gtest/gtest.h>

#include <string>

namespace kiln::support {
namespace {

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
    stop_at_random_instants(url(), table, 30, [&](bool up, bool has_ended) {
        const bool at_heads = up == has_ended;
        EXPECT_EQ(Migrator(url(), table).state(), at_heads ? State::at_heads : State::behind);
        EXPECT_EQ(contents(), at_heads ? "i l t v" : "");
        if (at_heads) {
            EXPECT_EQ(sql("SELECT count(*), sum(x), (SELECT count(*) FROM l) FROM t"),
                      "150|1325|20000");
        }
        EXPECT_EQ(sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
    });
}

}  // namespace
}  // namespace kiln::support
