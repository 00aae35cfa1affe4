#include "tests/support/table_builder.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/replay/mysql_catalog.hpp"
#include "tool/replay/mysql_trial.hpp"
#include "tool/replay/server_replay.hpp"

#include <kiln/error.hpp>
#include <kiln/operations.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// One for all tests: a private one, with and without its system tables.
const TrialServer& mariadb(bool system_tables = false) {
    static const auto start = [](bool with) {
        unsetenv("KILN_MYSQL_URL");
        std::string missing;
        ServerChoice choice;
        choice.system_tables = with;
        return TrialServer::find(Dialect::mysql, choice, missing);
    };
    static const std::unique_ptr<TrialServer> plain = start(false);
    if (!system_tables) return *plain;
    static const std::unique_ptr<TrialServer> whole = start(true);
    return *whole;
}

/// What is found in revisions r1, r2, … with these sections, each on the one before or, from `#2`
/// on, on that one: `r1.sql:4:8 K301 message | note`. One that is `code` is in C++.
std::vector<std::string> told_on_mysql(const std::vector<std::string>& sections,
                                       bool system_tables = false) {
    std::vector<Diagnostic> found;
    std::vector<RevisionFile> files;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const std::string id = "r" + std::to_string(i + 1);
        std::string down = i == 0 ? "none" : "r" + std::to_string(i);
        std::string text = sections[i];
        if (text.starts_with('#')) {
            down = "r" + text.substr(1, 1);
            text.erase(0, 2);
        }
        if (text == "code") {
            const std::string function = "template <> void kiln::revision<\"" + id + "\">::";
            files.push_back(parse_revision_file(id + ".cpp",
                                                "// revision: " + id +
                                                    "\n// down_revision: " + down + "\n\n" +
                                                    function + "upgrade(kiln::Operations&) {}\n" +
                                                    function + "downgrade(kiln::Operations&) {}\n",
                                                found));
            continue;
        }
        files.push_back(parse_revision_file(
            id + ".sql", "-- revision: " + id + "\n-- down_revision: " + down + "\n" + text,
            found));
    }
    const Graph graph = resolve_graph(files, found);
    EXPECT_THAT(found, IsEmpty());
    EXPECT_EQ(need_system_tables(files), system_tables);
    std::vector<std::string> out;
    for (const Diagnostic& each : replay_on_server(files, graph, mariadb(system_tables))) {
        std::string line = each.location.file + ":" + std::to_string(each.location.line) + ":" +
                           std::to_string(each.location.column) + " " + to_string(each.code) + " " +
                           each.message;
        for (const Note& note : each.notes) line += " | " + note.message;
        out.push_back(line);
    }
    return out;
}

std::string my(const std::string& upgrade, const std::string& downgrade) {
    return "-- kiln:upgrade mysql\n" + upgrade + "\n-- kiln:downgrade mysql\n" + downgrade + "\n";
}

/// Of a revision in C++ between two in SQL.
std::vector<std::string> told_of_code(RevisionFunction up, RevisionFunction down) {
    // Linked code must outlive the program.
    static auto& kept = *new std::vector<std::unique_ptr<support::TestTable>>;
    kept.push_back(std::make_unique<support::TestTable>(
        "r2", std::map<std::string, support::TestScripts>{{"r2", {.up = up, .down = down}}}));
    link_code(kept.back()->table());
    return told_on_mysql({my("CREATE TABLE t (x int); INSERT INTO t VALUES (1);", "DROP TABLE t;"),
                          "code", "-- kiln:upgrade\nUPDATE t SET y = 1;\n"},
                         true);
}

