// Statement by statement, with the journal: what stays of a run that ended in the midst, and how
// the next one goes on.

#include "tests/support/caught.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Names = std::vector<std::string>;

class MysqlJournal : public OnMariadb {
protected:
    Caught upgrade(const TestTable& table) {
        return caught([&] { Migrator(url(), table, options).upgrade(); });
    }
    static std::string journal() {
        return sql("SELECT number, state FROM kiln_journal ORDER BY number");
    }
    static std::string ran() { return sql("SELECT x FROM ran ORDER BY n"); }

    Options options;
};

TestTable one_of(const std::string& upgrade, const std::string& downgrade = "") {
    return on_mysql("a", {{"a", {.upgrade = upgrade, .downgrade = downgrade}}});
}

constexpr const char* ran_table =
    "CREATE TABLE ran (n int AUTO_INCREMENT PRIMARY KEY, x varchar(20));\n";

TEST_F(MysqlJournal, a_run_goes_on_behind_the_last_statement_that_is_done) {
    const std::string begin = std::string(ran_table) + "INSERT INTO ran (x) VALUES ('one');\n";
    const Caught failed =
        upgrade(one_of(begin + "INSERT INTO nope VALUES (1);\nCREATE TABLE t (x int);"));
    EXPECT_EQ(failed.code, "K411");
    EXPECT_EQ(failed.diagnostics.front().location.line, 7U);
    EXPECT_THAT(failed.message,
                HasSubstr("Table 'test.nope' doesn't exist; the first 2 statements of 'a' stay "
                          "done, and the next run goes on behind them"));
    EXPECT_EQ(journal(), "1|done 2|done");
    EXPECT_EQ(Migrator(url(), one_of(begin)).current(), Names{});
    // Layout and comments of what is done may change.
    const std::string same =
        "-- made by hand\n" + std::string(ran_table) + "INSERT INTO ran (x)\n  VALUES ('one');\n";
    Migrator(url(), one_of(same + "INSERT INTO ran (x) VALUES ('two');")).upgrade();
    EXPECT_EQ(ran(), "one two");
    EXPECT_EQ(journal(), "");
    EXPECT_EQ(sql("SELECT revision, direction FROM kiln_history"), "a|upgrade");
}

TEST_F(MysqlJournal, what_is_done_may_not_change) {
    const std::string bad = "SELECT nope;";
    upgrade(one_of(std::string(ran_table) + "INSERT INTO ran (x) VALUES ('one');\n" + bad));
    const Caught changed =
        upgrade(one_of(std::string(ran_table) + "INSERT INTO ran (x) VALUES ('other');\n"));
    EXPECT_EQ(changed.code, "K431");
    EXPECT_EQ(changed.diagnostics.front().location.line, 6U);
    EXPECT_THAT(changed.message, HasSubstr("statement 2 of the upgrade to 'a' has changed"));
    EXPECT_EQ(upgrade(one_of(ran_table)).code, "K431");
    EXPECT_EQ(upgrade(one_of("")).code, "K431");
    EXPECT_EQ(ran(), "one");
}

TEST_F(MysqlJournal, a_first_statement_that_fails_leaves_nothing) {
    const Caught failed = upgrade(one_of("SELECT nope;"));
    EXPECT_THAT(failed.message, HasSubstr("; nothing of 'a' was done"));
    EXPECT_EQ(journal(), "");
    // So that another may run in its place.
    EXPECT_EQ(upgrade(one_of("CREATE TABLE t (x int);")).code, "nothing");
}

TEST_F(MysqlJournal, what_a_section_set_is_set_again) {
    const std::string begin =
        "SET sql_mode = 'ANSI_QUOTES', @a = 'kept';\nSELECT 'also' INTO @b;\nCREATE TABLE \"t\" "
        "(x varchar(20));\n";
    EXPECT_EQ(upgrade(one_of(begin + "SELECT nope;")).code, "K411");
    EXPECT_EQ(upgrade(one_of(begin + "INSERT INTO \"t\" VALUES (@a), (@b);")).code, "nothing");
    EXPECT_EQ(sql("SELECT x FROM t"), "kept also");
}

