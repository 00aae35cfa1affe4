#include "tool/rules/build_replay.hpp"

#include "tests/support/print_diagnostic.hpp"
#include "tests/support/realistic_revisions.hpp"
#include "tool/project/reader.hpp"
#include "tool/replay/memory_limit.hpp"

#include <kiln/codes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Revisions by id, each with what stands below its header.
struct Revision {
    std::string id;
    std::string down_revision;
    std::string sections;
};

std::vector<Diagnostic> checks(const std::vector<Revision>& revisions,
                               const ReplayOptions& options = {}) {
    std::vector<RevisionFile> files;
    std::vector<GraphNode> nodes;
    std::vector<Diagnostic> diagnostics;
    for (const Revision& revision : revisions) {
        files.push_back(parse_revision_file("m/" + revision.id + ".sql",
                                            "-- revision: " + revision.id + "\n-- down_revision: " +
                                                revision.down_revision + "\n\n" + revision.sections,
                                            diagnostics));
        GraphNode node;
        node.revision = revision.id;
        for (const Placed& parent : files.back().down_revisions) {
            node.down_revisions.push_back(parent.text);
        }
        nodes.push_back(node);
    }
    for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.message;
    std::vector<Diagnostic> found = replay(files, build_graph(nodes), options);
    // Tables go and rows change at will here.
    std::erase_if(found, [](const Diagnostic& diagnostic) {
        return diagnostic.code == Code::table_dropped || diagnostic.code == Code::column_dropped ||
               diagnostic.code == Code::changes_all_rows;
    });
    return found;
}

/// A chain of r1, r2, … with these sections.
std::vector<Diagnostic> chain(const std::vector<std::string>& sections,
                              const ReplayOptions& options = {}) {
    std::vector<Revision> revisions;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        revisions.push_back(
            {"r" + std::to_string(i + 1), i == 0 ? "none" : "r" + std::to_string(i), sections[i]});
    }
    return checks(revisions, options);
}

std::vector<std::string> codes_of(const std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string> codes;
    for (const Diagnostic& diagnostic : diagnostics) codes.push_back(to_string(diagnostic.code));
    return codes;
}

std::vector<std::string> notes_of(const Diagnostic& diagnostic) {
    std::vector<std::string> notes;
    for (const Note& note : diagnostic.notes) notes.push_back(note.message);
    return notes;
}

constexpr const char* patient =
    "-- kiln:upgrade\n"
    "CREATE TABLE patient(id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"
    "-- kiln:downgrade\n"
    "DROP TABLE patient;\n";

TEST(Replay, a_good_chain_has_no_diagnostics) {
    EXPECT_THAT(checks({}), IsEmpty());
    EXPECT_THAT(chain({patient,
                       "-- kiln:upgrade\nALTER TABLE patient ADD COLUMN phone TEXT;\n"
                       "-- kiln:downgrade\nALTER TABLE patient DROP COLUMN phone;\n"}),
                IsEmpty());
}

TEST(Replay, a_failing_upgrade_is_placed_at_its_token) {
    const auto found = chain({"-- kiln:upgrade\nCREATE TABLE a(x);\n\n  SELECT missing;\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K301"));
    EXPECT_EQ(found[0].location, (Location{"m/r1.sql", 7, 10}));
    EXPECT_EQ(found[0].message, "no such column: missing");
    EXPECT_EQ(found[0].source_line, "  SELECT missing;");
    EXPECT_THAT(found[0].notes, IsEmpty());
}

TEST(Replay, what_builds_on_a_failure_is_not_run_and_all_else_is) {
    const std::string bad = "-- kiln:upgrade\nSELECT nothing;\n";
    const std::string fine = "-- kiln:upgrade\n";
    const auto found = checks({{"a", "none", fine},
                               {"b", "a", "-- kiln:upgrade\nCREATE TABLE t(x);\nSELECT nothing;\n"},
                               {"c", "b", bad},
                               {"d", "c", bad},
                               {"e", "a", "-- kiln:upgrade\nCREATE TABLE t(x);\n"},
                               {"f", "e", bad},
                               {"g", "f, d", bad}});
    ASSERT_THAT(codes_of(found), ElementsAre("K301", "K301"));
    EXPECT_EQ(found[0].location.file, "m/b.sql");
    EXPECT_THAT(notes_of(found[0]), ElementsAre("3 revisions that build on it were not run"));
    EXPECT_EQ(found[1].location.file, "m/f.sql");
    EXPECT_THAT(notes_of(found[1]), ElementsAre("1 revision that builds on it was not run"));
}

