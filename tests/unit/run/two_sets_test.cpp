// Several sets of migrations in one database, and the tables of Kiln 0.1.0, which knew of one.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Names = std::vector<std::string>;

/// Two sets whose revisions have the same ids and other checksums.
TestTable set_of(const std::string& tables) {
    return TestTable("a; b < a", {{"a",
                                   {.upgrade = "CREATE TABLE " + tables + "_a (x);",
                                    .downgrade = "DROP TABLE " + tables + "_a;",
                                    .checksum = "t1:" + tables + " a"}},
                                  {"b",
                                   {.upgrade = "CREATE TABLE " + tables + "_b (x);",
                                    .downgrade = "DROP TABLE " + tables + "_b;",
                                    .checksum = "t1:" + tables + " b",
                                    .min_compatible = "a"}}});
}

class TwoSets : public testing::Test {
protected:
    Migrator shop() { return {url_of(file), shop_table, {}}; }
    Migrator mail(const std::string& name = "mail_version") {
        return {url_of(file), mail_table, Options{.version_table = name}};
    }
    std::string sql(const std::string& text) { return run_sql(file, text); }

    TestTable shop_table = set_of("shop");
    TestTable mail_table = set_of("mail");
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
};

TEST_F(TwoSets, each_goes_its_way_whichever_came_first) {
    mail().upgrade();
    EXPECT_THAT(shop().current(), IsEmpty());
    EXPECT_THAT(shop().pending(), ElementsAre("a", "b"));
    shop().upgrade("a");
    EXPECT_THAT(shop().current(), ElementsAre("a"));
    EXPECT_THAT(mail().current(), ElementsAre("b"));
    mail().check();
    EXPECT_THAT(shop().find_repairs(), IsEmpty());
    mail().downgrade("base");
    shop().upgrade();
    shop().check();
    EXPECT_THAT(mail().current(), IsEmpty());
    EXPECT_EQ(sql("SELECT name FROM sqlite_master WHERE name LIKE '%!__' ESCAPE '!' AND "
                  "type = 'table' ORDER BY 1"),
              "shop_a shop_b");
}

TEST_F(TwoSets, each_line_says_of_which_it_is) {
    mail().upgrade("a");
    shop().stamp("a");
    sql("DELETE FROM kiln_history WHERE version_table = 'mail_version'");
    mail().repair();
    EXPECT_EQ(sql("SELECT direction, version_table FROM kiln_history ORDER BY sequence"),
              "stamp|alembic_version repair|mail_version");
    shop().stamp("base");
    EXPECT_EQ(sql("SELECT revision, version_table FROM kiln_history WHERE direction = 'stamp'"),
              "a|alembic_version base|alembic_version");
}

TEST_F(TwoSets, an_edited_revision_is_found_in_its_own) {
    mail().upgrade();
    shop().upgrade();
    shop_table = TestTable("a; b < a", {{"a", {.checksum = "other"}}});
    const Caught edited = caught([&] { shop().check(); });
    EXPECT_EQ(edited.code, "K404");
    EXPECT_THAT(edited.message, HasSubstr("was 't1:shop a' and is 'other'"));
    mail().check();
}

TEST_F(TwoSets, a_stamp_that_purges_and_one_to_the_base_leave_the_other_alone) {
    mail().upgrade();
    shop().stamp({"a"}, true);
    shop().stamp("base");
    EXPECT_THAT(mail().current(), ElementsAre("b"));
    mail().check();
    EXPECT_THAT(shop().current(), IsEmpty());
}

TEST_F(TwoSets, only_the_one_whose_version_table_is_gone_is_damaged) {
    mail().upgrade();
    shop().upgrade();
    sql("DROP TABLE mail_version");
    EXPECT_EQ(caught([&] { return mail().current(); }).code, "K407");
    EXPECT_EQ(caught([&] { mail().upgrade(); }).code, "K407");
    EXPECT_THAT(shop().current(), ElementsAre("b"));
    mail().stamp({"b"}, true);
    mail().check();
}

TEST_F(TwoSets, only_the_one_whose_version_table_is_emptied_is_damaged) {
    mail().upgrade();
    shop().upgrade();
    sql("DELETE FROM mail_version");
    EXPECT_EQ(caught([&] { return mail().current(); }).code, "K407");
    shop().downgrade("base");
    EXPECT_THAT(shop().current(), IsEmpty());
}

TEST_F(TwoSets, a_version_table_is_named_as_sqlite_names_tables) {
    mail("Mail_Version").upgrade();
    EXPECT_THAT(mail("MAIL_version").find_repairs(), IsEmpty());
    sql("DROP TABLE mail_version");
    EXPECT_EQ(caught([&] { return mail().current(); }).code, "K407");
}

