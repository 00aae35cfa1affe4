#include "tool/schema/dependents.hpp"

#include "tests/support/schema_of.hpp"
#include "tool/schema/alter.hpp"

#include <kiln/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using kiln::support::schema_of;
using testing::ElementsAre;
using testing::IsEmpty;
using Texts = std::vector<std::string>;

/// What a change of these tables can reach.
Texts reached(const Mentions& mentions, const std::set<std::string>& tables) {
    Texts names;
    for (const Dependent& each : mentions.reach(tables)) names.push_back(each.name);
    return names;
}

/// All of a database that does not work, with its fault.
Texts broken_in(const ScratchDatabase& database) {
    const Schema schema = read_schema(database.handle());
    std::set<std::string> all;
    for (const auto& [table, objects] : schema.groups) all.insert(table);
    Texts texts;
    for (const auto& each : broken_among(database.handle(), schema, Mentions(schema).reach(all))) {
        texts.push_back(describe(each, schema) + ": " + each.message);
    }
    return texts;
}

Texts broken_in(const std::string& sql) {
    ScratchDatabase database;
    EXPECT_EQ(database.execute(sql), std::nullopt) << sql;
    return broken_in(database);
}

TEST(Mentions, follow_views_and_end_at_triggers_and_keys) {
    const Mentions mentions(schema_of(
        "CREATE TABLE t(a PRIMARY KEY); CREATE TABLE log(b); CREATE TABLE other(o);"
        "CREATE VIEW v AS SELECT a FROM T; CREATE VIEW w AS SELECT * FROM [V];"
        "CREATE TRIGGER r AFTER INSERT ON log BEGIN DELETE FROM other WHERE o IN (SELECT a FROM w);"
        "END; CREATE VIEW far AS SELECT b FROM log; CREATE TABLE c(x REFERENCES \"T\", a, "
        "other);"));
    EXPECT_THAT(reached(mentions, {"t"}), ElementsAre("v", "w", "r", "c"));
    EXPECT_THAT(reached(mentions, {"other"}), ElementsAre("r"));
    EXPECT_THAT(reached(mentions, {"log"}), ElementsAre("far", "r"));
    EXPECT_THAT(reached(mentions, {}), IsEmpty());
}

TEST(Mentions, know_a_name_in_a_text) {
    const Mentions mentions(
        schema_of("CREATE VIRTUAL TABLE f USING fts5(a, content='Note');"
                  "CREATE VIRTUAL TABLE g USING fts5(a, content=note);"));
    EXPECT_THAT(reached(mentions, {"note"}), ElementsAre("f", "g"));
}

TEST(Mentions, forget_what_was_in_a_group) {
    Mentions mentions(schema_of("CREATE TABLE t(a); CREATE VIEW v AS SELECT a FROM t;"));
    mentions.replace("v", std::vector<SchemaObject>{
                              {SchemaObject::Kind::view, "v", "CREATE VIEW v AS SELECT 1 AS s"}});
    EXPECT_THAT(reached(mentions, {"t"}), IsEmpty());
    EXPECT_THAT(reached(mentions, {"s"}), ElementsAre("v"));
    mentions.replace("v", {});
    EXPECT_THAT(reached(mentions, {"s"}), IsEmpty());
}

TEST(BrokenAmong, finds_nothing_where_all_is_well) {
    EXPECT_THAT(
        broken_in("CREATE TABLE t(a PRIMARY KEY, g AS (a + 1), UNIQUE (a, g)) WITHOUT ROWID;"
                  "CREATE TABLE s(x INTEGER PRIMARY KEY, y TEXT NOT NULL) STRICT;"
                  "CREATE VIEW v(b) AS SELECT a FROM t;"
                  "CREATE TRIGGER i INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (new.b); END;"
                  "CREATE TRIGGER u INSTEAD OF UPDATE OF b ON v WHEN old.b > 1 BEGIN"
                  " UPDATE t SET a = new.b WHERE a = old.b; END;"
                  "CREATE TRIGGER d AFTER UPDATE OF rowid, y ON s BEGIN SELECT raise(ABORT, 'no');"
                  "END; CREATE TABLE c(a REFERENCES t, b, h REFERENCES c(a), FOREIGN KEY (a, b) "
                  "REFERENCES t(a, g), UNIQUE (a));"
                  "CREATE VIRTUAL TABLE f USING fts5(y, content=s, content_rowid=x);"
                  "CREATE VIRTUAL TABLE n USING rtree(id, x0, x1);"),
        IsEmpty());
}