TEST(Replay, the_guards_faults_keep_their_codes_in_both_directions) {
    const auto found = chain({"-- kiln:upgrade\n-- kiln:downgrade\nCOMMIT;\n",
                              "-- kiln:upgrade\nCREATE TABLE a(x DEFAULT \"y\");\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K306", "K309"));
    EXPECT_EQ(found[0].location, (Location{"m/r1.sql", 6, 1}));
    EXPECT_EQ(found[1].location, (Location{"m/r2.sql", 5, 26}));
}

TEST(Replay, all_strings_in_double_quotes_of_a_file_are_told_at_once) {
    const auto found = checks(
        {{"a", "none",
          "-- kiln:upgrade\nCREATE TABLE t(x TEXT DEFAULT \"p\");\nINSERT INTO t VALUES (\"q\");\n"
          "-- kiln:fixture\nINSERT INTO t VALUES (\"r\");\n"
          "-- kiln:downgrade\nDELETE FROM t WHERE \"x\" = \"s\";\nDROP TABLE t;\n"
          "DROP TABLE missing;\n"},
         {"b", "a", "-- kiln:upgrade\nSELECT \"not run\";\n"},
         {"c", "none",
          "-- kiln:upgrade\nCREATE TABLE \"u\"(\"x\");\n"
          "-- kiln:downgrade\nSELECT \"t\";\nDROP TABLE u;\nSELECT \"u\";\n"}});
    ASSERT_THAT(codes_of(found), ElementsAre("K309", "K309", "K309", "K309", "K309", "K309"));
    std::vector<std::uint32_t> lines;
    for (const Diagnostic& each : found) lines.push_back(each.location.line);
    EXPECT_THAT(lines, ElementsAre(5, 6, 8, 10, 7, 9));
}

TEST(Replay, a_failing_downgrade_hides_nothing_else) {
    const auto found = chain({patient,
                              "-- kiln:upgrade\nCREATE TABLE a(x);\n"
                              "-- kiln:downgrade\nDROP TABLE patient;\nDROP TABLE b;\n",
                              "-- kiln:upgrade\nINSERT INTO patient(name) SELECT 'n' FROM a;\n"
                              "-- kiln:downgrade\nDROP TABLE c;\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K302", "K302"));
    EXPECT_EQ(found[0].location, (Location{"m/r2.sql", 8, 1}));
    EXPECT_EQ(found[0].message, "no such table: b");
}

TEST(Replay, a_downgrade_must_restore_the_schema) {
    const auto found =
        chain({patient,
               "-- kiln:upgrade\nALTER TABLE patient ADD COLUMN phone TEXT;\n"
               "CREATE INDEX ix_phone ON patient(phone);\nDROP TABLE IF EXISTS other;\n"
               "-- kiln:downgrade\nDROP INDEX ix_phone;\nCREATE TABLE other(x);\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K304"));
    EXPECT_EQ(found[0].location, (Location{"m/r2.sql", 8, 1}));
    EXPECT_EQ(found[0].source_line, "-- kiln:downgrade");
    EXPECT_THAT(notes_of(found[0]), ElementsAre("table 'other' is left over",
                                                "table 'patient': column 'phone' is left over"));
}

TEST(Replay, an_empty_downgrade_undoes_nothing) {
    EXPECT_THAT(codes_of(chain({"-- kiln:upgrade\nCREATE TABLE a(x);\n-- kiln:downgrade\n"})),
                ElementsAre("K304"));
    EXPECT_THAT(chain({"-- kiln:upgrade\n-- kiln:downgrade\n"}), IsEmpty());
}

