// Databases that were there before Kiln came.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/fingerprinted.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Scripts = std::map<std::string, TestScripts>;

class Adopt : public testing::Test {
protected:
    void sql(const std::string& statements) { run_sql(file, statements); }
    std::string ask(const std::string& query) { return run_sql(file, query); }

    std::vector<std::string> adopt(const MigrationTable& table, const std::string& target = {}) {
        return Migrator(url_of(file), table, options).adopt(target).heads;
    }
    Caught refused(const MigrationTable& table, const std::string& target = {}) {
        const std::string before = bytes_of(file);
        const Caught error = caught([&] { adopt(table, target); });
        EXPECT_EQ(bytes_of(file), before);
        return error;
    }

    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    Options options{};
    const Fingerprinted shop{TestTable(
        "a; b < a; c < b; d < c",
        Scripts{{"a", {.upgrade = "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT);"}},
                {"b", {.upgrade = "CREATE TABLE sale (item REFERENCES item, at TEXT);"}},
                {"c", {.upgrade = "ALTER TABLE item ADD COLUMN price REAL;"}},
                {"d", {.upgrade = "CREATE INDEX by_name ON item (name);"}}})};
    const std::string at_b =
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT);"
        "CREATE TABLE sale (item REFERENCES item, at TEXT);";
    const std::string at_c =
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price REAL);"
        "CREATE TABLE sale (item REFERENCES item, at TEXT);";
};

TEST_F(Adopt, stamps_the_revision_whose_tables_there_are_and_the_upgrade_goes_on_from_there) {
    sql(at_b + "INSERT INTO item VALUES (1, 'nail')");
    EXPECT_THAT(adopt(shop), ElementsAre("b"));
    EXPECT_EQ(ask("SELECT version_num FROM alembic_version"), "b");
    EXPECT_EQ(ask("SELECT revision, direction, checksum, version_table FROM kiln_history"),
              "b|adopt|t1:checksum of b|alembic_version");
    Migrator migrator(url_of(file), shop);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    migrator.check();
    EXPECT_EQ(ask("SELECT name FROM item"), "nail");
    EXPECT_THAT(migrator.downgrade("base").heads, IsEmpty());
}

TEST_F(Adopt, at_each_revision) {
    for (const std::string revision : {"a", "b", "c", "d"}) {
        file = folder.file(revision + ".db");
        Migrator(url_of(file), shop).upgrade(revision);
        sql("DROP TABLE alembic_version; DROP TABLE kiln_history");
        EXPECT_THAT(adopt(shop), ElementsAre(revision));
    }
}

TEST_F(Adopt, how_it_is_written_and_the_order_of_columns_do_not_count) {
    sql("create table SALE (\"at\" text /* when */, item references [ITEM] (ID));"
        "CREATE TABLE `Item` (price real, name text, id integer constraint pk primary key asc);");
    EXPECT_THAT(adopt(shop), ElementsAre("c"));
}

TEST_F(Adopt, what_others_made_and_what_sqlite_keeps_is_left_out) {
    sql(at_c +
        "CREATE TABLE plugin (x); CREATE VIEW names AS SELECT name FROM item;"
        "CREATE TABLE counted (i INTEGER PRIMARY KEY AUTOINCREMENT);"
        "INSERT INTO counted VALUES (NULL); INSERT INTO item VALUES (1, 'a', 2);"
        "CREATE INDEX of_others ON plugin (x); ANALYZE; PRAGMA user_version = 7;");
    EXPECT_THAT(adopt(shop), ElementsAre("c"));
    EXPECT_EQ(ask("PRAGMA user_version"), "7");
}

TEST_F(Adopt, where_none_fits_the_nearest_and_its_tables_are_named) {
    sql(at_c + "CREATE INDEX mine ON sale (at);");
    const Caught error = refused(shop);
    EXPECT_EQ(error.code, "K439");
    EXPECT_EQ(error.message, "the database '" + file +
                                 "' is at none of the revisions; at 'c', the nearest, table 'sale' "
                                 "does not fit; nothing was changed");
    ASSERT_EQ(error.diagnostics.front().notes.size(), 1U);
    EXPECT_EQ(error.diagnostics.front().notes[0].message, "table 'sale' is not as it should be");
    EXPECT_THAT(error.hint, HasSubstr("kiln stamp c"));
}