TEST(BrokenAmong, names_each_broken_one_beside_others) {
    EXPECT_THAT(
        broken_in("CREATE TABLE t(a); CREATE TABLE l(b);"
                  "CREATE TRIGGER bad AFTER INSERT ON t BEGIN INSERT INTO gone VALUES (1); END;"
                  "CREATE TRIGGER good AFTER INSERT ON t BEGIN INSERT INTO l VALUES (1); END;"
                  "CREATE TRIGGER worse BEFORE INSERT ON t BEGIN UPDATE l SET c = 1; END;"
                  "CREATE TRIGGER above AFTER INSERT ON l BEGIN INSERT INTO t VALUES (1); END;"),
        ElementsAre("trigger 'bad': no such table: main.gone",
                    "trigger 'worse': no such column: c"));
}

TEST(BrokenAmong, takes_no_quoted_name_for_a_text) {
    EXPECT_THAT(broken_in("CREATE TABLE t(a); CREATE VIEW v AS SELECT \"gone\" FROM t;"),
                ElementsAre(testing::StartsWith("view 'v': no such column: ")));
}

TEST(BrokenAmong, blames_a_broken_view_and_not_its_triggers) {
    EXPECT_THAT(broken_in("CREATE VIEW v AS SELECT a FROM gone;"
                          "CREATE TRIGGER i INSTEAD OF INSERT ON v BEGIN SELECT 1; END;"),
                ElementsAre("view 'v': no such table: main.gone"));
}

TEST(BrokenAmong, asks_each_foreign_key_for_itself) {
    EXPECT_THAT(broken_in("CREATE TABLE p(id INTEGER PRIMARY KEY, n, m UNIQUE COLLATE NOCASE);"
                          "CREATE TABLE c(a REFERENCES p, b REFERENCES p(n), d REFERENCES gone(x),"
                          " e REFERENCES p(m), f REFERENCES p(absent));"),
                testing::UnorderedElementsAre(
                    "the foreign key of 'c' to 'p': foreign key mismatch - \"c\" referencing \"p\"",
                    "the foreign key of 'c' to 'p': foreign key mismatch - \"c\" referencing \"p\"",
                    "the foreign key of 'c' to 'gone': no such table: main.gone"));
}

TEST(BrokenAmong, leaves_database_and_connection_as_they_were) {
    ScratchDatabase database;
    database.execute(
        "CREATE TABLE t(a REFERENCES gone);"
        "CREATE TRIGGER bad AFTER INSERT ON t BEGIN INSERT INTO gone VALUES (1); END;"
        "CREATE TRIGGER good AFTER INSERT ON t BEGIN SELECT 1; END;");
    const Schema before = read_schema(database.handle());
    for (const bool in_transaction : {false, true}) {
        if (in_transaction) database.execute("BEGIN");
        EXPECT_EQ(broken_in(database).size(), 2U);
        EXPECT_EQ(sqlite3_get_autocommit(database.handle()) == 0, in_transaction);
        EXPECT_EQ(read_schema(database.handle()), before);
        EXPECT_EQ(database.execute("SELECT \"text\""), std::nullopt);
    }
}

TEST(NewlyBroken, is_what_worked_before) {
    const std::string old_fault =
        "CREATE VIEW old AS SELECT a FROM gone; CREATE VIEW v AS SELECT a, b FROM t;";
    const auto broken = newly_broken(schema_of("CREATE TABLE t(a, b);" + old_fault),
                                     schema_of("CREATE TABLE t(a);" + old_fault));
    ASSERT_EQ(broken.size(), 1U);
    EXPECT_EQ(broken[0].dependent.name, "v");
}

std::string refusal(const std::string& sql, const TableWishes& wishes) {
    try {
        altered(schema_of(sql), wishes);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Code::cannot_alter);
        return error.diagnostics().front().message;
    }
    return "";
}

TEST(Altered, refuses_what_a_trigger_or_a_virtual_table_needs) {
    TableWishes wider;
    wider.table = "log";
    wider.add_columns = {"who TEXT"};
    TableWishes narrower;
    narrower.table = "log";
    narrower.drop_columns = {"b"};
    const std::string log = "CREATE TABLE log(a, b); CREATE TABLE t(x);";
    const std::string trigger = log + "CREATE TRIGGER r AFTER DELETE ON t BEGIN INSERT INTO log ";
    EXPECT_EQ(refusal(trigger + "VALUES (old.x, 1); END;", wider),
              "what changes is used as it was: error in trigger r: table log has 3 columns but 2 "
              "values were supplied");
    EXPECT_EQ(refusal(trigger + "VALUES (old.x, 1); END;", narrower),
              "what changes is used as it was: error in trigger r: table log has 1 columns but 2 "
              "values were supplied");
    EXPECT_EQ(refusal(trigger + "(a) VALUES (old.x); END;", wider), "");
    EXPECT_EQ(refusal(trigger + "(a) VALUES (old.x); END;", narrower), "");
    const std::string search = log + "CREATE VIRTUAL TABLE f USING fts5(b, content=log);";
    EXPECT_EQ(refusal(search, narrower).substr(0, 26), "what goes is still needed:");
    EXPECT_EQ(refusal(search, wider), "");
}

}  // namespace
}  // namespace kiln::tool
