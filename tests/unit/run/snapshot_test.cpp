// A new database from the snapshot of a table.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

using Names = std::vector<std::string>;

/// What the revisions would do cannot be done: the snapshot alone works.
const char* const made = "CREATE TABLE made (x);\nINSERT INTO made VALUES (1);\n";

class MigratorSnapshot : public ::testing::Test {
protected:
    explicit MigratorSnapshot(const char* graph = "a; b < a; c < b") : revisions_(graph) {
        table = revisions_.table();
        table.snapshot = pieces_;
    }
    std::string tables() const {
        return run_sql(file, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid");
    }
    std::string log() const {
        return run_sql(file, "SELECT revision, direction, checksum FROM kiln_history");
    }

    TestTable revisions_;
    Text pieces_[2] = {Text(std::string_view(made).substr(0, 30)),
                       Text(std::string_view(made).substr(30))};
    MigrationTable table;
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    std::string url = url_of(file);
};

TEST_F(MigratorSnapshot, is_taken_by_an_empty_database) {
    const Report report = Migrator(url, table).upgrade();
    ASSERT_EQ(report.steps.size(), 3U);
    EXPECT_EQ(report.steps[1].revision, "b");
    for (const ReportStep& step : report.steps) EXPECT_EQ(step.direction, Direction::snapshot);
    EXPECT_EQ(report.heads, Names{"c"});
    EXPECT_EQ(tables(), "made alembic_version kiln_history");
    EXPECT_EQ(run_sql(file, "SELECT * FROM made"), "1");
    EXPECT_EQ(run_sql(file, "SELECT * FROM alembic_version"), "c");
    EXPECT_EQ(
        log(),
        "a|snapshot|t1:checksum of a b|snapshot|t1:checksum of b c|snapshot|t1:checksum of c");
    Migrator again(url, table);
    EXPECT_TRUE(again.upgrade().empty());
    EXPECT_EQ(again.state(), State::at_heads);
    EXPECT_NO_THROW(again.check());
    EXPECT_EQ(again.downgrade("base").steps.size(), 3U);
}

TEST_F(MigratorSnapshot, is_taken_whatever_names_all_revisions) {
    for (const char* const target : {"heads", "head", "c", "+3", "base+3"}) {
        const std::string other = folder.file(target);
        EXPECT_EQ(Migrator(url_of(other), table).upgrade(target).steps.front().direction,
                  Direction::snapshot)
            << target;
    }
}

TEST_F(MigratorSnapshot, is_taken_by_a_database_in_memory_and_an_application_s_connection) {
    EXPECT_EQ(Migrator("sqlite://", table).upgrade().steps.front().direction, Direction::snapshot);
    const TestConnection connection(file);
    connection.run("PRAGMA foreign_keys = ON");
    Migrator(connection.get(), table).upgrade();
    EXPECT_EQ(connection.run("SELECT x FROM made"), "1");
    EXPECT_EQ(connection.run("PRAGMA foreign_keys"), "1");
}

TEST_F(MigratorSnapshot, is_not_taken_to_less_than_all) {
    EXPECT_EQ(Migrator(url, table).upgrade("b").steps.front().direction, Direction::upgrade);
    EXPECT_EQ(Migrator(url, table).upgrade().steps.front().direction, Direction::upgrade);
    EXPECT_EQ(tables(), "alembic_version kiln_history");
}

TEST_F(MigratorSnapshot, is_not_taken_where_anything_is_there) {
    int number = 0;
    for (const char* const sql :
         {"CREATE TABLE other (x)", "CREATE VIEW other AS SELECT 1", "PRAGMA user_version = 1",
          "PRAGMA application_id = 1",
          "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (x); DROP TABLE t",
          "CREATE TABLE t (i INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE t"}) {
        const std::string other = folder.file(std::to_string(++number));
        run_sql(other, sql);
        EXPECT_EQ(Migrator(url_of(other), table).upgrade().steps.front().direction,
                  Direction::upgrade)
            << sql;
    }
    Migrator(url, table).ensure_version();
    EXPECT_EQ(Migrator(url, table).upgrade().steps.front().direction, Direction::upgrade);
}

TEST_F(MigratorSnapshot, is_taken_by_a_file_that_only_has_its_first_page) {
    run_sql(file, "CREATE TABLE t (x); DROP TABLE t");
    EXPECT_EQ(Migrator(url, table).upgrade().steps.front().direction, Direction::snapshot);
}

TEST_F(MigratorSnapshot, is_left_alone_where_the_options_say_so) {
    Options options;
    options.snapshot = false;
    EXPECT_EQ(Migrator(url, table, options).upgrade().steps.front().direction, Direction::upgrade);
    EXPECT_EQ(tables(), "alembic_version kiln_history");
}

TEST_F(MigratorSnapshot, is_one_transaction_whatever_is_said_of_revisions) {
    Options options;
    options.transaction_per_migration = true;
    int commits = 0;
    Names lines;
    options.log = [&](std::string_view line) {
        lines.emplace_back(line);
        if (line.starts_with("Committed")) ++commits;
    };
    Migrator(url, table, options).upgrade();
    EXPECT_EQ(commits, 1);
    EXPECT_EQ(lines.front(), "Running snapshot  -> a, message of a");
}

TEST_F(MigratorSnapshot, tells_progress_of_each_revision) {
    std::string told;
    Options options;
    options.progress = [&](const Progress& progress) {
        EXPECT_EQ(progress.step.direction, Direction::snapshot);
        EXPECT_EQ(progress.count, 3U);
        told += (progress.event == Progress::Event::started ? "<" : ">") + progress.step.revision +
                progress.step.heads_after.front();
    };
    Migrator(url, table, options).upgrade();
    EXPECT_EQ(told, "<aa>aa<bb>bb<cc>cc");
}

TEST_F(MigratorSnapshot, that_fails_leaves_nothing) {
    const Text broken[] = {Text("CREATE TABLE made (x);\nINSERT INTO nowhere VALUES (1);")};
    table.snapshot = broken;
    const Caught fault = caught([&] { Migrator(url, table).upgrade(); });
    EXPECT_EQ(fault.code, "K411");
    EXPECT_EQ(fault.message, "cannot make the database '" + file +
                                 "' from the snapshot of all revisions: no such table: nowhere; "
                                 "nothing was changed");
    EXPECT_EQ(fault.hint,
              "set Options::snapshot to false: then the revisions run one by one, and the one that "
              "fails is named");
    EXPECT_EQ(tables(), "");
}

TEST_F(MigratorSnapshot, is_rolled_back_where_a_callback_throws) {
    Options options;
    options.progress = [](const Progress& progress) {
        if (progress.index == 2) throw std::runtime_error("no");
    };
    EXPECT_THROW(Migrator(url, table, options).upgrade(), std::runtime_error);
    EXPECT_EQ(tables(), "");
}

TEST_F(MigratorSnapshot, may_not_end_the_transaction) {
    const Text broken[] = {Text("CREATE TABLE made (x);\nCOMMIT;")};
    table.snapshot = broken;
    EXPECT_EQ(caught([&] { Migrator(url, table).upgrade(); }).code, "K306");
    EXPECT_EQ(tables(), "");
}

TEST_F(MigratorSnapshot, is_stopped_as_any_run) {
    bool stop = false;
    Options options;
    options.progress = [&](const Progress&) { stop = true; };
    struct StopFlag {
        const bool* stop;
        bool stop_requested() const { return *stop; }
    };
    options.stop = StopFlag{&stop};
    EXPECT_EQ(caught([&] { Migrator(url, table, options).upgrade(); }).code, "K422");
    EXPECT_EQ(tables(), "");
}

class SnapshotOfBranches : public MigratorSnapshot {
protected:
    SnapshotOfBranches() : MigratorSnapshot("a; b < a; c < a; d; e < d needs c") {}
};

TEST_F(SnapshotOfBranches, leaves_the_rows_of_a_replay) {
    const Report report = Migrator(url, table).upgrade();
    EXPECT_EQ(report.steps.size(), 5U);
    EXPECT_EQ(report.heads, (Names{"b", "e"}));
    EXPECT_EQ(run_sql(file, "SELECT version_num FROM alembic_version ORDER BY 1"), "b e");
}

TEST_F(SnapshotOfBranches, is_not_taken_to_one_of_the_heads) {
    EXPECT_EQ(Migrator(url, table).upgrade("b").steps.front().direction, Direction::upgrade);
}

}  // namespace
}  // namespace kiln::support
