// Kiln on a server beside a loop over libpq or libmariadb as a careful C programmer writes it: base
// to head, and at the heads. Each server is the program's own.
//   servers postgresql|mysql <count> <rounds>
// Prints a line each for base to head, beside a loop with the same statements and transactions, and
// at the heads: the least of Kiln's wall time and the loop's, then of the processor's time, the
// server's with it, all in microseconds; runs alternate, and the first is not counted. At the heads
// the transactions (PostgreSQL) or SELECTs (MySQL) that the server got stand behind. On MySQL a
// third line is of a loop without Kiln's journal and log.

#include "tests/support/mariadb_server.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/realistic_revisions.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>
#include <kiln/mysql.hpp>
#include <kiln/postgresql.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace kiln {
namespace {

using namespace support;

/// One revision: statements one by one, as the loop sends them.
struct Step {
    std::string revision;
    std::vector<std::string> statements;
};

/// MySQL has no index on all of a TEXT.
std::string for_servers(std::string sql) {
    const std::string from = "TEXT";
    for (std::size_t at = 0; (at = sql.find(from, at)) != sql.npos;) {
        sql.replace(at, from.size(), "VARCHAR(100)");
    }
    return sql;
}

std::vector<std::string> split(const std::string& sql, const std::string& by) {
    std::vector<std::string> statements;
    for (std::size_t begin = 0; begin < sql.size();) {
        const std::size_t end = std::min(sql.find(by, begin), sql.size());
        statements.push_back(sql.substr(begin, end - begin));
        begin = end + by.size();
    }
    return statements;
}

struct Chain {
    std::vector<Step> steps;
    std::vector<GraphNode> nodes;
    std::map<std::string, TestScripts> scripts;
};

Chain chain_of(std::size_t count) {
    Chain chain;
    for (const tool::RevisionFile& file : test::realistic_revisions(count)) {
        const std::string sql = for_servers(file.sections[0].sql);
        GraphNode node;
        node.revision = file.revision.text;
        for (const tool::Placed& down : file.down_revisions) {
            node.down_revisions.push_back(down.text);
        }
        chain.scripts[node.revision].upgrade = sql;
        chain.steps.push_back({node.revision, split(sql, ";\n")});
        chain.nodes.push_back(std::move(node));
    }
    return chain;
}

constexpr const char* version_table =
    "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT "
    "alembic_version_pkc PRIMARY KEY (version_num))";

std::string version_after(const std::vector<Step>& steps, std::size_t done) {
    const std::string& now = steps[done].revision;
    if (done == 0) return "INSERT INTO alembic_version (version_num) VALUES ('" + now + "')";
    return "UPDATE alembic_version SET version_num='" + now + "' WHERE version_num = '" +
           steps[done - 1].revision + "'";
}

[[noreturn]] void fail(const char* why) { throw std::runtime_error(why); }

/// One transaction.
void loop_over_libpq(const std::string& host, const std::vector<Step>& steps) {
    PGconn* const connection = PQconnectdb(("host=" + host + " user=postgres dbname=test").c_str());
    const auto run = [&](const std::string& sql) {
        PGresult* const result = PQexec(connection, sql.c_str());
        const ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            fail(PQerrorMessage(connection));
        }
        PQclear(result);
    };
    run("SELECT to_regclass('alembic_version')");
    run("BEGIN");
    run(version_table);
    for (const Step& step : steps) {
        for (const std::string& statement : step.statements) run(statement);
    }
    run("INSERT INTO alembic_version (version_num) VALUES ('" + steps.back().revision + "')");
    run("COMMIT");
    PQfinish(connection);
}

void ask_over_libpq(const std::string& host) {
    PGconn* const connection = PQconnectdb(("host=" + host + " user=postgres dbname=test").c_str());
    PGresult* const result = PQexec(connection, "SELECT version_num FROM alembic_version");
    if (PQntuples(result) != 1) fail(PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
}

MYSQL* connect(const std::string& socket) {
    MYSQL* const connection = mysql_init(nullptr);
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(connection, nullptr, "root", nullptr, "test", 0, socket.c_str(), 0) ==
        nullptr) {
        fail(mysql_error(connection));
    }
    return connection;
}

/// What a loop over libmariadb keeps beside the version.
enum class Keeps : std::uint8_t { nothing, journal_and_log };