TEST(MysqlReplay, revisions_in_cpp_run_up_and_down_and_up_again) {
    static std::string calls;
    const RevisionFunction up = [](Operations& op) {
        op.execute("ALTER TABLE t ADD COLUMN y int");
        for (const auto& row : op.query("SELECT x FROM t WHERE x >= ?", 1)) {
            calls += 'u' + std::to_string(op.execute("UPDATE t SET y = ?", row.get<int>(0)));
        }
        op.execute("CREATE FUNCTION twice (n int) RETURNS int DETERMINISTIC RETURN 2 * n");
    };
    const RevisionFunction down = [](Operations& op) {
        calls += 'd';
        op.execute("ALTER TABLE t DROP COLUMN y");
        op.execute("DROP FUNCTION twice");
    };
    EXPECT_THAT(told_of_code(up, down), IsEmpty());
    EXPECT_EQ(calls, "u1u1du1");
    EXPECT_THAT(told_of_code(up,
                             [](Operations& op) {
                                 op.execute("DROP FUNCTION twice");
                                 op.execute("ALTER TABLE t MODIFY x bigint");
                             }),
                ElementsAre(HasSubstr("K304 the downgrade does not bring back")));
    EXPECT_THAT(told_of_code([](Operations& op) { op.execute("ALTER TABLE t ADD COLUMN"); }, down),
                ElementsAre(HasSubstr("r2.cpp:4:1 K301 You have an error in your SQL syntax")));
    EXPECT_THAT(told_of_code([](Operations&) { throw std::runtime_error("no luck"); }, down),
                ElementsAre(HasSubstr("r2.cpp:4:1 K301 no luck")));
    EXPECT_THAT(told_of_code([](Operations& op) { op.execute("COMMIT"); }, down),
                ElementsAre(HasSubstr("r2.cpp:4:1 K306 COMMIT in a section that Kiln runs in a "
                                      "transaction of its own")));
    EXPECT_THAT(told_of_code(
                    [](Operations& op) {
                        op.execute("ALTER TABLE t ADD COLUMN y int");
                        op.execute("DELETE FROM kiln_history");
                    },
                    [](Operations& op) { op.execute("ALTER TABLE t DROP COLUMN y"); }),
                IsEmpty());
    EXPECT_THAT(
        told_of_code([](Operations& op) { op.execute("INSERT INTO alembic_version VALUES ('x')"); },
                     [](Operations&) {}),
        ElementsAre(HasSubstr("K3")));
}

TEST(MysqlReplay, a_chain_that_is_right_is_silent) {
    EXPECT_THAT(
        told_on_mysql(
            {my("CREATE TABLE patient (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20));\n"
                "INSERT INTO patient (name) VALUES ('a'), ('b');",
                "DROP TABLE patient;"),
             my("ALTER TABLE patient ADD phone TEXT, ADD INDEX by_name (name);",
                "ALTER TABLE patient DROP INDEX by_name, DROP phone;"),
             my("CREATE VIEW names AS SELECT name FROM patient;\n"
                "CREATE TRIGGER t BEFORE INSERT ON patient FOR EACH ROW BEGIN\n"
                "  IF NEW.name IS NULL THEN SET NEW.name = ';'; END IF;\nEND;",
                "DROP TRIGGER t;\nDROP VIEW names;"),
             my("RENAME TABLE patient TO person;", "RENAME TABLE person TO patient;"),
             "-- kiln:upgrade postgresql\nCREATE FUNCTION f();\n-- kiln:upgrade mysql\nINSERT INTO "
             "person (name) VALUES ('c');\n"}),
        IsEmpty());
}

TEST(MysqlReplay, what_does_not_run_is_told_at_its_statement_and_others_go_on) {
    EXPECT_THAT(
        told_on_mysql({my("CREATE TABLE a (id INT PRIMARY KEY);", "DROP TABLE a;"),
                       my("CREATE TABLE half (id INT);\n  ALTER TABLE nosuch ADD b INT;", ""),
                       my("ALTER TABLE half ADD x INT;", ""),
                       // Beside what failed, on a database that has nothing of it.
                       "#1" + my("CREATE TABLE half (id INT);", "DROP TABLE half;"),
                       "#1" + my("CREATE TABLE c (id INT);", "DROP TABLE nosuch;"),
                       my("CREATE TABLE d (id INT);\nINSERT INTO a VALUES (1);", "DROP TABLE d;")}),
        ElementsAre("r2.sql:5:3 K301 Table 'nosuch' doesn't exist | 1 revision that builds "
                    "on it was not run",
                    HasSubstr("r5.sql:6:1 K302"), HasSubstr("r6.sql:5:1 K303")));
}

