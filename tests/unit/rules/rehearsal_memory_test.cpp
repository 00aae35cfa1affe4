// What is tried again on rows behind an edit, and what is not.

#include "tool/rules/rehearsal_memory.hpp"

#include "tests/support/print_diagnostic.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/rules/checked_chain.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

/// The first of them is the one that is edited.
std::vector<Revision> chain_of(const std::vector<std::string>& upgrades) {
    std::vector<Revision> chain;
    for (const std::string& upgrade : upgrades) {
        chain.push_back({"r" + std::to_string(chain.size()), upgrade});
        std::string& sections = chain.back().sections;
        if (sections.rfind("-- kiln:", 0) != 0) sections = "-- kiln:upgrade\n" + upgrade + "\n";
    }
    return chain;
}

struct BehindEdit {
    std::vector<std::string> before;  ///< messages
    CheckedChain after;
};

/// What a check finds behind an edit of the first revision; the same as one without a cache does.
BehindEdit behind_edit(const std::vector<std::string>& upgrades, const std::string& edited) {
    const TemporaryDirectory cache;
    const CheckedChain before = found_in(chain_of(upgrades), all_checks(), cache.path().string());
    std::vector<std::string> then = upgrades;
    then.front() = edited;
    const CheckedChain anew = found_in(chain_of(then), all_checks(), "");
    CheckedChain after = found_in(chain_of(then), all_checks(), cache.path().string());
    EXPECT_EQ(after.messages, anew.messages) << edited;
    EXPECT_EQ(after.all, anew.all) << edited;
    EXPECT_EQ(after.tried, upgrades.size()) << edited;
    return {before.messages, after};
}

const std::string table_t = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);";

TEST(RehearsalMemory, needs_no_other_rehearsal_where_nothing_changed_that_it_can_see) {
    const std::vector<std::string> chain = {
        "CREATE TABLE apart (id INTEGER PRIMARY KEY, x);",
        table_t,
        "CREATE VIEW v AS SELECT a FROM t;",
        "ALTER TABLE t ADD COLUMN c;",
        "UPDATE t SET b = 1;",  // K612
        "CREATE TABLE child (id INTEGER PRIMARY KEY, t REFERENCES t (id));",
        "INSERT INTO t (id, a) VALUES (1, 'x');"};
    for (const std::string edited :
         {"CREATE TABLE apart (id INTEGER PRIMARY KEY, y);",
          "CREATE TABLE apart (id INTEGER PRIMARY KEY, x);\nCREATE TABLE more (x);",
          "CREATE TABLE apart (id INTEGER PRIMARY KEY AUTOINCREMENT, x);\n"
          "INSERT INTO apart (x) VALUES (7), (8);\nCREATE INDEX i ON apart (x);\n"
          "CREATE VIEW w AS SELECT x FROM apart;"}) {
        const BehindEdit edit = behind_edit(chain, edited);
        EXPECT_EQ(edit.after.held, 1U) << edited;
        EXPECT_EQ(edit.after.messages, edit.before);
        EXPECT_EQ(edit.before.size(), 1U);
    }
}

struct Seen {
    std::string first;   ///< what is edited
    std::string edited;  ///< to be that
    std::vector<std::string> behind;
};