TEST(Replay, the_upgrade_must_run_again) {
    const auto found = chain({"-- kiln:upgrade\nCREATE TABLE a(x UNIQUE);\n",
                              "-- kiln:upgrade\nINSERT INTO a VALUES (1);\n-- kiln:downgrade\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K303"));
    EXPECT_EQ(found[0].location, (Location{"m/r2.sql", 5, 1}));
    EXPECT_THAT(found[0].message, HasSubstr("UNIQUE constraint failed: a.x"));
}

TEST(Replay, the_second_upgrade_must_give_the_same_schema) {
    // Rows that the downgrade leaves behind decide what the next upgrade makes.
    const auto found =
        chain({"-- kiln:upgrade\nCREATE TABLE log(n INTEGER);\nCREATE TABLE t(x);\n"
               "CREATE TRIGGER again AFTER INSERT ON log WHEN (SELECT count(*) FROM log) > 1\n"
               "BEGIN SELECT RAISE(IGNORE); END;\n",
               "-- kiln:upgrade no-transaction\nCREATE TABLE b(x);\nINSERT INTO log VALUES (1);\n"
               "PRAGMA writable_schema = ON;\n"
               "UPDATE sqlite_schema SET sql = 'CREATE TABLE b(x, y)' WHERE name = 'b' AND "
               "(SELECT count(*) FROM log) > 1;\nPRAGMA writable_schema = RESET;\n"
               "-- kiln:downgrade no-transaction\nDROP TABLE b;\nDROP TRIGGER again;\n"
               "CREATE TRIGGER again AFTER INSERT ON log WHEN (SELECT count(*) FROM log) > 1\n"
               "BEGIN SELECT RAISE(IGNORE); END;\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K305"));
    EXPECT_EQ(found[0].location, (Location{"m/r2.sql", 4, 1}));
    EXPECT_THAT(notes_of(found[0]), ElementsAre("table 'b': column 'y' is left over"));
}

TEST(Replay, later_revisions_meet_the_rows_of_the_first_upgrade) {
    EXPECT_THAT(
        chain({"-- kiln:upgrade\nCREATE TABLE a(x);\nINSERT INTO a VALUES (1);\n",
               "-- kiln:upgrade\nUPDATE a SET x = x + 1;\n-- kiln:downgrade\nDELETE FROM a;\n",
               "-- kiln:upgrade\nCREATE TABLE b(x CHECK (x = 2));\n"
               "INSERT INTO b SELECT min(x) FROM a WHERE x < 9;\nCREATE TABLE c(x NOT NULL);\n"
               "INSERT INTO c SELECT max(x) FROM a;\n"}),
        IsEmpty());
}

TEST(Replay, a_rebuilt_table_makes_the_round_trip) {
    const std::string rebuild =
        "CREATE TABLE new_patient(id INTEGER PRIMARY KEY, name TEXT NOT NULL%);\n"
        "INSERT INTO new_patient(id, name) SELECT id, name FROM patient;\n"
        "DROP TABLE patient;\nALTER TABLE new_patient RENAME TO patient;\n";
    std::string up = rebuild;
    std::string down = rebuild;
    up.replace(up.find('%'), 1, " CHECK (name <> '')");
    down.replace(down.find('%'), 1, "");
    up.insert(0, "-- kiln:allow K609: no name was ever empty\n");
    EXPECT_THAT(chain({patient, "-- kiln:upgrade\n" + up + "-- kiln:downgrade\n" + down}),
                IsEmpty());
    EXPECT_THAT(codes_of(chain({patient, "-- kiln:upgrade\n" + up + "-- kiln:downgrade\n" + up})),
                ElementsAre("K304"));
}

TEST(Replay, renaming_a_column_is_seen_in_views_indexes_and_other_tables) {
    const std::string first =
        "-- kiln:upgrade\nCREATE TABLE p(id INTEGER PRIMARY KEY, code TEXT UNIQUE);\n"
        "CREATE TABLE c(code TEXT REFERENCES p(code));\nCREATE INDEX i ON p(code);\n"
        "CREATE VIEW v AS SELECT code FROM p;\n";
    EXPECT_THAT(chain({first,
                       "-- kiln:upgrade\nALTER TABLE p RENAME COLUMN code TO tag;\n"
                       "-- kiln:downgrade\nALTER TABLE p RENAME COLUMN tag TO code;\n"}),
                IsEmpty());
    const auto found = chain({first,
                              "-- kiln:upgrade\nALTER TABLE p RENAME COLUMN code TO tag;\n"
                              "-- kiln:downgrade\nALTER TABLE p RENAME COLUMN tag TO Tag2;\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K304"));
    EXPECT_EQ(found[0].notes.size(), 5U);
}