TEST_F(MysqlJournal, a_connection_that_ends_in_the_midst_leaves_one_statement_in_doubt) {
    const std::string begin = ran_table;
    const std::string kill = "KILL CONNECTION_ID();\n";
    const TestTable table = on_mysql(
        "a; b < a; c < b",
        {{"a", {.upgrade = "CREATE TABLE t (x int);", .downgrade = "DROP TABLE t;"}},
         {"b", {.upgrade = begin + kill + "INSERT INTO ran (x) VALUES ('two');", .downgrade = ""}},
         {"c", {.upgrade = "CREATE TABLE u (x int);"}}});
    const Caught lost = upgrade(table);
    EXPECT_EQ(lost.code, "K425");
    EXPECT_EQ(lost.diagnostics.front().location.line, 6U);
    EXPECT_THAT(lost.message, HasSubstr("revision 'a' stays applied, whether statement 2 of 'b' "
                                        "took effect is not known"));
    EXPECT_THAT(lost.hint, HasSubstr("kiln repair --yes --done"));
    EXPECT_EQ(journal(), "1|done 2|started");

    Migrator migrator(url(), table);
    const Caught again = upgrade(table);
    EXPECT_EQ(again.code, "K429");
    EXPECT_EQ(again.diagnostics.front().location.file, "b_test.sql");
    EXPECT_EQ(again.diagnostics.front().location.line, 6U);
    EXPECT_EQ(again.diagnostics.front().source_line, "KILL CONNECTION_ID();");
    EXPECT_EQ(caught([&] { migrator.check(); }).diagnostics.back().code, Code::statement_in_doubt);
    EXPECT_EQ(caught([&] { migrator.stamp("b"); }).code, "K429");
    EXPECT_EQ(caught([&] { migrator.downgrade("base"); }).code, "K429");
    EXPECT_EQ(caught([&] { migrator.repair(); }).code, "K429");
    const std::vector<Repair> found = migrator.find_repairs();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, Repair::Kind::statement_in_doubt);
    EXPECT_THAT(found[0].detail, HasSubstr("b_test.sql:6: statement 2 of the upgrade to 'b'"));

    EXPECT_EQ(migrator.repair(InDoubt::done).size(), 1U);
    EXPECT_THAT(migrator.find_repairs(), IsEmpty());
    EXPECT_EQ(caught([&] { migrator.repair(InDoubt::not_done); }).code, "K433");
    // It is unfinished still.
    EXPECT_EQ(caught([&] { migrator.check(); }).diagnostics.back().code, Code::unfinished_revision);
    EXPECT_EQ(caught([&] { migrator.stamp("b"); }).code, "K430");
    EXPECT_EQ(caught([&] { migrator.downgrade("base"); }).code, "K430");
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(ran(), "two");
    EXPECT_EQ(migrator.current(), Names{"c"});
    migrator.check();
}

TEST_F(MysqlJournal, a_statement_that_was_not_done_runs_again) {
    const std::string begin = ran_table;
    upgrade(one_of(begin + "KILL CONNECTION_ID();"));
    const TestTable mended = one_of(begin + "INSERT INTO ran (x) VALUES ('two');");
    Migrator(url(), mended).repair(InDoubt::not_done);
    EXPECT_EQ(journal(), "1|done");
    EXPECT_EQ(upgrade(mended).code, "nothing");
    EXPECT_EQ(ran(), "two");
}