constexpr const char* journal_and_log =
    "CREATE TABLE journal (revision VARCHAR(32) NOT NULL, direction VARCHAR(9) NOT NULL, number "
    "BIGINT NOT NULL, hash VARCHAR(32) NOT NULL, state VARCHAR(7) NOT NULL, PRIMARY KEY (number)) "
    "ENGINE=InnoDB;"
    "CREATE TABLE log (sequence BIGINT AUTO_INCREMENT PRIMARY KEY, revision TEXT NOT NULL, "
    "checksum TEXT NOT NULL, applied_at TEXT NOT NULL, applied_by TEXT NOT NULL) ENGINE=InnoDB";

/// The server commits each statement by itself, and so does the loop the version behind each
/// revision; with a journal it can tell where it ended, as Kiln does.
void loop_over_libmariadb(const std::string& socket, const std::vector<Step>& steps, Keeps keeps) {
    MYSQL* const connection = connect(socket);
    const auto run = [&](const std::string& sql) {
        if (mysql_real_query(connection, sql.data(), sql.size()) != 0) {
            fail(mysql_error(connection));
        }
    };
    const bool has_journal = keeps == Keeps::journal_and_log;
    const auto begin = [&](const std::string& revision, std::size_t number) {
        if (number > 0) {
            run("START TRANSACTION");
            run("UPDATE journal SET state = 'done' WHERE number = " + std::to_string(number));
        }
        run("INSERT INTO journal VALUES ('" + revision + "', 'upgrade', " +
            std::to_string(number + 1) + ", 'f1:0123456789abcdef', 'started')");
        if (number > 0) run("COMMIT");
    };
    run(version_table);
    if (has_journal) {
        for (const std::string& statement : split(journal_and_log, ";")) run(statement);
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
        for (std::size_t number = 0; number < steps[i].statements.size(); ++number) {
            if (has_journal) begin(steps[i].revision, number);
            run(steps[i].statements[number]);
        }
        if (has_journal) run("START TRANSACTION");
        run(version_after(steps, i));
        if (!has_journal) continue;
        run("INSERT INTO log (revision, checksum, applied_at, applied_by) VALUES ('" +
            steps[i].revision + "', 't1:0123456789abcdef', '2026-11-29T12:00:00Z', 'loop')");
        run("DELETE FROM journal");
        run("COMMIT");
    }
    mysql_close(connection);
}

void ask_over_libmariadb(const std::string& socket) {
    MYSQL* const connection = connect(socket);
    if (mysql_query(connection, "SELECT version_num FROM alembic_version") != 0) {
        fail(mysql_error(connection));
    }
    MYSQL_RES* const result = mysql_store_result(connection);
    if (mysql_num_rows(result) != 1) fail("there is no version");
    mysql_free_result(result);
    mysql_close(connection);
}

/// Of the process, and of its children that have ended.
long ticks_of(const std::string& folder) {
    std::ifstream file(folder + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    long sum = 0;
    for (int i = 0; i < 4; ++i) {
        long ticks = 0;
        rest >> ticks;
        sum += ticks;
    }
    return sum;
}

std::size_t children_of(pid_t process) {
    const std::string id = std::to_string(process);
    std::ifstream file("/proc/" + id + "/task/" + id + "/children");
    std::size_t count = 0;
    for (std::string child; file >> child;) ++count;
    return count;
}

long microseconds(const timeval& time) { return time.tv_sec * 1'000'000L + time.tv_usec; }

/// This program's and the server's.
long processor(pid_t server) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const long ticks = ticks_of("/proc/" + std::to_string(server));
    return microseconds(usage.ru_utime) + microseconds(usage.ru_stime) +
           ticks * (1'000'000L / sysconf(_SC_CLK_TCK));
}

struct Times {
    std::vector<long> wall;
    std::vector<long> processor;
};

long least(const std::vector<long>& values) { return *std::ranges::min_element(values); }

struct Server {
    pid_t pid = 0;
    std::string url;
    std::function<void()> empty;
    std::function<void(const std::vector<Step>&)> loop;
    /// That keeps less; none where the other is that one.
    std::function<void(const std::vector<Step>&)> bare_loop;
    std::function<void()> ask;
    std::function<long()> statements;  ///< that it got, this asking among them
    long of_connection = 0;            ///< those of opening one
};

