// What a database is, asked before anything is done with it.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <tuple>

namespace kiln::support {
namespace {

class MigratorState : public testing::Test {
protected:
    State state() { return Migrator(url_of(file), table, options).state(); }
    std::string code_of_state() {
        return caught([&] { std::ignore = state(); }).code;
    }
    void upgrade(const std::string& target) { Migrator(url_of(file), table).upgrade(target); }
    void sql(const std::string& statements) { run_sql(file, statements); }

    const TestTable table{"a; b < a; c < a; d needs b",
                          {{"a", {.upgrade = "CREATE TABLE t (x);"}}}};
    const TestTable older{"a", {{"a", {.upgrade = "CREATE TABLE t (x);"}}}};
    const TestTable others{"o", {{"o", {.upgrade = "CREATE TABLE other (x);"}}}};
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    Options options{.lock_wait = std::chrono::milliseconds(50)};
};

TEST_F(MigratorState, without_a_file_or_any_object_it_is_absent_and_nothing_is_created) {
    EXPECT_EQ(state(), State::absent);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    file = folder.file("no/folder/x.db");
    EXPECT_EQ(state(), State::absent);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    file = folder.file("empty.db");
    std::ofstream(file).close();
    EXPECT_EQ(state(), State::absent);
    EXPECT_EQ(bytes_of(file), "");
    EXPECT_EQ(Migrator("sqlite://", table).state(), State::absent);
}

TEST_F(MigratorState, what_sqlite_keeps_is_no_object) {
    sql("CREATE TABLE gone (i INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE gone; PRAGMA "
        "user_version = 3");
    EXPECT_EQ(run_sql(file, "SELECT name FROM sqlite_master"), "sqlite_sequence");
    const std::string before = bytes_of(file);
    EXPECT_EQ(state(), State::absent);
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(MigratorState, objects_of_others_alone_are_unversioned) {
    sql("CREATE VIEW v AS SELECT 1");
    EXPECT_EQ(state(), State::unversioned);
    sql("CREATE TABLE t (x)");
    EXPECT_EQ(state(), State::unversioned);
    EXPECT_EQ(run_sql(file, "SELECT name FROM sqlite_master ORDER BY 1"), "t v");
}

TEST_F(MigratorState, another_sets_tables_alone_are_unversioned) {
    Migrator(url_of(file), others, {.version_table = "other_version"}).upgrade();
    EXPECT_EQ(state(), State::unversioned);
    upgrade("heads");
    EXPECT_EQ(state(), State::at_heads);
}

TEST_F(MigratorState, a_version_table_without_rows_is_behind) {
    sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)");
    EXPECT_EQ(state(), State::behind);
    file = folder.file("y.db");
    Migrator(url_of(file), table).ensure_version();
    EXPECT_EQ(state(), State::behind);
}

TEST_F(MigratorState, what_is_pending_makes_it_behind) {
    upgrade("a");
    EXPECT_EQ(state(), State::behind);
    upgrade("b");
    EXPECT_EQ(state(), State::behind) << "c is a head too";
    upgrade("c");
    EXPECT_EQ(state(), State::behind) << "so is d";
    upgrade("heads");
    EXPECT_EQ(state(), State::at_heads);
}

TEST_F(MigratorState, a_revision_that_is_not_known_makes_it_newer) {
    upgrade("b");
    EXPECT_EQ(Migrator(url_of(file), older).state(), State::newer);
    const Options compatible{.newer_database = NewerDatabase::accept_compatible};
    EXPECT_EQ(Migrator(url_of(file), older, compatible).state(), State::newer);
    sql("INSERT INTO alembic_version VALUES ('unknown')");
    EXPECT_EQ(state(), State::newer);
}

TEST_F(MigratorState, checksums_do_not_count) {
    upgrade("heads");
    sql("UPDATE kiln_history SET checksum = 't1:other'");
    EXPECT_EQ(caught([&] { Migrator(url_of(file), table).check(); }).code, "K404");
    EXPECT_EQ(state(), State::at_heads);
}

TEST_F(MigratorState, an_applications_own_connection_may_be_in_a_transaction) {
    const TestConnection own(file);
    own.run("BEGIN; CREATE TEMP TABLE mine (x)");
    EXPECT_EQ(Migrator(own.get(), table).state(), State::absent) << "TEMP is not the database's";
    own.run("CREATE TABLE t (x)");
    EXPECT_EQ(Migrator(own.get(), table).state(), State::unversioned);
    own.run("COMMIT");
}

TEST_F(MigratorState, a_file_is_found_again_whatever_its_name) {
    for (const std::string name : {"a?b.db", "100%25?.db", "a b#c%3F.db", "line\nbreak.db"}) {
        Migrator(sqlite_url(folder.path() / name), table).upgrade();
        EXPECT_TRUE(std::filesystem::exists(folder.path() / name)) << name;
        EXPECT_EQ(Migrator(sqlite_url(folder.path() / name), table).state(), State::at_heads);
    }
}

TEST_F(MigratorState, what_nobody_can_know_is_an_error) {
    upgrade("heads");
    sql("DROP TABLE alembic_version");
    EXPECT_EQ(code_of_state(), "K407");
    {
        const TestConnection other(file);
        other.run("BEGIN EXCLUSIVE");
        EXPECT_EQ(code_of_state(), "K405");
    }
    std::ofstream(file) << std::string(4096, 'x');
    EXPECT_EQ(code_of_state(), "K406");
    file = folder.path().string();
    EXPECT_EQ(code_of_state(), "K401");
}

}  // namespace
}  // namespace kiln::support