// Each downgrade would restore the schema, were it not for the order of its statements.
TEST(Replay, dropping_a_column_that_something_uses_fails_as_in_sqlite) {
    struct Case {
        const char* user;
        const char* undo;
        const char* message;
    };
    for (const Case& c : {
             Case{"CREATE INDEX i ON patient(phone)", "DROP INDEX i",
                  "error in index i after drop column: no such column: phone"},
             Case{"CREATE INDEX i ON patient(lower(phone))", "DROP INDEX i",
                  "error in index i after drop column: no such column: phone"},
             Case{"CREATE INDEX i ON patient(id) WHERE phone > ''", "DROP INDEX i",
                  "error in index i after drop column: no such column: phone"},
             Case{"ALTER TABLE patient ADD COLUMN x CHECK (phone > '')",
                  "ALTER TABLE patient DROP COLUMN x",
                  "error in table patient after drop column: no such column: phone"},
             Case{"ALTER TABLE patient ADD COLUMN x AS (phone || '')",
                  "ALTER TABLE patient DROP COLUMN x",
                  "error in table patient after drop column: no such column: phone"},
             Case{"CREATE VIEW v AS SELECT phone FROM patient", "DROP VIEW v",
                  "error in view v after drop column: no such column: phone"},
             Case{"CREATE TRIGGER t AFTER INSERT ON patient BEGIN SELECT new.phone; END",
                  "DROP TRIGGER t",
                  "error in trigger t after drop column: no such column: new.phone"},
         }) {
        const auto found =
            chain({patient, "-- kiln:upgrade\nALTER TABLE patient ADD COLUMN phone TEXT;\n" +
                                std::string(c.user) +
                                ";\n-- kiln:downgrade\nALTER TABLE patient DROP COLUMN phone;\n" +
                                c.undo + ";\n"});
        ASSERT_THAT(codes_of(found), ElementsAre("K302")) << c.user;
        EXPECT_EQ(found[0].message, c.message);
    }
}

TEST(Replay, a_downgrade_that_ends_the_transaction_hides_nothing_else) {
    const auto found = chain(
        {"-- kiln:upgrade\nCREATE TABLE a(x UNIQUE);\nINSERT INTO a VALUES (1);\n",
         "-- kiln:upgrade\nCREATE TABLE b(x);\n"
         "-- kiln:downgrade\nDROP TABLE b;\nINSERT OR ROLLBACK INTO a VALUES (1);\n",
         "-- kiln:upgrade\nINSERT INTO b SELECT x FROM a;\n-- kiln:downgrade\nDELETE FROM b;\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K310"));
    EXPECT_EQ(found[0].location, (Location{"m/r2.sql", 8, 1}));
}

TEST(Replay, an_upgrade_that_ends_the_transaction_leaves_nothing) {
    const auto found = checks({{"a", "none", "-- kiln:upgrade\nCREATE TABLE a(x UNIQUE);\n"},
                               {"b", "a",
                                "-- kiln:upgrade\nCREATE TABLE b(x);\n"
                                "INSERT OR ROLLBACK INTO a VALUES (1), (1);\n"},
                               {"c", "a", "-- kiln:upgrade\nCREATE TABLE b(x);\nDROP TABLE a;\n"}});
    EXPECT_THAT(codes_of(found), ElementsAre("K310"));
}

