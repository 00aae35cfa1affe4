// A chain with most of what MariaDB has, each of its statements failing in turn, and in doubt.

#include "tests/support/failing_chain.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using Names = std::vector<std::string>;

FailingChain chain() {
    return FailingChain(
        {
            {"a",
             "CREATE TABLE person (\n  id int AUTO_INCREMENT PRIMARY KEY,\n  feels enum('sad', "
             "'it''s; ok') NOT NULL,\n  net decimal(10, 2) CHECK (net >= 0),\n  gross "
             "decimal(10, 2) AS (net * 1.19) STORED,\n  half decimal(10, 2) AS (net / 2) "
             "VIRTUAL,\n  KEY (feels)\n) ENGINE=InnoDB",
             "CREATE TABLE person (\n  id int AUTO_INCREMENT PRIMARY KEY,\n  gross decimal(10, 2) "
             "AZ @@(net * 1.19) STORED\n)"},
            {"a", "INSERT INTO person (feels, net)\nVALUES ('sad', 1), (\"it's; ok\", 2)",
             "INSERT INTO person (feels, net)\nVALUES ('sad', 1), ('sad', -2)"},
            {"a",
             "CREATE TABLE event (at date NOT NULL, what varchar(20))\nPARTITION BY RANGE "
             "(year(at)) (PARTITION p0 VALUES LESS THAN (2026), PARTITION p1 VALUES LESS THAN "
             "(2027))",
             "CREATE TABLE event (at date NOT NULL, what varchar(20))\nPARTITION BY RANGE "
             "(year(at)) (PARTITION p0 VALUES LESS THAN (2026), PARTITION p1 VALUES LESS THAN "
             "(2025))"},
            {"a",
             "DELIMITER $$\nCREATE TRIGGER stamped BEFORE INSERT ON event FOR EACH ROW\nBEGIN\n  "
             "SET NEW.what = coalesce(NEW.what, 'none; yet');\nEND$$\nDELIMITER ;\nSELECT 1",
             "DELIMITER $$\n@@CREATE TRIGGER stamped BEFORE INSERT ON event FOR EACH ROW\nBEGIN\n  "
             "SET NEW.wat = 1;\nEND$$\nDELIMITER ;\nSELECT 1"},
            {"a", "INSERT INTO event (at) VALUES ('2025-05-01'), ('2026-05-01')",
             "INSERT INTO event (at) VALUES ('2025-05-01'), ('2028-05-01')"},
            {"b",
             "CREATE PROCEDURE fill(n int)\nBEGIN\n  DECLARE i int DEFAULT 0;\n  WHILE i < n DO\n "
             "   INSERT INTO event VALUES ('2026-06-01', concat('n', i));\n    SET i = i + 1;\n  "
             "END WHILE;\nEND",
             "CREATE PROCEDURE fill(n int)\nBEGIN\n  DECLAR @@i int DEFAULT 0;\nEND"},
            {"b", "CALL fill(3)", "CALL fill('many')"},
            {"b", "CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n * 2",
             "CREATE FUNCTION twice(n int) RETURNS integral DETERMINISTIC RETURN n * 2"},
            {"b", "CREATE VIEW glad AS SELECT id, twice(gross) AS g FROM person WHERE feels <> 1",
             "CREATE VIEW glad AS SELECT id, gros FROM person"},
            {"b",
             "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01 00:00:00' DISABLE "
             "DO\nBEGIN\n  DELETE FROM event;\nEND",
             "CREATE EVENT nightly ON SCHEDULE EVERY -1 DAY STARTS '2036-01-01 00:00:00' DISABLE "
             "DO\nBEGIN\n  DELETE FROM event;\nEND"},
            {"b",
             "ALTER TABLE person ADD COLUMN boss int, ADD COLUMN note text, ADD FULLTEXT KEY "
             "(note),\n  ADD CONSTRAINT led FOREIGN KEY (boss) REFERENCES person (id)",
             "ALTER TABLE person ADD COLUMN boss int, ADD COLUMN note text,\n  ADD CONSTRAINT led "
             "FOREIGN KEY (bos) REFERENCES person (id)"},
            {"b", "SET @all = (SELECT count(*) FROM event), sql_mode = 'ANSI_QUOTES'",
             "SET @all = (SELECT count(*) FROM events)"},
            {"b", "UPDATE \"person\" SET note = concat('one; # of ', @all)",
             "UPDATE \"person\" SET net = -@all"},
            {"b", "/*!50001 CREATE SEQUENCE numbers START WITH 5 */",
             "/*!50001 CREATE SEQUENCE numbers START WITH 5 MAXVALUE 2 */"},
            {"c", "RENAME TABLE event TO happening",
             "RENAME TABLE event TO happening, none TO one"},
            {"c",
             "ALTER TABLE happening REORGANIZE PARTITION p1 INTO\n  (PARTITION p1 VALUES LESS "
             "THAN (2027), PARTITION p2 VALUES LESS THAN MAXVALUE)",
             "ALTER TABLE happening REORGANIZE PARTITION p1 INTO\n  (PARTITION p1 VALUES LESS "
             "THAN (2020), PARTITION p2 VALUES LESS THAN MAXVALUE)"},
            {"c", "ALTER TABLE person MODIFY feels enum('sad', 'it''s; ok', 'great') NOT NULL",
             "ALTER TABLE person MODIFY feels enum('it''s; ok', 'great', 'sad', 'sad') NOT NULL"},
            {"c", "INSERT INTO person (feels, boss) SELECT 'great', id FROM person LIMIT 1",
             "INSERT INTO person (feels, boss) VALUES ('great', 99)"},
            {"c", "BEGIN NOT ATOMIC\n  INSERT INTO happening VALUES ('2030-01-01', 'late');\nEND",
             "BEGIN NOT ATOMIC\n  INSERT INTO happening VALUES ('2030-01-01', 'late', 3);\nEND"},
            {"c", "DROP PROCEDURE fill", "DROP PROCEDURE fills"},
        },
        mysql_dialect, mysql_function);
}