TEST_F(MysqlJournal, an_unfinished_revision_whose_file_is_gone_is_named) {
    upgrade(one_of(std::string(ran_table) + "SELECT nope;"));
    const TestTable other = on_mysql("x", {{"x", {.upgrade = "CREATE TABLE t (x int);"}}});
    const Caught error = upgrade(other);
    EXPECT_EQ(error.code, "K430");
    EXPECT_THAT(error.message, HasSubstr("the upgrade to 'a' is unfinished: its first statement is "
                                         "done; the revision is not here"));
    Migrator(url(), other).stamp({"base"}, StampOptions{.purge = true});
    EXPECT_EQ(journal(), "");
    EXPECT_EQ(upgrade(other).code, "nothing");
}

TEST_F(MysqlJournal, a_downgrade_goes_on_as_well_and_nothing_else_before_it) {
    const std::string up = std::string(ran_table) + "CREATE TABLE t (x int);";
    EXPECT_EQ(upgrade(one_of(up)).code, "nothing");
    const TestTable broken = one_of(up, "DROP TABLE t;\nDROP TABLE nope;\nDROP TABLE ran;");
    EXPECT_EQ(caught([&] { Migrator(url(), broken).downgrade("base"); }).code, "K411");
    EXPECT_EQ(upgrade(broken).code, "K430");
    const TestTable mended = one_of(up, "DROP TABLE t;\nDROP TABLE ran;");
    EXPECT_EQ(Migrator(url(), mended).downgrade("base").steps.size(), 1U);
    EXPECT_EQ(sql("SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'test' AND "
                  "TABLE_NAME IN ('t', 'ran')"),
              "0");
}

TEST_F(MysqlJournal, an_unfinished_branch_comes_before_others_that_were_added) {
    const std::string bad = "CREATE TABLE t (x int);\nSELECT nope;";
    EXPECT_EQ(upgrade(on_mysql("a; c < a", {{"c", {.upgrade = bad}}})).code, "K411");
    const TestTable more =
        on_mysql("a; b < a; c < a; m < b c", {{"c", {.upgrade = "CREATE TABLE t (x int);"}}});
    Migrator migrator(url(), more);
    const Report report = migrator.upgrade();
    EXPECT_EQ(report.steps.front().revision, "c");
    EXPECT_EQ(migrator.current(), Names{"m"});
}

TEST_F(MysqlJournal, sets_of_their_own_have_a_journal_each) {
    upgrade(one_of(std::string(ran_table) + "SELECT nope;"));
    options.version_table = "other_version";
    EXPECT_EQ(upgrade(on_mysql("x", {{"x", {.upgrade = "CREATE TABLE t (x int);"}}})).code,
              "nothing");
    EXPECT_EQ(journal(), "1|done");
}

TEST_F(MysqlJournal, a_stop_between_statements_is_gone_on_behind) {
    struct Asked {
        bool* asked;
        bool stop_requested() const { return *asked; }
    };
    bool asked = false;
    options.stop = Asked{&asked};
    options.log = [&](std::string_view line) { asked = asked || line.starts_with("MySQL:"); };
    const TestTable table = one_of(std::string(ran_table) +
                                   "SELECT CAST('12x' AS SIGNED);\nINSERT INTO ran (x) VALUES "
                                   "('last');");
    const Caught stopped = upgrade(table);
    EXPECT_EQ(stopped.code, "K422");
    EXPECT_THAT(stopped.message, HasSubstr("the first 2 statements of 'a' stay done"));
    EXPECT_EQ(journal(), "1|done 2|done");
    options = Options();
    EXPECT_EQ(upgrade(table).code, "nothing");
    EXPECT_EQ(ran(), "last");
}

TEST_F(MysqlJournal, a_journal_that_is_none_is_an_error) {
    sql("CREATE TABLE kiln_journal (x int)");
    const Caught error = upgrade(one_of("CREATE TABLE t (x int);"));
    EXPECT_EQ(error.code, "K408");
    EXPECT_THAT(error.hint, HasSubstr("ALTER TABLE `kiln_journal` RENAME TO"));
}

}  // namespace
}  // namespace kiln::support