TEST(Replay, new_foreign_key_violations_are_named) {
    const std::string tables =
        "-- kiln:upgrade\nCREATE TABLE p(id INTEGER PRIMARY KEY);\nINSERT INTO p VALUES (1);\n"
        "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p(id));\n";
    const auto found = chain({tables + "INSERT INTO c VALUES (7, 1), (8, 2);\n",
                              "-- kiln:upgrade\nINSERT INTO c VALUES (9, NULL);\n",
                              "-- kiln:upgrade\nDELETE FROM p;\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K311", "K311"));
    EXPECT_THAT(found[0].message,
                HasSubstr("row 8 of 'c' refers to a row of 'p' that does not exist"));
    EXPECT_EQ(found[0].location, (Location{"m/r1.sql", 4, 1}));
    EXPECT_THAT(found[1].message, HasSubstr("row 7 of 'c'"));
    EXPECT_EQ(found[1].location.file, "m/r3.sql");
}

TEST(Replay, of_many_violations_ten_are_named_and_the_others_counted) {
    const auto found =
        chain({"-- kiln:upgrade\nCREATE TABLE p(id INTEGER PRIMARY KEY);\n"
               "CREATE TABLE c(p REFERENCES p(id));\nINSERT INTO c VALUES (1), (2), "
               "(3), (4), (5), (6), (7), (8), (9), (10), (11), (12);\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K311"));
    ASSERT_EQ(found[0].notes.size(), 10U);  // the first is in the message
    EXPECT_EQ(found[0].notes.back().message, "and 2 more");
}

TEST(Replay, a_violation_is_named_again_where_its_table_was_gone) {
    const std::string child = "CREATE TABLE c(p REFERENCES p(id));\nINSERT INTO c VALUES (2);\n";
    const auto found = chain({"-- kiln:upgrade\nCREATE TABLE p(id INTEGER PRIMARY KEY);\n" + child,
                              "-- kiln:upgrade\nDROP TABLE c;\n", "-- kiln:upgrade\n" + child});
    ASSERT_THAT(codes_of(found), ElementsAre("K311", "K311"));
    EXPECT_EQ(found[1].location.file, "m/r3.sql");
}

TEST(Replay, a_foreign_key_that_sqlite_cannot_check_is_named) {
    const auto found =
        chain({"-- kiln:upgrade\nCREATE TABLE p(id);\n"
               "CREATE TABLE c(p REFERENCES p(id));\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K311"));
    EXPECT_THAT(found[0].message, HasSubstr("foreign key mismatch - \"c\" referencing \"p\""));
}

TEST(Replay, a_trigger_that_breaks_a_foreign_key_is_seen) {
    const auto found =
        chain({"-- kiln:upgrade\nCREATE TABLE p(id INTEGER PRIMARY KEY);\nCREATE TABLE o(x);\n"
               "CREATE TABLE c(p REFERENCES p);\n"
               "CREATE TRIGGER t AFTER INSERT ON o BEGIN INSERT INTO c VALUES (new.x); END;\n",
               "-- kiln:upgrade\nINSERT INTO o VALUES (5);\n", "-- kiln:upgrade\nDROP TABLE p;\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K311", "K604"));
    EXPECT_EQ(found[0].location.file, "m/r2.sql");
}

TEST(Replay, a_script_must_leave_kilns_own_tables_alone) {
    for (const char* sql :
         {"DELETE FROM alembic_version;", "DROP TABLE Kiln_History;",
          "ALTER TABLE alembic_version ADD COLUMN x;", "CREATE INDEX i ON kiln_history(revision);",
          "CREATE TABLE alembic_version(version_num);", "CREATE TABLE kiln_compatible(x);",
          "INSERT INTO \"alembic_version\" VALUES ('r9');",
          "ALTER TABLE a RENAME TO kiln_compatible;",
          "alter table main.\"a\" /* b */ rename\nto [Kiln_Compatible];"}) {
        const auto found =
            chain({"-- kiln:upgrade\nCREATE TABLE a(x);\n" + std::string(sql) + "\nSELECT 1;\n",
                   "-- kiln:upgrade\nCREATE TABLE a(x);\n"});
        ASSERT_THAT(codes_of(found), ElementsAre("K316")) << sql;
        EXPECT_EQ(found[0].location.line, 6U) << sql;
        EXPECT_FALSE(found[0].hint.empty());
    }
    EXPECT_THAT(chain({"-- kiln:upgrade\nCREATE VIEW v AS SELECT version_num FROM "
                       "alembic_version;\n-- kiln:downgrade\nDROP VIEW v;\n"}),
                IsEmpty());
    EXPECT_THAT(chain({"-- kiln:upgrade\nCREATE TABLE a(x);\n"
                       "ALTER TABLE a RENAME x TO kiln_compatible;\n"
                       "ALTER TABLE a RENAME TO b;\n-- kiln:downgrade\nDROP TABLE b;\n"}),
                IsEmpty());
}