TEST_F(Adopt, each_thing_that_a_table_may_have_wrong_counts) {
    const std::string item = "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price REAL);";
    const std::string sale = "CREATE TABLE sale (item REFERENCES item, at TEXT);";
    for (const std::string& wrong : std::vector<std::string>{
             "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price NUMERIC);" + sale,
             "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL);" + sale,
             "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price REAL) STRICT;" + sale,
             "CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, price REAL);" +
                 sale,
             "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price REAL DEFAULT 1);" + sale,
             "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, price REAL);" +
                 sale,
             "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price REAL, x);" + sale,
             item + "CREATE TABLE sale (item, at TEXT);",
             item + "CREATE TABLE sale (item REFERENCES item ON DELETE CASCADE, at TEXT);",
             item + "CREATE TABLE sale (item REFERENCES item (name), at TEXT);",
             item + "CREATE TABLE sale (item REFERENCES item, at TEXT, UNIQUE (at));",
             item + "CREATE TABLE sale (item REFERENCES item, at TEXT CHECK (at <> ''));",
             item + "CREATE VIEW sale AS SELECT id AS item, name AS at FROM item;",
             item + sale + "CREATE TRIGGER t AFTER INSERT ON sale BEGIN SELECT 1; END;", item,
             item + sale + "CREATE UNIQUE INDEX by_name ON item (name);"}) {
        file = folder.file("wrong.db");
        std::filesystem::remove(file);
        sql(wrong);
        EXPECT_EQ(refused(shop).code, "K439") << wrong;
    }
}

TEST_F(Adopt, what_rows_alone_tell_apart_is_asked_for) {
    const Fingerprinted table{
        TestTable("a; b < a; c < b; d < c", Scripts{{"a", {.upgrade = "CREATE TABLE t (x);"}},
                                                    {"b", {.upgrade = "UPDATE t SET x = 1;"}},
                                                    {"c", {.upgrade = "DELETE FROM t;"}},
                                                    {"d", {.upgrade = "CREATE TABLE u (x);"}}})};
    sql("CREATE TABLE t (x)");
    const Caught error = refused(table);
    EXPECT_EQ(error.code, "K440");
    EXPECT_THAT(error.message,
                HasSubstr("which its tables do not tell apart: 'c', or 'b', or 'a'"));
    EXPECT_THAT(error.hint, HasSubstr("kiln adopt <revision>"));
    EXPECT_EQ(refused(table, "d").code, "K439");
    EXPECT_EQ(refused(table, "nowhere").code, "K501");
    EXPECT_THAT(adopt(table, "b"), ElementsAre("b"));
    file = folder.file("later.db");
    sql("CREATE TABLE t (x); CREATE TABLE u (x)");
    EXPECT_THAT(adopt(table), ElementsAre("d"));
}

TEST_F(Adopt, what_is_done_and_undone_is_asked_for_too) {
    const Fingerprinted table{
        TestTable("a; b < a; c < b", Scripts{{"a", {.upgrade = "CREATE TABLE t (x);"}},
                                             {"b", {.upgrade = "ALTER TABLE t ADD COLUMN y;"}},
                                             {"c", {.upgrade = "ALTER TABLE t DROP COLUMN y;"}}})};
    sql("CREATE TABLE t (x)");
    EXPECT_THAT(refused(table).message, HasSubstr("apart: 'c', or 'a'"));
    file = folder.file("between.db");
    sql("CREATE TABLE t (x, y)");
    EXPECT_THAT(adopt(table), ElementsAre("b"));
}

TEST_F(Adopt, an_empty_upgrade_has_run_so_both_branches_are_their_merge) {
    const Fingerprinted table{TestTable("a; b < a; c < a; m < b c; n < m",
                                        Scripts{{"a", {.upgrade = "CREATE TABLE t (x);"}},
                                                {"b", {.upgrade = "CREATE TABLE u (x);"}},
                                                {"c", {.upgrade = "CREATE TABLE v (x);"}},
                                                {"m", {.upgrade = "-- nothing\n ;"}},
                                                {"n", {.upgrade = "CREATE TABLE w (x);"}}})};
    const auto at = [&](const std::string& name, const std::string& statements) {
        file = folder.file(name);
        sql(statements);
        return adopt(table);
    };
    EXPECT_THAT(at("a", "CREATE TABLE t (x)"), ElementsAre("a"));
    EXPECT_THAT(at("b", "CREATE TABLE t (x); CREATE TABLE u (x)"), ElementsAre("b"));
    EXPECT_THAT(at("c", "CREATE TABLE t (x); CREATE TABLE v (x)"), ElementsAre("c"));
    EXPECT_THAT(at("m", "CREATE TABLE t (x); CREATE TABLE u (x); CREATE TABLE v (x)"),
                ElementsAre("m"));
    file = folder.file("none");
    sql("CREATE TABLE u (x); CREATE TABLE v (x)");
    EXPECT_EQ(refused(table).code, "K439");
}

