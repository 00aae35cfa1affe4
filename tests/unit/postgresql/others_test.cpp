// Programs of others on the same database: pgbouncer and Alembic.

#include "tests/support/caught.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/postgresql/on_server.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::HasSubstr;
using Names = std::vector<std::string>;

TestTable two_with(bool no_transaction) {
    return on_postgresql(
        "a; b < a; c < b",
        {{"a", {.upgrade = "SET lock_timeout = 0; CREATE TABLE one (x int);"}},
         {"b", {.upgrade = "CREATE INDEX i ON one (x);", .no_transaction = no_transaction}},
         {"c", {.upgrade = "CREATE TABLE two (x int);"}}});
}

/// A pool in transaction mode of three sessions of the server, which take turns.
class PostgresqlPooler : public OnServer {
protected:
    PostgresqlPooler() {
        const std::string host = PostgresqlServer::shared().host();
        folder_.write(
            "pgbouncer.ini",
            "[databases]\ntest = host=" + host +
                " dbname=test user=postgres\n[pgbouncer]\nlisten_port = 6432\nunix_socket_dir "
                "= " +
                host +
                "\nauth_type = any\npool_mode = transaction\ndefault_pool_size = "
                "3\nserver_round_robin = 1\nmax_client_conn = 50\n");
        pooler_ = start_server({find_on_path("pgbouncer"), "-q", folder_ / "pgbouncer.ini"},
                               host + "/pgbouncer.log");
        for (int tries = 0; tries < 200 && !is_up(); ++tries) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        open_all();
    }
    ~PostgresqlPooler() override { pooler_->end(SIGQUIT); }

    static std::string pool() { return PostgresqlServer::shared().url() + "&port=6432"; }
    static std::string settings() {
        return "host=" + PostgresqlServer::shared().host() + " port=6432 user=postgres dbname=test";
    }
    static bool is_up() {
        PGconn* const tried = PQconnectdb(settings().c_str());
        const bool is_up = PQstatus(tried) == CONNECTION_OK;
        PQfinish(tried);
        return is_up;
    }
    /// Three transactions at once need three sessions.
    static void open_all() {
        std::vector<PGconn*> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(PQconnectdb(settings().c_str()));
            PQclear(PQexec(clients.back(), "BEGIN; SELECT 1"));
        }
        for (PGconn* const client : clients) {
            PQclear(PQexec(client, "COMMIT"));
            PQfinish(client);
        }
    }
    /// Of the pool's sessions.
    static std::string in_each(const std::string& what) {
        PGconn* const client = PQconnectdb(settings().c_str());
        std::string found;
        for (int i = 0; i < 3; ++i) {
            PGresult* const result = PQexec(client, ("SELECT " + what).c_str());
            found += std::string(i == 0 ? "" : " ") + PQgetvalue(result, 0, 0);
            PQclear(result);
        }
        PQfinish(client);
        return found;
    }

private:
    TemporaryDirectory folder_;
    std::optional<tool::ChildProcess> pooler_;
};