TEST(Replay, what_a_revision_leaves_in_temp_is_not_there_for_the_next) {
    for (const std::string option : {"", " no-transaction"}) {
        const auto found = chain({"-- kiln:upgrade" + option + "\nCREATE TEMP TABLE n(x);\n",
                                  "-- kiln:upgrade\nINSERT INTO n VALUES (1);\n"});
        ASSERT_THAT(codes_of(found), ElementsAre("K301"));
        EXPECT_THAT(found[0].message, HasSubstr("no such table: n"));
    }
}

TEST(Replay, no_transaction_sections_run_outside_a_transaction) {
    EXPECT_THAT(chain({patient,
                       "-- kiln:upgrade no-transaction\nPRAGMA foreign_keys = ON;\n"
                       "VACUUM;\nCREATE TABLE b(x);\n"
                       "-- kiln:downgrade\nDROP TABLE b;\n",
                       "-- kiln:upgrade\nDROP TABLE patient;\n"}),
                IsEmpty());
}

TEST(Replay, foreign_keys_that_a_section_switched_on_do_not_stay_on) {
    EXPECT_THAT(chain({"-- kiln:upgrade\nCREATE TABLE p(id INTEGER PRIMARY KEY);\n"
                       "CREATE TABLE c(p REFERENCES p(id));\nINSERT INTO p VALUES (1);\n"
                       "INSERT INTO c VALUES (1);\n",
                       "-- kiln:upgrade no-transaction\nPRAGMA foreign_keys = ON;\n",
                       "-- kiln:upgrade\nDELETE FROM p;\nDELETE FROM c;\n"}),
                IsEmpty());
}

TEST(Replay, a_schema_that_was_edited_in_place_has_to_be_restored_too) {
    const auto found =
        chain({"-- kiln:upgrade\nCREATE TABLE a(x);\n",
               "-- kiln:upgrade no-transaction\nPRAGMA writable_schema = ON;\n"
               "UPDATE sqlite_schema SET sql = 'CREATE TABLE a(x, y)' WHERE name = 'a';\n"
               "PRAGMA writable_schema = RESET;\n-- kiln:downgrade no-transaction\n"});
    ASSERT_THAT(codes_of(found), ElementsAre("K304"));
    EXPECT_THAT(notes_of(found[0]), ElementsAre("table 'a': column 'y' is left over"));
}

TEST(Replay, a_failing_no_transaction_section_leaves_nothing) {
    const auto found =
        checks({{"a", "none", patient},
                {"b", "a", "-- kiln:upgrade no-transaction\nCREATE TABLE b(x);\nDROP TABLE c;\n"},
                {"c", "a",
                 "-- kiln:upgrade\nCREATE TABLE b(x);\n"
                 "-- kiln:downgrade no-transaction\nDROP TABLE b;\nDROP TABLE patient;\n"},
                {"d", "c", "-- kiln:upgrade\nINSERT INTO b SELECT id FROM patient;\n"}});
    ASSERT_THAT(codes_of(found), ElementsAre("K301", "K304"));
}

TEST(Replay, an_irreversible_revision_is_only_upgraded) {
    EXPECT_THAT(chain({"-- kiln:upgrade\nCREATE TABLE a(x);\n"}), IsEmpty());
}

TEST(Replay, without_round_trip_downgrades_do_not_run) {
    ReplayOptions options;
    options.round_trip = false;
    EXPECT_THAT(chain({"-- kiln:upgrade\n-- kiln:downgrade\nDROP TABLE missing;\n"}, options),
                IsEmpty());
    EXPECT_THAT(codes_of(chain({"-- kiln:upgrade\nDROP TABLE missing;\n"}, options)),
                ElementsAre("K301"));
}