TEST_F(Adopt, branches_that_never_met_have_a_row_each) {
    const Fingerprinted table{TestTable("a; b < a; c < a; d needs b",
                                        Scripts{{"a", {.upgrade = "CREATE TABLE t (x);"}},
                                                {"b", {.upgrade = "CREATE TABLE u (x);"}},
                                                {"c", {.upgrade = "ALTER TABLE t ADD y;"}},
                                                {"d", {.upgrade = "CREATE TABLE w (x);"}}})};
    sql("CREATE TABLE t (x, y); CREATE TABLE u (x)");
    EXPECT_THAT(adopt(table), ElementsAre("b", "c"));
    EXPECT_EQ(ask("SELECT revision, direction FROM kiln_history ORDER BY 1"), "b|adopt c|adopt");
    file = folder.file("d.db");
    sql("CREATE TABLE t (x); CREATE TABLE u (x); CREATE TABLE w (x)");
    EXPECT_THAT(adopt(table), ElementsAre("d"));
    // A branch alone, tried only behind the other.
    const Fingerprinted both{
        TestTable("a; b < a; c < a", Scripts{{"a", {.upgrade = "CREATE TABLE t (x);"}},
                                             {"b", {.upgrade = "ALTER TABLE t ADD y;"}},
                                             {"c", {.upgrade = "ALTER TABLE t ADD z;"}}})};
    file = folder.file("c.db");
    sql("CREATE TABLE t (x, z)");
    EXPECT_EQ(refused(both).code, "K439");
    EXPECT_THAT(refused(both, "c").diagnostics.front().notes[0].message,
                HasSubstr("tried in another order"));
}

TEST_F(Adopt, what_is_at_a_revision_is_left_alone) {
    Migrator(url_of(file), shop).upgrade("b");
    const std::string before = bytes_of(file);
    EXPECT_THAT(adopt(shop), ElementsAre("b"));
    EXPECT_THAT(adopt(shop, "c"), ElementsAre("b"));
    EXPECT_EQ(bytes_of(file), before);
    sql("UPDATE alembic_version SET version_num = 'z'");
    EXPECT_EQ(refused(shop).code, "K403");
}

TEST_F(Adopt, a_version_table_without_rows_is_none) {
    sql(at_c + "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);");
    EXPECT_THAT(adopt(shop), ElementsAre("c"));
}

TEST_F(Adopt, without_any_of_the_tables_it_is_a_case_for_upgrade) {
    EXPECT_EQ(caught([&] { adopt(shop); }).code, "K441");
    EXPECT_FALSE(std::filesystem::exists(file));
    sql("CREATE TABLE plugin (x)");
    const Caught error = refused(shop);
    EXPECT_EQ(error.code, "K441");
    EXPECT_THAT(error.hint, HasSubstr("kiln upgrade heads"));
}

TEST_F(Adopt, a_table_that_was_baked_without_fingerprints_cannot) {
    sql("CREATE TABLE t (x)");
    EXPECT_EQ(refused(TestTable("a", Scripts{{"a", {.upgrade = "CREATE TABLE t (x);"}}})).code,
              "K442");
}

TEST_F(Adopt, a_log_without_a_version_table_is_damage_still) {
    Migrator(url_of(file), shop).upgrade("b");
    sql("DROP TABLE alembic_version");
    EXPECT_EQ(refused(shop).code, "K407");
}

TEST_F(Adopt, the_log_remembers_it) {
    sql(at_b);
    adopt(shop);
    Migrator migrator(url_of(file), shop);
    EXPECT_THAT(migrator.find_repairs(),
                testing::Each(testing::Field(&Repair::kind, Repair::Kind::not_in_history)));
    sql("DROP TABLE alembic_version");
    const Caught error = caught([&] { migrator.upgrade(); });
    EXPECT_EQ(error.code, "K407");
    EXPECT_THAT(error.message, HasSubstr("the log ends with the adoption of 'b'"));
    EXPECT_THAT(error.hint, HasSubstr("kiln stamp --purge b"));
}

