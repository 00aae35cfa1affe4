// Which chains of revisions have a snapshot, and what is said of the others.

#include "tests/support/print_diagnostic.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/rules/build_replay.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/codes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct Outcome {
    std::string snapshot;
    std::vector<Diagnostic> notes;  ///< K347

    std::string message() const { return notes.empty() ? "" : notes.front().message; }
};

/// Of a chain of r1, r2, … with these sections; a section without a marker is an upgrade.
Outcome snapshot_of(const std::vector<std::string>& sections, bool rules = true) {
    std::vector<RevisionFile> files;
    std::vector<Diagnostic> diagnostics;
    std::string parent = "none";
    for (const std::string& section : sections) {
        const std::string id = "r" + std::to_string(files.size() + 1);
        files.push_back(parse_revision_file(
            id + ".sql",
            "-- revision: " + id + "\n-- down_revision: " + parent + "\n\n" +
                (section.starts_with("-- kiln:") ? "" : "-- kiln:upgrade\n") + section,
            diagnostics));
        parent = id;
    }
    const Graph graph = resolve_graph(files, diagnostics);
    EXPECT_THAT(diagnostics, IsEmpty());
    ReplayOptions options;
    options.rules = rules;
    options.snapshot = true;
    ReplayEnd end;
    Outcome outcome;
    for (Diagnostic& each : replay(files, graph, options, &end)) {
        if (each.code == Code::no_snapshot) outcome.notes.push_back(std::move(each));
    }
    outcome.snapshot = end.snapshot;
    return outcome;
}

TEST(SnapshotWatch, sees_what_all_revisions_make) {
    const Outcome outcome = snapshot_of({"CREATE TABLE t (a);", "INSERT INTO t VALUES (1);",
                                         "ALTER TABLE t RENAME TO u;", "UPDATE u SET a = 2;"});
    EXPECT_EQ(outcome.snapshot, "CREATE TABLE \"u\" (a);\nINSERT INTO u VALUES\n(2);\n");
    EXPECT_EQ(outcome.message(), "");
}

TEST(SnapshotWatch, says_which_revision_is_not_deterministic) {
    const Outcome outcome =
        snapshot_of({"CREATE TABLE t (a, at DEFAULT CURRENT_TIMESTAMP);",
                     "INSERT INTO t (a) VALUES (1);", "UPDATE t SET a = random();"});
    EXPECT_EQ(outcome.snapshot, "");
    ASSERT_EQ(outcome.notes.size(), 1U);
    const Diagnostic& note = outcome.notes.front();
    EXPECT_EQ(note.severity, Severity::note);
    EXPECT_EQ(note.location, (Location{"r2.sql", 4, 1}));
    EXPECT_EQ(note.message,
              "there is no snapshot for new databases: revision 'r2' is not deterministic: it "
              "depends on the time or on chance");
    EXPECT_EQ(note.hint,
              "they replay all revisions; to have it so without this note: snapshot = false in "
              "kiln.toml");
}

TEST(SnapshotWatch, minds_what_is_allowed_to_differ_too) {
    EXPECT_THAT(snapshot_of({"CREATE TABLE t (a);\n-- kiln:allow K608: a secret\n"
                             "INSERT INTO t VALUES (randomblob(8));"})
                    .message(),
                HasSubstr("'r1' is not deterministic"));
}

TEST(SnapshotWatch, minds_rows_that_no_canary_is_like) {
    EXPECT_THAT(snapshot_of({"CREATE TABLE t (a, b);INSERT INTO t VALUES ('magic', 0);",
                             "UPDATE t SET b = random() WHERE a = 'magic';"})
                    .message(),
                HasSubstr("'r2' is not deterministic"));
}

TEST(SnapshotWatch, does_not_mind_what_only_later_rows_ask) {
    const Outcome outcome = snapshot_of(
        {"CREATE TABLE t (a, at DEFAULT CURRENT_TIMESTAMP);",
         "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = random(); END;",
         "CREATE TABLE log (at); INSERT INTO log VALUES (date('2020-01-01', '+1 day'));"});
    EXPECT_THAT(outcome.snapshot, HasSubstr("('2020-01-02')"));
    EXPECT_EQ(outcome.message(), "");
}

TEST(SnapshotWatch, minds_chance_in_triggers) {
    EXPECT_THAT(snapshot_of({"CREATE TABLE t (a);CREATE TABLE log (at);",
                             "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log VALUES "
                             "(strftime('%Y', 'now')); END;",
                             "INSERT INTO t VALUES (1);"})
                    .message(),
                HasSubstr("'r3' is not deterministic"));
}