/// Each of these edits makes a revision behind it do something else.
TEST(RehearsalMemory, sees_all_that_has_a_say) {
    const std::string u = "CREATE TABLE u (id INTEGER PRIMARY KEY, x);";
    const Seen all[] = {
        // rows
        {table_t,
         table_t + "INSERT INTO t VALUES (1, 'x', 1), (2, 'x', 1);",
         {"CREATE UNIQUE INDEX i ON t (a);"}},
        {table_t + "INSERT INTO t VALUES (1, 'x', 1);",
         table_t + "INSERT INTO t VALUES (2, 'x', 1);",
         {"INSERT INTO t (id, a) VALUES (2, 'y');"}},
        {table_t + u,
         table_t + u + "INSERT INTO u VALUES (1, 'x'), (2, 'x');",
         {"CREATE TABLE n (x UNIQUE);\nINSERT INTO n SELECT x FROM u;"}},
        {"CREATE TABLE t (a);\nINSERT INTO t (rowid, a) VALUES (1, 'x');",
         "CREATE TABLE t (a);\nINSERT INTO t (rowid, a) VALUES (5, 'x');",
         {"INSERT INTO t (rowid, a) VALUES (5, 'y');"}},
        // rows that a revision between makes of them
        {table_t + u,
         table_t + u + "INSERT INTO u VALUES (1, 'x');",
         {"INSERT INTO t (id, b) SELECT id, 1 FROM u WHERE id < 9;",
          "INSERT INTO t (id, b) VALUES (1, 1);"}},
        // what a column declares
        {"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);",
         "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE);",
         {"UPDATE t SET a = 'x' WHERE id > 0;"}},
        {"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b);",
         "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE, b);",
         {"CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT, b, c);\n"
          "INSERT INTO n (id, a, b) SELECT id, a, b FROM t;\nDROP TABLE t;\n"
          "ALTER TABLE n RENAME TO t;"}},
        {"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b);",
         "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b);",
         {"CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT, b, c);\n"
          "INSERT INTO n (id, a, b) SELECT id, a, b FROM t;\nDROP TABLE t;\n"
          "ALTER TABLE n RENAME TO t;"}},
        // a view, and one on a view
        {table_t, table_t + "CREATE VIEW v AS SELECT b FROM t;", {"ALTER TABLE t DROP COLUMN b;"}},
        {table_t + "CREATE VIEW v AS SELECT a FROM t;",
         table_t + "CREATE VIEW v AS SELECT a FROM t;\nCREATE VIEW w AS SELECT a FROM v;",
         {"DROP VIEW v;"}},
        // a trigger, one elsewhere that writes here, one that is written through, their order
        {table_t,
         table_t + "CREATE TRIGGER g BEFORE UPDATE ON t BEGIN SELECT RAISE(ABORT, 'no'); END;",
         {"UPDATE t SET b = 2 WHERE id > 0;"}},
        {table_t + u,
         table_t + u + "CREATE TRIGGER g AFTER UPDATE ON u BEGIN UPDATE t SET b = NULL; END;",
         {"UPDATE u SET x = 2 WHERE id > 0;"}},
        {table_t + u + "CREATE TRIGGER g AFTER UPDATE ON u BEGIN UPDATE t SET b = b; END;",
         table_t + u +
             "CREATE TRIGGER g AFTER UPDATE ON u BEGIN UPDATE t SET b = b; END;\n"
             "CREATE TRIGGER h AFTER UPDATE ON t BEGIN DELETE FROM t; END;",
         {"UPDATE u SET x = 2 WHERE id > 0;"}},
        {table_t + u,
         table_t + u + "CREATE TRIGGER g AFTER INSERT ON u BEGIN SELECT b FROM t; END;",
         {"ALTER TABLE t DROP COLUMN b;"}},
        // a foreign key from elsewhere
        {table_t + u,
         table_t + "CREATE TABLE u (id INTEGER PRIMARY KEY, x REFERENCES t (id));",
         {"DELETE FROM t WHERE id > 0;"}},
        // a name that is taken
        {u, u + table_t, {table_t}},
        {table_t + u, table_t + u + "CREATE INDEX i ON u (x);", {"CREATE INDEX i ON t (a);"}},
        // what is broken already
        {table_t,
         table_t + "CREATE VIEW v AS SELECT missing FROM t;",
         {"ALTER TABLE t RENAME TO s;"}},
        // the file's own rows for the checks
        {"-- kiln:upgrade\n" + table_t + "\n-- kiln:fixture\nINSERT INTO t VALUES (1, 'x', 1);\n",
         "-- kiln:upgrade\n" + table_t + "\n-- kiln:fixture\nINSERT INTO t VALUES (1, NULL, 1);\n",
         {"CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER);\n"
          "INSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;"}},
    };
    for (const Seen& each : all) {
        std::vector<std::string> chain = each.behind;
        chain.insert(chain.begin(), each.first);
        const BehindEdit edit = behind_edit(chain, each.edited);
        EXPECT_NE(edit.after.messages, edit.before) << each.edited << "\n" << each.behind.front();
        EXPECT_EQ(edit.after.held, chain.size()) << each.edited << "\n" << each.behind.front();
    }
}

