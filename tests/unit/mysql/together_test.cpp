// Others on the same database: programs with the same migrations, Alembic, kills.

#include "tests/support/caught.hpp"
#include "tests/support/starters.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Names = std::vector<std::string>;

class MysqlTogether : public OnMariadb {};

TEST_F(MysqlTogether, starters_run_each_revision_once) {
    expect_starters_run_each_once(
        mysql_dialect, mysql_function, url(), {}, [] { empty_mariadb(); }, sql);
}

TEST_F(MysqlTogether, sets_of_their_own_do_not_wait_for_each_other) {
    const TestTable table = counting_on_mysql(1);
    Migrator(url(), table).ensure_version();
    Options other;
    other.version_table = "other_version";
    other.lock_wait = std::chrono::milliseconds(0);
    Options options;
    options.progress = [&](const Progress& progress) {
        if (progress.event == Progress::Event::finished) return;
        const TestTable another =
            on_mysql("x", {{"x", {.upgrade = "CREATE TABLE another (x int);"}}});
        Migrator(url(), another, other).upgrade();
    };
    Migrator(url(), table, options).upgrade();
    EXPECT_EQ(sql("SELECT count(*) FROM alembic_version, other_version"), "1");
}

TEST_F(MysqlTogether, killed_programs_leave_one_statement_in_doubt_at_most) {
    std::mt19937 random(4711);
    const TestTable table = counting_on_mysql(8);
    int doubts = 0;
    int kills_within = 0;
    const std::int64_t time = microseconds_of_a_run(url(), table);
    const int rounds = wants_all_on_servers() ? 200 : 20;
    for (int round = 0; round < rounds; ++round) {
        empty_mariadb();
        upgrade_in_a_process(url(), table, std::chrono::microseconds(random() % time));
        const Names rows = Migrator(url(), table).current();
        kills_within += !rows.empty() && rows != Names{"r7"} ? 1 : 0;
        doubts += go_on(table) ? 1 : 0;
        EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"), "8|8");
        EXPECT_EQ(sql("SELECT count(*) FROM kiln_history"), "8");
        EXPECT_EQ(sql("SELECT count(*) FROM kiln_journal"), "0");
    }
    if (rounds > 20) {
        std::fprintf(stderr, "%d rounds: %d killed within, %d with a statement in doubt\n", rounds,
                     kills_within, doubts);
    }
}

TEST_F(MysqlTogether, a_killed_server_leaves_one_statement_in_doubt_at_most) {
    MariadbServer& server = MariadbServer::shared();
    std::mt19937 random(42);
    const TestTable table = counting_on_mysql(8);
    const std::int64_t time = microseconds_of_a_run(url(), table);
    for (int round = 0; round < (wants_all_on_servers() ? 50 : 3); ++round) {
        empty_mariadb();
        std::thread killer([&] {
            std::this_thread::sleep_for(std::chrono::microseconds(random() % time));
            server.kill_hard();
        });
        const Caught error = caught([&] { Migrator(url(), table).upgrade(); });
        killer.join();
        server.start();
        go_on(table);
        EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"), "8|8") << error.message;
        EXPECT_EQ(sql("SELECT count(*) FROM kiln_history"), "8");
    }
}

/// Alembic itself, on the same revisions a, b and c.
class MysqlAlembic : public OnMariadb {
protected:
    MysqlAlembic() {
        folder_.write("alembic.ini",
                      "[alembic]\nscript_location = " + (folder_ / "scripts") +
                          "\nsqlalchemy.url = mysql+pymysql://root@/test?unix_socket=" +
                          MariadbServer::shared().socket() + "\n");
        folder_.write("scripts/env.py",
                      "from alembic import context\nfrom sqlalchemy import create_engine\nengine = "
                      "create_engine(context.config.get_main_option('sqlalchemy.url'))\nwith "
                      "engine.connect() as connection:\n    "
                      "context.configure(connection=connection)\n"
                      "    with context.begin_transaction():\n        context.run_migrations()\n");
        std::string below = "None";
        for (const std::string id : {"a", "b", "c"}) {
            folder_.write("scripts/versions/" + id + ".py",
                          "from alembic import op\nrevision = '" + id + "'\ndown_revision = " +
                              below + "\ndef upgrade():\n    op.execute('CREATE TABLE " + id +
                              "_table (x int)')\ndef downgrade():\n    op.execute('DROP TABLE " +
                              id + "_table')\n");
            below = "'" + id + "'";
        }
    }

    std::string alembic(const std::string& words) {
        const std::string out = folder_ / "out";
        const int code = std::system(("alembic -c " + (folder_ / "alembic.ini") + " " + words +
                                      " >" + out + " 2>&1; echo \"exit $?\" >>" + out)
                                         .c_str());
        std::string text = code == 0 ? "" : "no shell";
        std::ifstream file(out);
        for (std::string line; std::getline(file, line);) text += line + "\n";
        return text;
    }

private:
    TemporaryDirectory folder_;
};

TEST_F(MysqlAlembic, each_goes_on_where_the_other_ended) {
    std::map<std::string, TestScripts> scripts;
    for (const std::string id : {"a", "b", "c"}) {
        scripts[id] = {.upgrade = "CREATE TABLE " + id + "_table (x int);",
                       .downgrade = "DROP TABLE " + id + "_table;"};
    }
    const TestTable ours = on_mysql("a; b < a; c < b", scripts);
    EXPECT_THAT(alembic("upgrade a"), HasSubstr("exit 0"));
    const std::string made_by_alembic = sql("SHOW CREATE TABLE alembic_version");
    Migrator migrator(url(), ours);
    EXPECT_EQ(migrator.current(), Names{"a"});
    EXPECT_EQ(migrator.upgrade("b").steps.size(), 1U);
    EXPECT_THAT(alembic("upgrade head"), HasSubstr("exit 0"));
    EXPECT_EQ(migrator.current(), Names{"c"});
    migrator.downgrade("a");
    EXPECT_THAT(alembic("downgrade base"), HasSubstr("exit 0"));
    EXPECT_EQ(migrator.current(), Names{});
    sql("DROP TABLE alembic_version, kiln_history");
    migrator.upgrade();
    EXPECT_EQ(sql("SHOW CREATE TABLE alembic_version"), made_by_alembic);
    EXPECT_THAT(alembic("current"), HasSubstr("c (head)"));
}

}  // namespace
}  // namespace kiln::support
