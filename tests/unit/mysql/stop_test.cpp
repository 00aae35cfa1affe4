// Runs that an application asks to stop, at any instant.

#include "tests/support/random_stops.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>
#include <kiln/operations.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::support {
namespace {

using Statements = std::vector<std::string>;

const Statements up_a{"CREATE TABLE t (x int PRIMARY KEY AUTO_INCREMENT, y int)",
                      "INSERT INTO t (y) VALUES (1)", "INSERT INTO t (y) VALUES (2)",
                      "ALTER TABLE t ADD COLUMN z int DEFAULT 7", "INSERT INTO t (y) VALUES (3)"};
const Statements down_a{"DELETE FROM t WHERE y > 1", "DROP TABLE t"};
// The long ones.
const Statements up_b{"CREATE TABLE many (x int)", "INSERT INTO many SELECT seq FROM seq_1_to_3000",
                      "INSERT INTO many SELECT m.x + s.seq FROM many m, seq_1_to_3 s",
                      "ALTER TABLE many ADD INDEX (x), ALGORITHM = COPY"};
const Statements down_b{"DELETE FROM many WHERE x % 2 = 0", "DROP TABLE many"};
// By code, which is one entry of the journal.
const Statements up_c{"UPDATE t SET y = y + 10"};
const Statements down_c{"UPDATE t SET y = y - 10"};

std::string joined(const Statements& statements) {
    std::string sql;
    for (const std::string& statement : statements) sql.append(statement).append(";\n");
    return sql;
}

std::string contents() {
    const std::string tables = run_mariadb(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'test' "
        "AND TABLE_NAME IN ('t', 'many') ORDER BY 1");
    std::string text = tables;
    if (tables.ends_with("t"))
        text +=
            " " + run_mariadb("SELECT COUNT(*), SUM(y) FROM t") + " " +
            run_mariadb("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_NAME = 't'");
    if (tables.starts_with("many")) {
        text += " " + run_mariadb("SELECT COUNT(*), SUM(x) FROM many") + " " +
                run_mariadb(
                    "SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_NAME = "
                    "'many'");
    }
    return text;
}

/// What there is behind each of them, beginning with none.
std::vector<std::string> behind_each(const std::vector<const Statements*>& sections) {
    std::vector<std::string> all{contents()};
    for (const Statements* section : sections) {
        for (const std::string& statement : *section) {
            run_mariadb(statement);
            all.push_back(contents());
        }
    }
    return all;
}

class MysqlStop : public OnMariadb {
protected:
    static std::size_t recorded(bool up) {
        const std::string at = sql("SELECT version_num FROM alembic_version");
        if (up) return at.empty() ? 0 : at == "a" ? 5 : at == "b" ? 9 : 10;
        return at == "c" ? 0 : at == "b" ? 1 : at == "a" ? 3 : 5;
    }
};

// More of them: KILN_STOP_INSTANTS.
TEST_F(MysqlStop, at_any_instant_the_database_is_at_a_statement_of_the_journal) {
    const std::vector<std::string> upwards = behind_each({&up_a, &up_b, &up_c});
    const std::vector<std::string> downwards = behind_each({&down_c, &down_b, &down_a});
    const TestTable table = on_mysql(
        "a; b < a; c < b", {{"a", {.upgrade = joined(up_a), .downgrade = joined(down_a)}},
                            {"b", {.upgrade = joined(up_b), .downgrade = joined(down_b)}},
                            {"c",
                             {.up = [](Operations& op) { op.execute(up_c.front()); },
                              .down = [](Operations& op) { op.execute(down_c.front()); }}}});
    stop_at_random_instants(url(), table, 25, [&](bool up, bool has_ended) {
        // Nothing is in doubt, and the next run goes on.
        EXPECT_EQ(sql("SELECT COUNT(*) FROM kiln_journal WHERE state <> 'done'"), "0");
        const std::size_t done =
            recorded(up) + std::stoul(sql("SELECT COUNT(*) FROM kiln_journal"));
        EXPECT_EQ(contents(), (up ? upwards : downwards)[done]) << done << (up ? " up" : " down");
        if (has_ended) {
            EXPECT_EQ(Migrator(url(), table).state(), up ? State::at_heads : State::behind);
        }
    });
}

}  // namespace
}  // namespace kiln::support