/// Nothing else is found here, but it could be.
TEST(RehearsalMemory, holds_again_what_may_see_more_than_tables) {
    const std::string first = table_t + "CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, x);";
    const auto held = [&](const std::string& edited, const std::string& behind) {
        return behind_edit({first, behind}, edited).after.held;
    };
    const std::string other = first + "CREATE TABLE more (x);";
    EXPECT_EQ(held(other, "UPDATE t SET b = 1 WHERE id = 1;"), 1U);
    EXPECT_EQ(held(other, "INSERT INTO t (b) SELECT user_version FROM pragma_user_version;"), 2U);
    EXPECT_EQ(held(other, "INSERT INTO t (b) SELECT count(*) FROM sqlite_master;"), 2U);
    EXPECT_EQ(held(other, "INSERT INTO t (b) VALUES (last_insert_rowid());"), 2U);
    EXPECT_EQ(held(other, "UPDATE sqlite_sequence SET seq = 7 WHERE name = 'u';"), 2U);
    EXPECT_EQ(held(other, "CREATE TEMP TABLE s (x);\nDROP TABLE s;"), 2U);
    EXPECT_EQ(held(other, "-- kiln:upgrade no-transaction\nUPDATE t SET b = 1 WHERE id = 1;\n"),
              2U);
    EXPECT_EQ(held(other, "CREATE VIRTUAL TABLE f USING fts5 (x);"), 2U);
    EXPECT_EQ(held(other, "ANALYZE t;"), 2U);
    EXPECT_EQ(held(first + "ANALYZE u;", "UPDATE t SET b = 1 WHERE id = 1;"), 2U);
    // A counter is what its table holds.
    const std::string counted = first + "INSERT INTO u VALUES (9, 1);\nDELETE FROM u WHERE id = 9;";
    EXPECT_EQ(held(counted, "INSERT INTO t (b) VALUES (1);"), 1U);
    EXPECT_EQ(held(counted, "INSERT INTO u (x) VALUES (1);"), 2U);
    EXPECT_EQ(held(first + "INSERT INTO sqlite_sequence VALUES ('s', 5);",
                   "CREATE TABLE s (id INTEGER PRIMARY KEY AUTOINCREMENT);"),
              2U);
    // Triggers fire in the order in which they were made.
    const std::string g = "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE u SET x = 1; END;\n";
    const std::string h = "CREATE TRIGGER h AFTER INSERT ON t BEGIN UPDATE u SET x = 2; END;\n";
    EXPECT_EQ(
        behind_edit({first + g + h, "INSERT INTO t (b) VALUES (1);"}, first + h + g).after.held,
        2U);
}

/// What a rehearsal learned of tables is what the next one knows, held or not.
TEST(RehearsalMemory, leaves_all_else_as_a_rehearsal_does) {
    const TemporaryDirectory cache;
    std::vector<std::string> upgrades = {
        "CREATE TABLE apart (x);",
        "CREATE TABLE hard (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL, "
        "CHECK (a + b = 77 AND a > b));",
        "CREATE TABLE odd (a UNIQUE CHECK (a < b AND b < a AND a NOT NULL), b NOT NULL);",
        "CREATE INDEX i ON hard (b);",
        "CREATE TABLE of_odd (x REFERENCES odd (a));",
        "CREATE INDEX j ON odd (b);"};
    found_in(chain_of(upgrades), all_checks(), cache.path().string());
    for (std::size_t edit = 0; edit < 3; ++edit) {
        upgrades.front() += "\nCREATE TABLE apart_" + std::to_string(edit) + " (x);";
        const CheckedChain anew = found_in(chain_of(upgrades), all_checks(), "");
        const CheckedChain after =
            found_in(chain_of(upgrades), all_checks(), cache.path().string());
        EXPECT_EQ(after.messages, anew.messages);
        EXPECT_EQ(after.all, anew.all);
        EXPECT_EQ(after.held, 1U);
    }
    // A remark leads back to the state that it had.
    std::vector<Revision> chain = chain_of(upgrades);
    chain[0].sections += "-- a remark\n";
    EXPECT_EQ(found_in(chain, all_checks(), cache.path().string()).tried, 1U);
}

TEST(RehearsalMemory, keeps_what_was_of_use_last) {
    const TemporaryDirectory folder;
    CheckCache cache(folder.path().string());
    const Graph graph;
    const Chain chain({}, graph);
    {
        RehearsalMemory memory(cache, chain, "basis");
        EXPECT_EQ(memory.find("one"), nullptr);
        Rehearsed rehearsed;
        rehearsed.up_was_shown = true;
        rehearsed.came_back = true;
        rehearsed.found.emplace_back().message = "found";
        rehearsed.told_unfilled = {"t"};
        rehearsed.learned = {{"t", "plan"}, {"u", "plan"}, {"v", "other"}};
        memory.note("one", rehearsed);
        memory.note("two", {});
        memory.keep();
    }
    RehearsalMemory memory(cache, chain, "basis");
    const Rehearsed* const one = memory.find("one");
    ASSERT_NE(one, nullptr);
    EXPECT_TRUE(one->up_was_shown);
    EXPECT_FALSE(one->down_was_shown);
    EXPECT_TRUE(one->came_back);
    ASSERT_EQ(one->found.size(), 1U);
    EXPECT_EQ(one->found[0].message, "found");
    EXPECT_EQ(one->told_unfilled, std::set<std::string>{"t"});
    EXPECT_EQ(one->learned, (CanaryRows::Known{{"t", "plan"}, {"u", "plan"}, {"v", "other"}}));
    for (int i = 0; i < 40'000; ++i) memory.note("new " + std::to_string(i), {});
    memory.keep();
    RehearsalMemory later(cache, chain, "basis");
    EXPECT_EQ(later.find("two"), nullptr);
    EXPECT_NE(later.find("one"), nullptr);
    EXPECT_EQ(RehearsalMemory(cache, chain, "another").find("one"), nullptr);
}

}  // namespace
}  // namespace kiln::tool