TEST(SnapshotWatch, minds_what_sqlite_says_of_itself) {
    EXPECT_THAT(snapshot_of({"CREATE TABLE t AS SELECT sqlite_version() AS v;"}).message(),
                HasSubstr("'r1' asks SQLite about itself"));
}

TEST(SnapshotWatch, minds_pragmas_that_no_transaction_can_set) {
    EXPECT_THAT(snapshot_of({"CREATE TABLE t (a);",
                             "-- kiln:upgrade no-transaction\nPRAGMA main . journal_mode = WAL;"})
                    .message(),
                HasSubstr("'r2' sets PRAGMA journal_mode"));
    const Outcome outcome = snapshot_of(
        {"CREATE TABLE t (a);\nINSERT INTO t VALUES ('PRAGMA page_size = 512');",
         "-- kiln:upgrade no-transaction\nPRAGMA journal_mode; PRAGMA cache_size = 100; VACUUM;\n"
         "INSERT INTO t VALUES (2);"});
    EXPECT_THAT(outcome.snapshot, HasSubstr("(2)"));
    EXPECT_EQ(outcome.message(), "");
}

TEST(SnapshotWatch, runs_no_transaction_sections_under_two_clocks_too) {
    EXPECT_THAT(snapshot_of({"CREATE TABLE t (a);",
                             "-- kiln:upgrade no-transaction\n"
                             "BEGIN; INSERT INTO t VALUES (random()); COMMIT;"})
                    .message(),
                HasSubstr("'r2' is not deterministic"));
}

TEST(SnapshotWatch, names_the_revision_that_made_what_no_sql_makes) {
    const Outcome outcome = snapshot_of({"CREATE VIRTUAL TABLE d USING fts5(a, content='');",
                                         "INSERT INTO d VALUES ('fish');", "CREATE TABLE t (a);"});
    EXPECT_EQ(outcome.message(),
              "there is no snapshot for new databases: the full-text index 'd' does not keep its "
              "texts; the last to change it is revision 'r2'");
}

TEST(SnapshotWatch, is_the_end_of_the_upgrades_whatever_a_downgrade_leaves) {
    const Outcome outcome = snapshot_of(
        {"CREATE TABLE t (a, b);CREATE INDEX i ON t (a);CREATE VIEW v AS SELECT a FROM t;",
         "-- kiln:upgrade\nCREATE TABLE u (a); INSERT INTO u VALUES (1);\n"
         "ALTER TABLE t ADD COLUMN c;\n"
         "-- kiln:downgrade\nDROP INDEX i; CREATE INDEX i ON t (a); DROP TABLE u;\n"
         "ALTER TABLE t DROP COLUMN c; PRAGMA user_version = 9;"});
    EXPECT_EQ(
        outcome.snapshot,
        "CREATE TABLE t (a, b, c);\nCREATE INDEX i ON t (a);\n"
        "CREATE VIEW v AS SELECT a FROM t;\nCREATE TABLE u (a);\nINSERT INTO u VALUES\n(1);\n");
}

TEST(SnapshotWatch, is_none_behind_an_error) {
    EXPECT_EQ(snapshot_of({"CREATE TABLE t (a);", "INSERT INTO nowhere VALUES (1);"}).snapshot, "");
}

class SnapshotOfStandIns : public ::testing::Test {
protected:
    SnapshotOfStandIns() { have_in_memory({{}, {{"app_hash", 1}}, {"app_order"}}); }
    ~SnapshotOfStandIns() override { have_in_memory({}); }
};

TEST_F(SnapshotOfStandIns, is_none_where_one_took_part) {
    EXPECT_EQ(snapshot_of({"CREATE TABLE t (a);INSERT INTO t VALUES ('x');",
                           "UPDATE t SET a = app_hash(a);"})
                  .message(),
              "there is no snapshot for new databases: revision 'r2' uses 'app_hash', in whose "
              "place the checks have another");
    EXPECT_THAT(snapshot_of({"CREATE TABLE t (a COLLATE app_order UNIQUE);",
                             "INSERT INTO t VALUES ('x'), ('y');"})
                    .message(),
                HasSubstr("'r2' uses 'app_order'"));
}

TEST_F(SnapshotOfStandIns, is_there_where_it_is_only_named) {
    const Outcome outcome =
        snapshot_of({"CREATE TABLE t (a COLLATE app_order);",
                     "CREATE VIEW v AS SELECT app_hash(a) FROM t;INSERT INTO t VALUES ('x');"});
    EXPECT_THAT(outcome.snapshot, HasSubstr("app_hash(a)"));
    EXPECT_EQ(outcome.message(), "");
}

}  // namespace
}  // namespace kiln::tool