TEST_F(PostgresqlPooler, a_run_in_transactions_works_and_leaves_nothing) {
    for (const bool each : {false, true}) {
        empty_postgresql();
        Options options;
        options.transaction_per_migration = each;
        EXPECT_EQ(Migrator(pool(), two_with(false), options).upgrade().steps.size(), 3U);
        EXPECT_EQ(Migrator(pool(), two_with(false), options).current(), Names{"c"});
        EXPECT_EQ(in_each("current_setting('lock_timeout')"), "0 0 0");
        EXPECT_EQ(in_each("current_setting('search_path')"),
                  "\"$user\", public \"$user\", public \"$user\", public");
        EXPECT_EQ(sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
    }
}

TEST_F(PostgresqlPooler, a_split_run_is_refused_and_leaves_no_lock) {
    const Caught error = caught([&] { Migrator(pool(), two_with(true)).upgrade(); });
    EXPECT_EQ(error.code, "K426");
    EXPECT_THAT(error.message, HasSubstr("a pooler gives each transaction"));
    EXPECT_EQ(sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
    EXPECT_EQ(sql("SELECT to_regclass('one') IS NULL"), "t");
}

/// Alembic with the revisions a, b and c of a table each.
class PostgresqlAlembic : public OnServer {
protected:
    PostgresqlAlembic() {
        const std::string url =
            "postgresql+psycopg2://postgres@/test?host=" + PostgresqlServer::shared().host();
        folder_.write("alembic.ini", "[alembic]\nscript_location = " + folder_.path().string() +
                                         "\nsqlalchemy.url = " + url + "\n");
        folder_.write("env.py",
                      "from alembic import context\nfrom sqlalchemy import create_engine\nurl = "
                      "context.config.get_main_option('sqlalchemy.url')\nwith "
                      "create_engine(url).connect() as connection:\n    "
                      "context.configure(connection=connection)\n    with "
                      "context.begin_transaction():\n        context.run_migrations()\n");
        std::string down = "None";
        for (const std::string id : {"a", "b", "c"}) {
            std::string text = "from alembic import op\nrevision = '";
            text.append(id).append("'\ndown_revision = ").append(down);
            text.append("\ndef upgrade():\n    op.execute('CREATE TABLE ").append(id);
            text.append("_table (x int)')\ndef downgrade():\n    op.execute('DROP TABLE ");
            text.append(id).append("_table')\n");
            folder_.write("versions/" + id + ".py", text);
            down = "'" + id + "'";
        }
    }

    /// What it prints; its exit code behind it.
    std::string alembic(const std::string& words) const {
        const std::string out = folder_ / "out";
        const int code = std::system(("alembic -c " + (folder_ / "alembic.ini") + " " + words +
                                      " >" + out + " 2>&1; echo \"exit $?\" >>" + out)
                                         .c_str());
        std::string text = code == 0 ? "" : "no shell";
        std::ifstream file(out);
        for (std::string line; std::getline(file, line);) text += line + "\n";
        return text;
    }

    static TestTable table() {
        std::map<std::string, TestScripts> scripts;
        for (const std::string id : {"a", "b", "c"}) {
            scripts[id] = {.upgrade = "CREATE TABLE " + id + "_table (x int);",
                           .downgrade = "DROP TABLE " + id + "_table;"};
        }
        return on_postgresql("a; b < a; c < b", scripts);
    }

private:
    TemporaryDirectory folder_;
};

TEST_F(PostgresqlAlembic, each_goes_on_where_the_other_ended) {
    EXPECT_THAT(alembic("upgrade a"), HasSubstr("exit 0"));
    const std::string columns =
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, c.conname, "
        "pg_get_constraintdef(c.oid) FROM pg_attribute a, pg_constraint c WHERE a.attrelid = "
        "'alembic_version'::regclass AND a.attnum > 0 AND c.conrelid = a.attrelid";
    const std::string made_by_alembic = sql(columns);
    const TestTable ours = table();
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
    EXPECT_EQ(sql(columns), made_by_alembic);
    EXPECT_THAT(alembic("current"), HasSubstr("c (head)"));
}

TEST_F(PostgresqlAlembic, a_run_of_it_meanwhile_waits_and_fails_cleanly) {
    for (const bool is_new : {false, true}) {
        empty_postgresql();
        const TestTable ours = table();
        if (!is_new) Migrator(url(), ours).upgrade("a");
        std::string answer;
        std::thread other;
        Options options;
        options.progress = [&](const Progress& progress) {
            if (progress.event == Progress::Event::finished || progress.index > 0) return;
            other = std::thread([&] { answer = alembic("upgrade head"); });
            // Until it waits for us.
            for (int tries = 0; tries < 3000; ++tries) {
                if (sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                        "backend_type = 'client backend'") != "0") {
                    break;
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        };
        Migrator(url(), ours, options).upgrade();
        other.join();
        EXPECT_THAT(answer, HasSubstr("exit 1"));
        EXPECT_EQ(Migrator(url(), ours).current(), Names{"c"});
        EXPECT_EQ(sql("SELECT count(*) FROM a_table, b_table, c_table"), "0");
    }
}

}  // namespace
}  // namespace kiln::support