class MysqlChain : public OnMariadb {
protected:
    static std::string journal() {
        return sql("SELECT count(*), sum(state = 'started') FROM kiln_journal");
    }
    /// What the catalogs know of it, and rows.
    static std::string database() {
        return sql("SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLUMN_KEY, EXTRA, "
                   "GENERATION_EXPRESSION FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = "
                   "'test' AND TABLE_NAME NOT LIKE 'kiln%' ORDER BY 1, ORDINAL_POSITION") +
               sql("SELECT TABLE_NAME, PARTITION_NAME FROM information_schema.PARTITIONS WHERE "
                   "TABLE_SCHEMA = 'test' AND PARTITION_NAME IS NOT NULL ORDER BY 1, 2") +
               sql("SELECT ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES "
                   "WHERE ROUTINE_SCHEMA = 'test'") +
               sql("SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'test'") +
               sql("SELECT TRIGGER_NAME, ACTION_STATEMENT, EVENT_OBJECT_TABLE FROM "
                   "information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'test'") +
               // Their numbers have gaps where one failed.
               sql("SELECT feels, net, gross, half, note FROM person ORDER BY 1, 2") +
               sql("SELECT at, what FROM happening ORDER BY at, what");
    }
    std::string whole_database() {
        empty_mariadb();
        Migrator(url(), chain_.whole()).upgrade();
        std::string all = database();
        empty_mariadb();
        return all;
    }
    Caught upgrade(const TestTable& table) {
        return caught([&] { Migrator(url(), table).upgrade(); });
    }
    /// Statements of its revision, as the server counts them.
    std::size_t done_before(std::size_t number) const {
        std::size_t done = chain_.before_in_revision(number);
        // That one is two for the server.
        if (chain_.statement(number).revision == "a" && done > 3) ++done;
        return done;
    }
    void expect_at(std::size_t number) const {
        const std::string done = std::to_string(done_before(number));
        EXPECT_EQ(journal(), done == "0" ? "0|NULL" : done + "|0");
    }

    const FailingChain chain_ = chain();
};

TEST_F(MysqlChain, each_statement_that_fails_is_gone_on_at_when_it_is_mended) {
    const std::string whole = whole_database();
    // The other test asks of each as well, with fewer statements behind it.
    for (std::size_t number = 0; number < chain_.size(); number += wants_all_on_servers() ? 1 : 4) {
        SCOPED_TRACE(chain_.statement(number).bad);
        const Caught error = upgrade(chain_.failing(number));
        EXPECT_EQ(error.code, "K411");
        chain_.expect_place(number, error);
        expect_at(number);
        EXPECT_THAT(error.message,
                    HasSubstr(done_before(number) == 0 ? "; nothing of '" : "the next run goes on"))
            << error.message;
        EXPECT_EQ(upgrade(chain_.whole()).message, "");
        EXPECT_EQ(database(), whole);
        EXPECT_EQ(journal(), "0|NULL");
        empty_mariadb();
    }
}

TEST_F(MysqlChain, each_statement_that_is_in_doubt_is_named_and_runs_again) {
    const std::string whole = whole_database();
    for (std::size_t number = 0; number < chain_.size(); ++number) {
        SCOPED_TRACE(chain_.statement(number).good);
        // Up to it each of the runs before has done one.
        const Caught failed = upgrade(chain_.failing(number));
        chain_.expect_place(number, failed);
        expect_at(number);
        const TestTable dying = chain_.spoiled(number, "KILL CONNECTION_ID()");
        EXPECT_EQ(upgrade(dying).code, "K425");
        const std::string in_doubt = "statement " + std::to_string(done_before(number) + 1) +
                                     " of the upgrade to '" + chain_.statement(number).revision +
                                     "' is in doubt";
        EXPECT_THAT(upgrade(dying).message, HasSubstr(in_doubt));
        EXPECT_EQ(upgrade(chain_.whole()).code, "K429");
        EXPECT_EQ(Migrator(url(), dying).repair(InDoubt::not_done).size(), 1U);
        expect_at(number);
    }
    EXPECT_EQ(upgrade(chain_.whole()).message, "");
    EXPECT_EQ(database(), whole);
}

}  // namespace
}  // namespace kiln::support