TEST_F(TwoSets, each_says_for_itself_which_older_programs_can_use_the_database) {
    const Options accepting{.version_table = "mail_version",
                            .newer_database = NewerDatabase::accept_compatible};
    const TestTable older_mail("a", {{"a", {.checksum = "t1:mail a"}}});
    mail().upgrade();
    shop().upgrade();
    shop().downgrade("base");
    EXPECT_THAT(Migrator(url_of(file), older_mail, accepting).pending(), IsEmpty());
    sql("UPDATE kiln_compatible SET version_table = 'alembic_version'");
    EXPECT_EQ(caught([&] { return Migrator(url_of(file), older_mail, accepting).pending(); }).code,
              "K403");
}

/// The database as Kiln 0.1.0 would have made it.
class OldTables : public TwoSets {
protected:
    void make_old() {
        sql("CREATE TABLE log AS SELECT * FROM kiln_history; DROP TABLE kiln_history;"
            "CREATE TABLE kiln_history (sequence INTEGER PRIMARY KEY, revision TEXT NOT NULL, "
            "direction TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL, "
            "duration_ms INTEGER NOT NULL, applied_by TEXT NOT NULL);"
            "INSERT INTO kiln_history SELECT sequence, revision, direction, checksum, applied_at, "
            "duration_ms, applied_by FROM log; DROP TABLE log");
        sql("CREATE TABLE lines AS SELECT * FROM kiln_compatible; DROP TABLE kiln_compatible;"
            "CREATE TABLE kiln_compatible (version_num VARCHAR(32) NOT NULL, min_compatible "
            "VARCHAR(32) NOT NULL, PRIMARY KEY (version_num, min_compatible));"
            "INSERT INTO kiln_compatible SELECT version_num, min_compatible FROM lines;"
            "DROP TABLE lines");
    }
    /// What Kiln 0.1.0 writes, word for word.
    void log_as_old(const std::string& revision, const std::string& direction) {
        sql("INSERT INTO main.kiln_history (revision, direction, checksum, applied_at, "
            "duration_ms, applied_by) VALUES ('" +
            revision + "', '" + direction + "', 'shop " + revision +
            "', '2026-11-22T15:04:05Z', 0, 'kiln 0.1.0')");
    }
};

TEST_F(OldTables, are_read_and_not_written_to_where_nothing_is_to_be_done) {
    shop().upgrade();
    make_old();
    const std::string before = bytes_of(file);
    EXPECT_THAT(shop().current(), ElementsAre("b"));
    EXPECT_TRUE(shop().upgrade().empty());
    EXPECT_THAT(shop().find_repairs(), IsEmpty());
    shop().check();
    shop().ensure_version();
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(OldTables, get_the_column_with_the_first_run_that_writes) {
    shop().upgrade();
    make_old();
    shop().downgrade("a");
    EXPECT_EQ(sql("SELECT revision, direction, version_table FROM kiln_history ORDER BY sequence"),
              "a|upgrade|NULL b|upgrade|NULL b|downgrade|alembic_version");
    EXPECT_EQ(sql("SELECT * FROM kiln_compatible"), "");
    shop().upgrade();
    EXPECT_EQ(sql("SELECT * FROM kiln_compatible"), "b|a|alembic_version");
    shop().check();
}

TEST_F(OldTables, stay_as_they_are_when_the_run_fails) {
    shop().upgrade("a");
    sql("CREATE TABLE shop_b (y); CREATE TABLE kiln_compatible (version_num, min_compatible)");
    make_old();
    EXPECT_EQ(caught([&] { shop().upgrade(); }).code, "K411");
    EXPECT_EQ(sql("SELECT count(*) FROM pragma_table_info('kiln_history')"), "7");
    sql("DROP TABLE shop_b");
    shop().upgrade();
    EXPECT_EQ(sql("SELECT count(*) FROM pragma_table_info('kiln_history')"), "8");
}

TEST_F(OldTables, an_edited_revision_is_found_by_a_line_without_a_set) {
    shop().upgrade();
    make_old();
    shop_table = TestTable("a; b < a", {{"a", {.checksum = "other"}}});
    EXPECT_EQ(caught([&] { shop().check(); }).code, "K404");
}

TEST_F(OldTables, are_no_proof_that_another_set_was_there) {
    shop().upgrade();
    make_old();
    EXPECT_THAT(mail().current(), IsEmpty());
    EXPECT_THAT(mail().pending(), ElementsAre("a", "b"));
    mail().upgrade();
    sql("DROP TABLE alembic_version");
    EXPECT_THAT(shop().current(), IsEmpty());
}

TEST_F(OldTables, an_old_program_may_go_on_in_a_new_log) {
    shop().upgrade();
    log_as_old("b", "downgrade");
    log_as_old("a", "downgrade");
    sql("DELETE FROM alembic_version");
    EXPECT_THAT(shop().current(), IsEmpty());
    // What proves nothing alone does not make one of it.
    shop().stamp("a");
    shop().stamp("base");
    log_as_old("a", "upgrade");
    EXPECT_THAT(shop().current(), IsEmpty());
}

}  // namespace
}  // namespace kiln::support