void measure(const Server& server, const std::function<void()>& work, Times& times, bool counts) {
    // PostgreSQL's child of a connection ends behind it, and its time counts then.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const std::size_t children = children_of(server.pid);
    const long before = processor(server.pid);
    const auto start = std::chrono::steady_clock::now();
    work();
    const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - start);
    while (children_of(server.pid) > children) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (!counts) return;
    times.wall.push_back(wall.count());
    times.processor.push_back(processor(server.pid) - before);
}

void compare(const Server& server, int rounds, int repeats, const std::function<void()>& prepare,
             const std::function<void()>& kiln, const std::function<void()>& loop) {
    Times of_kiln;
    Times of_loop;
    const auto repeated = [&](const std::function<void()>& work) {
        return [&work, repeats] {
            for (int i = 0; i < repeats; ++i) work();
        };
    };
    for (int round = 0; round <= rounds; ++round) {
        for (const bool is_kiln : {round % 2 == 0, round % 2 != 0}) {
            prepare();
            measure(server, repeated(is_kiln ? kiln : loop), is_kiln ? of_kiln : of_loop,
                    round > 0);
        }
    }
    std::printf("%ld %ld %ld %ld", least(of_kiln.wall) / repeats, least(of_loop.wall) / repeats,
                least(of_kiln.processor) / repeats, least(of_loop.processor) / repeats);
}

void run(const Server& server, const TestTable& table, const std::vector<Step>& steps, int rounds) {
    const auto upgrade = [&] { Migrator(server.url, table).upgrade(); };
    compare(server, rounds, 1, server.empty, upgrade, [&] { server.loop(steps); });
    std::printf("\n");
    server.empty();
    upgrade();
    const auto nothing = [] {};
    compare(server, rounds, 200, nothing, upgrade, server.ask);
    const long before = server.statements();
    const long between = server.statements() - before;
    upgrade();
    std::printf(" %ld\n", server.statements() - before - 2 * between - server.of_connection);
    if (!server.bare_loop) return;
    compare(server, rounds, 1, server.empty, upgrade, [&] { server.bare_loop(steps); });
    std::printf("\n");
}

Server postgresql() {
    PostgresqlServer& server = PostgresqlServer::shared();
    return {.pid = server.pid(),
            .url = server.url(),
            .empty = empty_postgresql,
            .loop = [&](const std::vector<Step>& steps) { loop_over_libpq(server.host(), steps); },
            .bare_loop = {},
            .ask = [&] { ask_over_libpq(server.host()); },
            .statements =
                [&] {
                    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
                    return std::stol(run_postgresql(
                        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = "
                        "'test'"));
                },
            .of_connection = 1};
}

Server mysql() {
    MariadbServer& server = MariadbServer::shared();
    return {.pid = server.pid(),
            .url = server.url(),
            .empty = [] { empty_mariadb(); },
            .loop =
                [&](const std::vector<Step>& steps) {
                    loop_over_libmariadb(server.socket(), steps, Keeps::journal_and_log);
                },
            .bare_loop =
                [&](const std::vector<Step>& steps) {
                    loop_over_libmariadb(server.socket(), steps, Keeps::nothing);
                },
            .ask = [&] { ask_over_libmariadb(server.socket()); },
            .statements =
                [] {
                    const std::string line = run_mariadb("SHOW GLOBAL STATUS LIKE 'Com_select'");
                    return std::stol(line.substr(line.find('|') + 1));
                }};
}

}  // namespace
}  // namespace kiln

int main(int argc, char** argv) {
    if (argc < 4) return 2;
    const bool is_mysql = std::string(argv[1]) == "mysql";
    const kiln::Chain chain = kiln::chain_of(std::stoul(argv[2]));
    const kiln::Dialect dialect = is_mysql ? kiln::Dialect::mysql : kiln::Dialect::postgresql;
    const kiln::DriverFunction driver = is_mysql ? kiln::mysql_driver : kiln::postgresql_driver;
    try {
        const auto table =
            kiln::support::TestTable(chain.nodes, chain.scripts).for_dialect(dialect, driver);
        kiln::run(is_mysql ? kiln::mysql() : kiln::postgresql(), table, chain.steps,
                  std::atoi(argv[3]));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "servers: %s\n", error.what());
        return 1;
    }
    return 0;
}
