#include "tool/replay/server_schemas.hpp"

#include "tests/unit/servers/live_database.hpp"
#include "tool/replay/mysql_catalog.hpp"

#include <kiln/migrator.hpp>
#include <kiln/mysql.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

namespace kiln::tool {
namespace {

using support::TestScripts;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr Dialect mysql_dialect = Dialect::mysql;
constexpr DriverFunction mysql_function = mysql_driver;

const TrialServer& mysql_server() {
    static std::string missing;
    static const std::unique_ptr<TrialServer> server =
        TrialServer::find(mysql_dialect, {}, missing);
    return *server;
}

class MysqlSchemasTest : public LiveDatabaseTest {
protected:
    MysqlSchemasTest()
        : LiveDatabaseTest(mysql_dialect, mysql_function, mysql_server(), "KILN_MYSQL_URL") {}
};

const std::map<std::string, TestScripts> shop{
    {"a",
     {.upgrade = "CREATE SEQUENCE s; CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, name "
                 "VARCHAR(20) NOT NULL, no BIGINT DEFAULT (NEXT VALUE FOR s)); CREATE VIEW names "
                 "AS SELECT name FROM item; CREATE TABLE gone (x INT)"}},
    {"b", {.upgrade = "CREATE INDEX i ON item (name); DROP TABLE gone"}},
    {"c", {.upgrade = "CREATE FUNCTION f() RETURNS INT RETURN 1; RENAME TABLE item TO thing"}}};

TEST_F(MysqlSchemasTest, an_alias_may_have_the_name_of_the_database) {
    const std::string name = database_->name();
    migrate("a", {{"a",
                   {.upgrade = "CREATE TABLE item (id INT); CREATE VIEW v AS SELECT " + name +
                               ".id, (SELECT COUNT(*) FROM item i WHERE i.id < " + name +
                               ".id) AS n FROM item AS " + name}}});
    EXPECT_THAT(drift(), IsEmpty());
}

TEST_F(MysqlSchemasTest, a_schema_is_read_whatever_the_server_has_for_sessions) {
    const std::map<std::string, TestScripts> scripts{
        {"a",
         {.upgrade = "CREATE TABLE `item` (id INT PRIMARY KEY, name VARCHAR(20) COMMENT 'it''s'); "
                     "CREATE VIEW names AS SELECT name FROM item"}},
        {"b", {.upgrade = "CREATE INDEX i ON item (name)"}}};
    migrate("a; b < a", scripts);
    expect_no_drift_with("SET GLOBAL ",
                         {"sql_mode = 'ANSI'", "sql_mode = 'ORACLE'", "sql_select_limit = 0",
                          "sql_select_limit = 1", "sql_quote_show_create = 0"});
}

const TrialServer& folding_server() {
    static std::string missing;
    static const std::unique_ptr<TrialServer> server = [] {
        ServerChoice choice;
        choice.folds_names = true;
        return TrialServer::find(mysql_dialect, choice, missing);
    }();
    return *server;
}

/// Compared on another server; this one has the names of tables in small letters, as on Windows.
class OtherServerTest : public LiveDatabaseTest {
protected:
    OtherServerTest()
        : LiveDatabaseTest(mysql_dialect, mysql_function, folding_server(), "KILN_MYSQL_URL") {
        unsetenv("KILN_MYSQL_URL");  // the build finds one of its own
    }
};

TEST_F(OtherServerTest, tables_have_their_names_as_it_writes_them) {
    migrate("a",
            {{"a",
              {.upgrade = "CREATE TABLE Item (id INT PRIMARY KEY); CREATE TABLE Part (item INT "
                          "REFERENCES Item (id)); CREATE VIEW Names AS SELECT id FROM Item"}}});
    EXPECT_THAT(drift(), IsEmpty());
    run("DROP TABLE part");
    EXPECT_THAT(drift(), ElementsAre("table part is missing"));
}

TEST_F(OtherServerTest, revisions_mean_what_they_do_in_its_sessions) {
    const char* const settings[] = {"sql_mode = 'ANSI'", "old_mode = ''",
                                    "default_storage_engine = MyISAM",
                                    "explicit_defaults_for_timestamp = 0"};
    for (const char* setting : settings) run("SET GLOBAL " + std::string(setting));
    migrate("a", {{"a",
                   {.upgrade = "CREATE TABLE \"visit\" (id INT PRIMARY KEY, at TIMESTAMP, name "
                               "VARCHAR(9) CHARACTER SET utf8)"}}});
    EXPECT_THAT(drift(), IsEmpty());
    for (const char* setting : settings) {
        const std::string set = setting;
        run("SET GLOBAL " + set.substr(0, set.find(' ')) + " = DEFAULT");
    }
}

const std::map<std::string, TestScripts> rich{
    {"a",
     {.upgrade =
          "CREATE TABLE zebra (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, name "
          "VARCHAR(11) NOT NULL DEFAULT 'it''s; # no', up VARCHAR(20) GENERATED ALWAYS AS "
          "(UPPER(name)) STORED, at DATE, body TEXT, UNIQUE KEY by_name (name), FULLTEXT KEY ft "
          "(body), CHECK (at > '1850-01-01')) COMMENT='all; \"of\"'; INSERT INTO zebra (body) "
          "VALUES ('x'); CREATE TABLE child (b INT, a INT DEFAULT 3, zebra BIGINT UNSIGNED, "
          "PRIMARY "
          "KEY (b, a), FOREIGN KEY (zebra) REFERENCES zebra (id) ON DELETE CASCADE); CREATE TABLE "
          "part (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE "
          "(YEAR(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION pm VALUES LESS THAN "
          "MAXVALUE)"}},
};

TEST_F(MysqlSchemasTest, a_schema_is_described_by_sql_that_makes_it_again) {
    std::map<std::string, TestScripts> scripts = rich;
    scripts["b"].upgrade =
        "CREATE FUNCTION one() RETURNS INT DETERMINISTIC BEGIN RETURN 1; END; CREATE PROCEDURE "
        "tidy(IN days INT) BEGIN IF days > 3 THEN SELECT 'x;'; END IF; END; CREATE VIEW z_view AS "
        "SELECT id FROM zebra; CREATE VIEW a_view AS SELECT one() AS o, z.id FROM z_view z; "
        "CREATE TRIGGER t BEFORE INSERT ON zebra FOR EACH ROW BEGIN SET NEW.name = 'q;'; END; "
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO BEGIN DELETE FROM "
        "zebra; END; CREATE SEQUENCE s START WITH 1000 INCREMENT BY 5; SET FOREIGN_KEY_CHECKS = 0; "
        "CREATE TABLE egg (id INT PRIMARY KEY, hen INT, FOREIGN KEY (hen) REFERENCES hen (id)); "
        "CREATE TABLE hen (id INT PRIMARY KEY, egg INT, FOREIGN KEY (egg) REFERENCES egg (id)); "
        "SET sql_mode = 'ANSI_QUOTES'; CREATE PROCEDURE quoted() SELECT \"id\" FROM \"zebra\"";
    const support::TestTable table =
        support::TestTable("a; b < a", scripts).for_dialect(mysql_dialect, mysql_function);
    const DescribedSchema schema = describe_on_server(mysql_server(), table.table(), {}, {1});

    const TrialDatabaseOnServer first(mysql_server());
    Migrator(static_cast<st_mysql*>(first.connection().handle()), table.table()).upgrade();
    const TrialDatabaseOnServer second(mysql_server());
    for (const std::string& statement : schema.statements) {
        const FirstStatement done = second.connection().run_first(statement);
        EXPECT_FALSE(done.fault) << done.fault->message << "\n" << statement;
    }
    const auto catalog_of = [](const TrialDatabaseOnServer& database) {
        Catalog catalog = MysqlCatalog(database.connection(), "alembic_version").read();
        for (auto& [key, entry] : catalog) entry.deployed.clear();
        return catalog;
    };
    for (const auto& each : compare_catalogs(catalog_of(first), catalog_of(second))) {
        ADD_FAILURE() << describe(each);
    }
    EXPECT_THAT(schema_sql(schema), HasSubstr("DELIMITER //\nCREATE TRIGGER"));
    EXPECT_THAT(schema_sql(schema), Not(HasSubstr("AUTO_INCREMENT=")));
    EXPECT_THAT(schema_sql(schema), Not(HasSubstr("DEFINER=")));
}

TEST_F(MysqlSchemasTest, a_described_schema_has_tables_keys_indexes_and_defaults) {
    const support::TestTable table =
        support::TestTable("a", {{"a", rich.at("a")}}).for_dialect(mysql_dialect, mysql_function);
    const DescribedSchema schema = describe_on_server(mysql_server(), table.table(), {}, {0});
    EXPECT_THAT(
        texts_of(schema),
        ElementsAre("part", "id int(11) not null key 1", "at date not null key 2", "zebra",
                    "id bigint(20) unsigned not null key 1",
                    "name varchar(11) not null = 'it''s; # no'", "up varchar(20)", "at date",
                    "body text", "unique by_name: name", "index ft: body", "child",
                    "b int(11) not null key 1", "a int(11) not null = 3 key 2",
                    "zebra bigint(20) unsigned", "index zebra: zebra", "zebra -> zebra (id)"));
}

TEST_F(MysqlSchemasTest, what_differs_from_what_the_revisions_made_is_told) {
    run("ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_swedish_ci");
    migrate("a; b < a; c < b", shop);
    EXPECT_THAT(drift(), IsEmpty());
    run("ALTER TABLE thing ADD phone TEXT, MODIFY name VARCHAR(30) NOT NULL");
    run("DROP INDEX i ON thing");
    run("CREATE TABLE mine (id INT)");
    run("CREATE TABLE gone (x INT)");
    EXPECT_THAT(drift(),
                ElementsAre("index i of thing is missing", "column thing.phone is left over",
                            "table gone is left over", "? table mine is left over",
                            "column thing.name: was 'varchar(20) NOT NULL', is 'varchar(30) NOT "
                            "NULL'"));
    run("CREATE TABLE other_version (version_num VARCHAR(32) NOT NULL)");
    workspace_.leave_alone = {"thing", "gone"};
    EXPECT_THAT(drift(), IsEmpty());
}

TEST_F(MysqlSchemasTest, an_unversioned_database_is_recognized) {
    migrate("a; b < a; c < b", shop);
    run("DROP TABLE alembic_version, kiln_history, kiln_journal");
    run("CREATE TABLE others (a INT)");
    EXPECT_EQ(adoption(), "c");
    run("DROP FUNCTION f");
    run("RENAME TABLE thing TO item");
    EXPECT_EQ(adoption(), "b");
    EXPECT_EQ(adoption("c"),
              "is not at 'c': 'function f', 'table item' and 'table thing' do not fit");
    run("ALTER TABLE item ADD x INT");
    EXPECT_THAT(adoption(), HasSubstr("the nearest, 'table item' does not fit"));
}

TEST_F(MysqlSchemasTest, a_first_revision_makes_what_is_there) {
    EXPECT_THAT(first_revision_text(), HasSubstr("K536 the database"));
    run("CREATE TABLE person (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, code CHAR(3) NOT NULL "
        "UNIQUE "
        "CHECK (code REGEXP '^[A-Z]{3}$'), mood ENUM('good', 'it''s; bad') DEFAULT 'good', boss "
        "INT "
        "UNSIGNED, FOREIGN KEY (boss) REFERENCES person (id)) DEFAULT CHARSET = utf8mb4");
    run("CREATE TABLE visit (at DATE NOT NULL) PARTITION BY RANGE (YEAR(at)) (PARTITION p0 VALUES "
        "LESS "
        "THAN (2026), PARTITION p1 VALUES LESS THAN MAXVALUE)");
    run("CREATE TRIGGER touched BEFORE UPDATE ON person FOR EACH ROW BEGIN SET NEW.mood = 'it''s; "
        "bad'; "
        "END");
    run("CREATE PROCEDURE tidy() BEGIN DELETE FROM visit WHERE at < '2000-01-01'; END");
    run("CREATE VIEW codes AS SELECT code FROM person");
    run("INSERT INTO person (code) VALUES ('ABC')");
    const std::string text = first_revision_text();
    EXPECT_THAT(text, HasSubstr("\n-- kiln:upgrade mysql\nCREATE TABLE `person`"));
    EXPECT_THAT(text, HasSubstr("DELIMITER //\nCREATE TRIGGER"));
    EXPECT_THAT(text, HasSubstr("PARTITION BY RANGE"));
    EXPECT_THAT(text, Not(AnyOf(HasSubstr("kiln:downgrade"), HasSubstr("'ABC'"))));
    migrate("a", {{"a", {.upgrade = "CREATE TABLE t (x INT)"}}});
    EXPECT_THAT(first_revision_text(), HasSubstr("is at 'a' already"));
}

}  // namespace
}  // namespace kiln::tool