TEST(Replay, sections_of_other_databases_do_not_run) {
    EXPECT_THAT(chain({"-- kiln:upgrade postgresql\nCREATE EXTENSION x;\n"
                       "-- kiln:upgrade sqlite\nCREATE TABLE a(x);\n"
                       "-- kiln:downgrade mysql\nNONSENSE;\n-- kiln:downgrade\nDROP TABLE a;\n"}),
                IsEmpty());
}

TEST(Replay, statistics_and_sequences_are_no_schema) {
    EXPECT_THAT(chain({patient,
                       "-- kiln:upgrade\nCREATE INDEX i ON patient(name);\nANALYZE;\n"
                       "-- kiln:downgrade\nDROP INDEX i;\n"}),
                IsEmpty());
}

TEST(Replay, a_virtual_table_makes_the_round_trip) {
    const auto found =
        chain({"-- kiln:upgrade\nCREATE VIRTUAL TABLE f USING fts5(x);\n"
               "INSERT INTO f VALUES ('a');\n-- kiln:downgrade\nDROP TABLE f;\n"});
    if (!found.empty() && found[0].message == "no such module: fts5") GTEST_SKIP() << "no fts5";
    EXPECT_THAT(found, IsEmpty());
}

// Before any test opens a database.
[[maybe_unused]] const bool memory_is_counted = (count_memory_of_sqlite(), true);

/// 2 MiB of memory for a database whose tables have to stay below that.
ReplayOptions little_memory() {
    ReplayOptions options;
    options.most_memory = std::size_t{2} << 20;
    return options;
}

TEST(Replay, an_upgrade_that_needs_too_much_memory_stops_and_all_else_runs) {
    const auto found = checks(
        {{"a", "none", "-- kiln:upgrade\nCREATE TABLE t(x);\n"},
         {"b", "a",
          "-- kiln:upgrade\nINSERT INTO t VALUES (zeroblob(1000000));\n"
          "INSERT INTO t VALUES (zeroblob(1000000));\nINSERT INTO t VALUES (zeroblob(1000000));\n"},
         {"c", "b", "-- kiln:upgrade\nSELECT 1;\n"},
         {"d", "a", "-- kiln:upgrade\nINSERT INTO t VALUES (zeroblob(1000000));\nnonsense;\n"}},
        little_memory());
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].code, Code::upgrade_failed);
    EXPECT_EQ(found[0].message,
              "the revisions need more than 2 MiB of memory on an empty database");
    EXPECT_EQ(found[0].hint, "leave so much data out of migrations: the build runs them in memory");
    EXPECT_EQ(found[0].location, (Location{"m/b.sql", 6, 1}));
    EXPECT_EQ(found[1].message, "near \"nonsense\": syntax error");
}

TEST(Replay, so_does_a_value_that_is_never_stored) {
    const auto found =
        chain({"-- kiln:upgrade\nSELECT length(hex(zeroblob(5000000)));\n"}, little_memory());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].message, HasSubstr("need more than 2 MiB"));
    EXPECT_THAT(chain({"-- kiln:upgrade\nSELECT length(hex(zeroblob(5000000)));\n"}), IsEmpty());
}

TEST(Replay, so_does_a_downgrade) {
    const auto found = chain({"-- kiln:upgrade\nCREATE TABLE t(x);\n-- kiln:downgrade\n"
                              "SELECT length(hex(zeroblob(5000000)));\nDROP TABLE t;\n",
                              "-- kiln:upgrade\nDROP TABLE t;\n"},
                             little_memory());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, Code::downgrade_failed);
    EXPECT_THAT(found[0].message, HasSubstr("need more than 2 MiB"));
}