TEST(MysqlReplay, a_downgrade_has_to_bring_back_each_thing) {
    const std::string before =
        my("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, KEY k (a), CONSTRAINT c CHECK (b > "
           "0)) COMMENT 'x';\nCREATE VIEW v AS SELECT a FROM t;\n"
           "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;\n"
           "CREATE TABLE child (id INT, p INT, CONSTRAINT fk FOREIGN KEY (p) REFERENCES t (id));",
           "DROP TABLE child;\nDROP VIEW v;\nDROP TABLE t;");
    const auto lost = [&](const std::string& upgrade, const std::string& downgrade) {
        const auto found = told_on_mysql({before, my(upgrade, downgrade)});
        if (found.size() != 1) return std::to_string(found.size()) + " found";
        const std::string& text = found.front();
        return text.substr(text.find(" | ") + 3);
    };
    EXPECT_EQ(lost("ALTER TABLE t MODIFY a BIGINT;", ""),
              "column t.a: was 'int(11) DEFAULT NULL', is 'bigint(20) DEFAULT NULL'");
    EXPECT_EQ(lost("DROP INDEX k ON t;", ""), "index k of t is missing");
    EXPECT_EQ(lost("ALTER TABLE t DROP CONSTRAINT c;", ""), "constraint c of t is missing");
    EXPECT_EQ(lost("DROP TRIGGER tr;", ""), "trigger tr of t is missing");
    EXPECT_EQ(lost("DROP VIEW v;", ""), "view v is missing");
    EXPECT_THAT(lost("CREATE OR REPLACE VIEW v AS SELECT b FROM t;", ""), HasSubstr("view v: was"));
    EXPECT_THAT(lost("ALTER TABLE t COMMENT 'y';", ""), HasSubstr("table t: was"));
    EXPECT_EQ(lost("CREATE TABLE more (id INT);", ""), "table more is left over");
    // MySQL makes an index for a foreign key, and keeps it.
    EXPECT_EQ(
        lost("ALTER TABLE child ADD q INT, ADD CONSTRAINT qk FOREIGN KEY (q) REFERENCES t (id);",
             "ALTER TABLE child DROP FOREIGN KEY qk;"),
        "column child.q is left over | index qk of child is left over");
    EXPECT_EQ(lost("RENAME TABLE t TO u;\nDROP VIEW v;",
                   "RENAME TABLE u TO t;\nCREATE VIEW v AS SELECT b FROM t;")
                  .substr(0, 6),
              "view v");
    EXPECT_EQ(lost("CREATE SEQUENCE s;", ""), "sequence s is left over");
}

TEST(MysqlReplay, routines_and_events_have_a_server_with_system_tables) {
    EXPECT_THAT(
        told_on_mysql(
            {my("CREATE FUNCTION f() RETURNS INT RETURN 1;\n"
                "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END;\n"
                "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1;",
                "DROP FUNCTION f;\nDROP PROCEDURE p;\nDROP EVENT e;"),
             my("DROP FUNCTION f;\nCREATE FUNCTION f() RETURNS INT RETURN 2;", ""),
             my("CREATE TABLE t (id INT);\nCREATE PROCEDURE q() ALTER TABLE t ADD x INT;\nCALL "
                "q();",
                "DROP PROCEDURE q;\nDROP TABLE t;"),
             my("ALTER TABLE t ADD y INT;\nCREATE USER someone;\nGRANT SELECT ON t TO someone;",
                "DROP USER someone;\nALTER TABLE t DROP y;")},
            true),
        ElementsAre(HasSubstr("r2.sql:6:1 K304 the downgrade does not bring back the schema that "
                              "stood before the upgrade | function f: was")));
}

TEST(MysqlReplay, what_bears_the_time_when_it_was_made_is_the_same_when_made_again) {
    const std::string made = "PREPARE p FROM CONCAT('CREATE TABLE t (id INT) COMMENT \"', ";
    EXPECT_THAT(told_on_mysql({my(made + "NOW(6), '\"');\nEXECUTE p;", "DROP TABLE t;")}),
                IsEmpty());
    EXPECT_THAT(told_on_mysql({my(made + "SYSDATE(6), '\"');\nEXECUTE p;", "DROP TABLE t;")}),
                ElementsAre(HasSubstr("K305")));
}