TEST_F(Adopt, two_at_once_end_well) {
    sql(at_c);
    std::vector<std::string> ends(4);
    std::vector<std::thread> threads;
    for (std::string& end : ends) {
        threads.emplace_back([&] {
            const Caught error =
                caught([&] { end = Migrator(url_of(file), shop).adopt().heads.front(); });
            if (error.code != "nothing") end = error.message;
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(ends, ElementsAre("c", "c", "c", "c"));
    EXPECT_EQ(ask("SELECT count(*) FROM kiln_history"), "1");
}

TEST_F(Adopt, all_or_nothing) {
    sql(at_c);
    const std::string before = bytes_of(file);
    options.log = [](std::string_view line) {
        if (line.substr(0, 7) == "Running") throw std::runtime_error("no more");
    };
    EXPECT_THROW(adopt(shop), std::runtime_error);
    EXPECT_EQ(bytes_of(file), before);
    struct Now {
        static bool stop_requested() { return true; }
    };
    options = Options{.stop = Now()};
    EXPECT_EQ(refused(shop).code, "K422");
    options = Options{.applied_by = "me", .backup = folder.file("copy.db")};
    EXPECT_THAT(adopt(shop), ElementsAre("c"));
    EXPECT_EQ(run_sql(options.backup, "SELECT name FROM sqlite_master"), "item sale");
    EXPECT_EQ(ask("SELECT applied_by FROM kiln_history"), "me");
}

TEST_F(Adopt, what_a_virtual_table_keeps_goes_with_it) {
    const Fingerprinted table{TestTable(
        "a; b < a; c < b",
        Scripts{{"a", {.upgrade = "CREATE TABLE note (id INTEGER PRIMARY KEY, body);"}},
                {"b",
                 {.upgrade = "CREATE VIRTUAL TABLE found USING fts5(body, content='note', "
                             "content_rowid='id');"}},
                {"c", {.upgrade = "DROP TABLE found;"}}})};
    sql("CREATE TABLE note (id INTEGER PRIMARY KEY, body); INSERT INTO note VALUES (1, 'x');"
        "CREATE VIRTUAL TABLE found USING fts5(body, content='note', content_rowid='id');"
        "INSERT INTO found (found) VALUES ('rebuild')");
    EXPECT_THAT(adopt(table), ElementsAre("b"));
    file = folder.file("other.db");
    sql("CREATE TABLE note (id INTEGER PRIMARY KEY, body);"
        "CREATE VIRTUAL TABLE found USING fts5(body, content='note')");
    EXPECT_EQ(refused(table).code, "K439");
}

TEST_F(Adopt, a_parents_new_key_is_its_childrens_business) {
    const Fingerprinted table{
        TestTable("a; b < a",
                  Scripts{{"a",
                           {.upgrade = "CREATE TABLE p (x INT PRIMARY KEY, y INT UNIQUE);"
                                       "CREATE TABLE c (p REFERENCES p);"}},
                          {"b",
                           {.upgrade = "DROP TABLE p; CREATE TABLE p (x INT UNIQUE, y INT PRIMARY "
                                       "KEY);"}}})};
    sql("CREATE TABLE p (x INT UNIQUE, y INT PRIMARY KEY); CREATE TABLE c (p REFERENCES p (y))");
    EXPECT_THAT(adopt(table), ElementsAre("b"));
    file = folder.file("a.db");
    sql("CREATE TABLE p (x INT PRIMARY KEY, y INT UNIQUE); CREATE TABLE c (p REFERENCES p (x))");
    EXPECT_THAT(adopt(table), ElementsAre("a"));
}

TEST_F(Adopt, texts_in_double_quotes_are_texts_where_no_column_has_that_name) {
    const Fingerprinted table(TestTable(
        "a; b < a; c < b",
        Scripts{
            {"a", {.upgrade = "CREATE TABLE other (x);"}},
            {"b",
             {.upgrade = "CREATE TABLE item (id INTEGER PRIMARY KEY, state TEXT DEFAULT 'open' "
                         "CHECK (state IN ('open', 'it''s \"done\"') OR abs(id) > 7), name TEXT "
                         "COLLATE NOCASE CHECK (item.name <> 'State' COLLATE nocase), "
                         "whole AS (CAST(name AS text) || '/' || state), CHECK (rowid > 0));"
                         "CREATE INDEX open_ones ON item (name) WHERE state = 'open';"}},
            // `name` the column, not the text.
            {"c",
             {.upgrade = "CREATE TABLE note (name TEXT CHECK (name <> 'body'), body TEXT);"}}}));
    const std::string item =
        "CREATE TABLE other (x);"
        "CREATE TABLE item (id INTEGER PRIMARY KEY, state TEXT DEFAULT \"open\" "
        "CHECK (state IN (\"open\", \"it's \"\"done\"\"\") OR \"abs\"(\"id\") > 7), \"name\" TEXT "
        "COLLATE "
        "NOCASE CHECK (\"item\".\"name\" <> 'State' COLLATE \"nocase\"), "
        "whole AS (CAST(\"Name\" AS \"text\") || \"/\" || state), CHECK (\"rowid\" > 0));"
        "CREATE INDEX open_ones ON item (\"name\") WHERE \"state\" = \"open\";";
    sql(item);
    EXPECT_THAT(adopt(table), ElementsAre("b"));
    // As SQLite has it.
    sql("INSERT INTO item (name) VALUES ('x'); INSERT INTO item VALUES (8, 'it''s \"done\"', 'y')");
    EXPECT_EQ(ask("SELECT state, whole FROM item"), "open|x/open it's \"done\"|y/it's \"done\"");

    file = folder.file("c.db");
    sql(item + "CREATE TABLE note (name TEXT CHECK (name <> \"body\"), body TEXT);");
    const Caught error = refused(table);
    EXPECT_EQ(error.code, "K439");
    EXPECT_THAT(error.message, HasSubstr("table 'note'"));
    sql("DROP TABLE note; CREATE TABLE note (name TEXT CHECK (name <> \"Body\"), body TEXT)");
    EXPECT_EQ(refused(table).code, "K439");
    sql("DROP TABLE note; CREATE TABLE note (name TEXT CHECK (name <> 'body'), body TEXT)");
    EXPECT_THAT(adopt(table), ElementsAre("c"));
}

TEST_F(Adopt, a_refused_upgrade_of_an_unversioned_database_names_it) {
    sql(at_b);
    const Caught error = caught([&] { Migrator(url_of(file), shop).upgrade(); });
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.hint, HasSubstr("run: kiln adopt; else mend"));
    EXPECT_THAT(adopt(shop), ElementsAre("b"));
    sql("ALTER TABLE item ADD COLUMN price REAL");
    EXPECT_THAT(caught([&] { Migrator(url_of(file), shop).upgrade(); }).hint,
                HasSubstr("run: kiln stamp c; else mend"));
}

/// With these bytes as its fingerprints, in two pieces.
std::vector<TableHistory> unpacked_of(const MigrationTable& table, const std::string& bytes) {
    const std::size_t half = bytes.size() / 2;
    const Text pieces[] = {Text(bytes.data(), half),
                           Text(bytes.data() + half, bytes.size() - half)};
    MigrationTable with = table;
    with.fingerprints = pieces;
    return unpacked(with);
}

TEST(Fingerprints, are_packed_in_a_few_bytes_and_come_back) {
    const std::string long_name(60, 'n');
    const TestTable table(
        "a; b < a",
        Scripts{{"a", {.upgrade = "CREATE TABLE " + long_name + " (x); CREATE TABLE \"Ä b\" (x);"}},
                {"b", {.upgrade = "CREATE TABLE bc (b); ALTER TABLE bc RENAME TO \"b\";"}}});
    const std::vector<TableHistory> tables{{"b", {{1, 0x12345678ff}, {200, 1}, {70'000, no_table}}},
                                           {long_name, {{0, 0xffffffffff}}},
                                           {"not there", {{1, 7}}},
                                           {"of code", {{70'001, 7}}},
                                           {"Ä b", {{0, 8}}}};
    const std::string bytes = packed(tables, table);
    // Of each the number of versions, the versions, and the name's place or a 0 and the name.
    const std::size_t expected =
        (1U + 6 + 7 + 8 + 1) + (1 + 6 + 1) + (1 + 6 + 2 + 9) + (1 + 8 + 2 + 7) + (1 + 6 + 1);
    EXPECT_EQ(bytes.size(), expected);
    EXPECT_EQ(unpacked_of(table, bytes), tables);
    EXPECT_THAT(unpacked(table), IsEmpty());
    for (std::size_t size = 1; size < bytes.size(); ++size)
        EXPECT_NE(unpacked_of(table, bytes.substr(0, size)), tables);
    EXPECT_THAT(unpacked_of(table, std::string(20, '\xff')), IsEmpty());
    EXPECT_THAT(unpacked_of(table, std::string(20, '\0')), IsEmpty());
}

}  // namespace
}  // namespace kiln::support