/// More than SQLite keeps of a temporary table in memory where it may write it to a file.
TEST(Replay, so_does_what_is_only_temporary) {
    ReplayOptions options;
    options.most_memory = std::size_t{16} << 20;
    const std::string rows =
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 50000) ";
    const std::string fill =
        "CREATE TEMP TABLE t(x);\nINSERT INTO t " + rows + "SELECT zeroblob(1000) FROM n;\n";
    const std::string sort = rows +
                             "SELECT count(*) FROM (SELECT randomblob(1000) AS b FROM n "
                             "ORDER BY b LIMIT 1000000);\n";
    const std::string vacuum =
        "CREATE TABLE t(x);\nINSERT INTO t " + rows + "SELECT zeroblob(200) FROM n;\nVACUUM;\n";
    for (const std::string& text :
         {"-- kiln:upgrade\n" + fill, "-- kiln:upgrade\n" + sort,
          "-- kiln:upgrade no-transaction\nPRAGMA temp_store = FILE;\n" + fill,
          "-- kiln:upgrade no-transaction\nPRAGMA main.temp_store(1);\n" + sort,
          "-- kiln:upgrade no-transaction\n" + vacuum}) {
        const auto found = chain({text}, options);
        ASSERT_EQ(found.size(), 1U) << text;
        EXPECT_THAT(found[0].message, HasSubstr("need more than 16 MiB")) << text;
    }
}

TEST(Replay, of_a_revision_with_many_tables_finds_the_one_that_stays) {
    std::string up = "-- kiln:upgrade\n";
    std::string down = "-- kiln:downgrade\n";
    for (int i = 0; i < 100; ++i) {
        up += "CREATE TABLE T" + std::to_string(i) + "(x);\n";
        if (i != 70) down += "DROP TABLE t" + std::to_string(i) + ";\n";
    }
    const auto found = chain({"-- kiln:upgrade\nCREATE TABLE other(x);\n", up + down});
    ASSERT_EQ(codes_of(found), std::vector<std::string>{"K304"});
    ASSERT_EQ(notes_of(found[0]).size(), 1U);
    EXPECT_THAT(notes_of(found[0])[0], HasSubstr("T70"));
}

TEST(Replay, gives_up_where_too_many_revisions_fail) {
    std::vector<Revision> revisions;
    for (int i = 1000; i < 3000; ++i) {
        revisions.push_back({"r" + std::to_string(i), "none", "-- kiln:upgrade\nnonsense;\n"});
    }
    const auto found = checks(revisions);
    ASSERT_EQ(found.size(), 1000U);
    ASSERT_EQ(found.back().notes.size(), 1U);
    EXPECT_EQ(found.back().notes[0].message, "too much is broken: what comes behind was not run");
}

TEST(Replay, takes_a_gibibyte_unless_told_otherwise) {
    EXPECT_EQ(ReplayOptions{}.most_memory, std::size_t{1} << 30);
}

TEST(MemoryLimit, ends_with_its_scope) {
    const auto answer = [] {
        sqlite3* db = nullptr;
        sqlite3_open(":memory:", &db);
        const int code =
            sqlite3_exec(db, "SELECT hex(zeroblob(5000000))", nullptr, nullptr, nullptr);
        sqlite3_close(db);
        return code;
    };
    {
        const MemoryLimit limit(std::size_t{2} << 20);
        EXPECT_EQ(answer(), SQLITE_NOMEM);
        EXPECT_TRUE(limit.was_reached());
    }
    EXPECT_EQ(answer(), SQLITE_OK);
}

TEST(Replay, a_realistic_chain_passes_and_reads_back) {
    const auto files = test::realistic_revisions(120);
    std::vector<GraphNode> nodes;
    std::vector<Diagnostic> faults;
    for (const RevisionFile& file : files) {
        const auto again = parse_revision_file(file.path, test::revision_text(file), faults);
        ASSERT_THAT(faults, IsEmpty());
        ASSERT_EQ(again.sections.size(), 2U);
        for (int i : {0, 1}) {
            const auto n = static_cast<std::size_t>(i);
            EXPECT_EQ(again.sections[n].sql, file.sections[n].sql);
            EXPECT_EQ(again.sections[n].sql_line, file.sections[n].sql_line);
            EXPECT_EQ(again.sections[n].line, file.sections[n].line);
        }
        GraphNode node;
        node.revision = file.revision.text;
        for (const Placed& parent : file.down_revisions) node.down_revisions.push_back(parent.text);
        nodes.push_back(node);
    }
    // Its tables have a column whose default is the time.
    ReplayOptions options;
    options.levels = {{Code::not_deterministic, RuleLevel::off}};
    EXPECT_THAT(replay(files, build_graph(nodes), options), IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