TEST(MysqlReplay, kilns_own_tables_are_guarded) {
    EXPECT_THAT(
        told_on_mysql(
            {my("DELETE FROM alembic_version;\nINSERT INTO alembic_version VALUES ('x');", "")}),
        ElementsAre(HasSubstr("K316")));
}

TEST(MysqlCatalog, reading_on_finds_what_reading_all_finds) {
    const TrialDatabaseOnServer database(mariadb(true));
    MysqlCatalog catalog(database.connection(), "alembic_version");
    Catalog last = catalog.read();
    for (const char* statement : {
             "CREATE TABLE a (id INT PRIMARY KEY, x INT, m TEXT)",
             "CREATE TABLE b (id INT, y INT DEFAULT 3, CONSTRAINT fk FOREIGN KEY (id) REFERENCES a "
             "(id))",
             "CREATE INDEX bi ON b (y)",
             "CREATE TRIGGER tg BEFORE INSERT ON b FOR EACH ROW SET NEW.y = 1",
             "CREATE VIEW v AS SELECT y, a.x FROM b JOIN a USING (id)",
             "CREATE TABLE `odd name``s` (`a b` INT, UNIQUE `k y` (`a b`))",
             "ALTER TABLE `odd name``s` ADD c INT",
             "ALTER TABLE a RENAME COLUMN id TO key_",
             "RENAME TABLE a TO aa",
             "ALTER TABLE aa CHANGE key_ id INT NOT NULL",
             "CREATE FUNCTION f() RETURNS INT RETURN 1",
             "CREATE OR REPLACE FUNCTION f() RETURNS INT RETURN 2",
             "CREATE SEQUENCE s",
             "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1",
             "ALTER EVENT e DISABLE",
             "DROP TRIGGER tg",
             "DROP FUNCTION f",
             "DROP VIEW v",
             "DROP EVENT e",
             "ALTER DATABASE CHARACTER SET latin1",
             "DROP TABLE b",
             "DROP SEQUENCE s",
             "DROP TABLE aa, `odd name``s`",
         }) {
        const auto fault = database.connection().run_first(statement).fault;
        ASSERT_FALSE(fault) << statement << ": " << fault->message;
        last = catalog.read(std::move(last), sql_words(statement));
        const Catalog all = catalog.read();
        EXPECT_TRUE(compare_catalogs(last, all).empty()) << statement;
    }
    EXPECT_EQ(last.size(), 1U);
}

TEST(MysqlTrial, a_named_server_is_used_and_left_as_it_was) {
    std::string missing;
    std::string url = mariadb().url();
    url.erase(url.find("information_schema"), 18);
    const auto named = TrialServer::find(Dialect::mysql, {url, "KILN_MYSQL_URL"}, missing);
    ASSERT_NE(named, nullptr);
    EXPECT_FALSE(named->is_private());
    const TrialDatabaseOnServer asked(mariadb());
    const auto databases = [&] {
        std::size_t count = 0;
        EXPECT_FALSE(
            asked.connection().run_first("SHOW DATABASES", {}, [&](Row) { ++count; }).fault);
        return count;
    };
    const std::size_t before = databases();
    {
        const TrialDatabaseOnServer database(*named);
        EXPECT_FALSE(database.connection().run_first("CREATE TABLE t (a int)").fault);
        EXPECT_EQ(databases(), before + 1);
    }
    EXPECT_EQ(databases(), before);
    try {
        TrialServer::find(Dialect::mysql,
                          {"mysql://me:s3cret@/x?unix_socket=/nonexistent", "KILN_MYSQL_URL"},
                          missing);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Code::scratch_server);
        EXPECT_THAT(error.what(), testing::StartsWith("KILN_MYSQL_URL: cannot connect to"));
        EXPECT_THAT(error.what(), testing::Not(HasSubstr("s3cret")));
    }
}

}  // namespace
}  // namespace kiln::tool
