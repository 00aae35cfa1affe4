// Others on the same database: programs with the same migrations, Alembic, kills.

#include "tests/support/caught.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
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

/// Each says in a row of its own that it ran, and would fail at a second run.
TestTable counting(int count) {
    std::string graph = "r0";
    std::map<std::string, TestScripts> scripts;
    for (int i = 0; i < count; ++i) {
        const std::string id = "r" + std::to_string(i);
        if (i > 0) graph += "; " + id + " < r" + std::to_string(i - 1);
        scripts[id].upgrade =
            "CREATE TABLE IF NOT EXISTS ran (x varchar(9));\nINSERT INTO ran VALUES ('" + id +
            "');\nCREATE TABLE t" + std::to_string(i) + " (x int);";
        scripts[id].downgrade = "DROP TABLE t" + std::to_string(i) + ";";
    }
    return on_mysql(graph, scripts);
}

/// What each of so many starters of an upgrade throws, and how many steps they ran.
struct Started {
    std::vector<std::string> errors;
    std::size_t steps = 0;
};

Started start_together(int starters, const TestTable& table, const std::string& url) {
    Started started;
    std::mutex mutex;
    std::atomic<int> waiting{starters};
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(starters));
    for (int i = 0; i < starters; ++i) {
        threads.emplace_back([&] {
            Migrator migrator(url, table);
            --waiting;
            while (waiting > 0) std::this_thread::yield();
            std::size_t steps = 0;
            const Caught error = caught([&] { steps = migrator.upgrade().steps.size(); });
            const std::lock_guard lock(mutex);
            started.steps += steps;
            if (error.code != "nothing") started.errors.push_back(error.code + " " + error.message);
        });
    }
    for (std::thread& thread : threads) thread.join();
    return started;
}

TEST_F(MysqlTogether, starters_run_each_revision_once) {
    for (const int starters : {2, 8}) {
        for (const int revisions : {1, 10}) {
            for (const bool is_new : {true, false}) {
                empty_mariadb();
                const TestTable table = counting(revisions);
                if (!is_new) Migrator(url(), table).ensure_version();
                const Started started = start_together(starters, table, url());
                EXPECT_THAT(started.errors, IsEmpty());
                EXPECT_EQ(started.steps, static_cast<std::size_t>(revisions));
                EXPECT_EQ(sql("SELECT count(*), count(DISTINCT x) FROM ran"),
                          std::to_string(revisions) + "|" + std::to_string(revisions));
                EXPECT_EQ(sql("SELECT count(*) FROM kiln_history"), std::to_string(revisions));
            }
        }
    }
}

TEST_F(MysqlTogether, sets_of_their_own_do_not_wait_for_each_other) {
    const TestTable table = counting(1);
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

/// How long a run takes by now: what is to be killed within it has to know.
std::int64_t microseconds_of_a_run(const std::string& url, const TestTable& table) {
    empty_mariadb();
    const auto start = std::chrono::steady_clock::now();
    Migrator(url, table).upgrade();
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 start)
        .count();
}

/// A process that upgrades and ends; killed where it takes longer than that.
void upgrade_in_a_process(const std::string& url, const TestTable& table,
                          std::chrono::microseconds killed_after) {
    const pid_t child = fork();
    if (child == 0) {
        try {
            Migrator(url, table).upgrade();
        } catch (const Error&) {
        }
        _exit(0);
    }
    std::this_thread::sleep_for(killed_after);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

/// Goes on to the heads, with the one statement that may be in doubt settled as somebody does who
/// looks at the database. Returns whether one was.
bool go_on(const std::string& url, const TestTable& table) {
    Migrator migrator(url, table);
    const Caught error = caught([&] { migrator.upgrade(); });
    if (error.code == "nothing") return false;
    EXPECT_EQ(error.code, "K429") << error.message;
    const MariadbSession session;
    const std::string line =
        session.run("SELECT revision, number FROM kiln_journal WHERE state = 'started'");
    const std::string id = line.substr(0, line.find('|'));
    const int number = std::stoi(line.substr(line.find('|') + 1));
    std::string look =
        "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'test' AND "
        "TABLE_NAME = 'ran'";
    if (number == 2) look = "SELECT count(*) FROM ran WHERE x = '" + id + "'";
    if (number == 3) {
        look =
            "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'test' AND "
            "TABLE_NAME = 't" +
            id.substr(1) + "'";
    }
    migrator.repair(session.run(look) == "0" ? InDoubt::not_done : InDoubt::done);
    EXPECT_EQ(caught([&] { migrator.upgrade(); }).message, "");
    return true;
}

/// 200 where KILN_KILLS asks for them.
int rounds_or(int rounds) {
    const char* const asked = std::getenv("KILN_KILLS");
    return asked == nullptr ? rounds : std::atoi(asked);
}

TEST_F(MysqlTogether, killed_programs_leave_one_statement_in_doubt_at_most) {
    std::mt19937 random(4711);
    const TestTable table = counting(8);
    int doubts = 0;
    int kills_within = 0;
    const std::int64_t time = microseconds_of_a_run(url(), table);
    const int rounds = rounds_or(20);
    for (int round = 0; round < rounds; ++round) {
        empty_mariadb();
        upgrade_in_a_process(url(), table, std::chrono::microseconds(random() % time));
        const Names rows = Migrator(url(), table).current();
        kills_within += !rows.empty() && rows != Names{"r7"} ? 1 : 0;
        doubts += go_on(url(), table) ? 1 : 0;
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
    const TestTable table = counting(8);
    const std::int64_t time = microseconds_of_a_run(url(), table);
    for (int round = 0; round < rounds_or(3); ++round) {
        empty_mariadb();
        std::thread killer([&] {
            std::this_thread::sleep_for(std::chrono::microseconds(random() % time));
            server.kill_hard();
        });
        const Caught error = caught([&] { Migrator(url(), table).upgrade(); });
        killer.join();
        server.start();
        go_on(url(), table);
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
