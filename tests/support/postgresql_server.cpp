#include "tests/support/postgresql_server.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

namespace fs = std::filesystem;

tool::ServerPrograms programs() {
    if (auto found = tool::find_postgresql()) return *std::move(found);
    throw std::runtime_error("there is no PostgreSQL server here: install postgresql");
}

}  // namespace

tool::ChildProcess start_server(const std::vector<std::string>& words, const std::string& log) {
    return tool::ChildProcess({words, tool::server_user("postgres"), "/", log, SIGQUIT});
}

std::string find_on_path(const std::string& program) {
    const char* const path = std::getenv("PATH");
    std::string rest = std::string(path == nullptr ? "" : path) + ":/usr/sbin";
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        const fs::path found = fs::path(rest.substr(0, end)) / program;
        if (fs::exists(found)) return found.string();
        rest.erase(0, end + 1);
    }
    throw std::runtime_error("there is no " + program + " here");
}

PostgresqlServer& PostgresqlServer::shared() {
    static PostgresqlServer server;
    return server;
}

PostgresqlServer::PostgresqlServer(const std::string& parent, std::vector<std::string> more)
    : more_(std::move(more)), programs_(programs()) {
    std::string name = parent + "/kilnpg.XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    folder_ = name;
    host_ = name;
    const tool::ServerUser user = tool::server_user("postgres");
    if (user.is_other && chown(name.c_str(), user.uid, user.gid) != 0) {
        throw std::runtime_error("cannot give " + name + " to another user");
    }
    tool::ChildProcess made = start_server(
        {programs_.make_data, "--no-sync", "--no-instructions", "--wal-segsize=1", "--locale=C",
         "--encoding=UTF8", "--auth=trust", "--username=postgres", "--pgdata=" + name + "/data"},
        name + "/log");
    if (made.wait() != 0) throw std::runtime_error("initdb failed: see " + name + "/log");
    start();
}

void PostgresqlServer::start() {
    std::vector<std::string> words{programs_.server, "-D", host_ + "/data", "-k", host_};
    for (const char* setting :
         {"listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=16MB",
          "max_connections=60", "autovacuum=off", "jit=off", "max_prepared_transactions=2"}) {
        words.insert(words.end(), {"-c", setting});
    }
    for (const std::string& setting : more_) words.insert(words.end(), {"-c", setting});
    process_ = start_server(words, host_ + "/log");
    for (int tries = 0; tries < 600; ++tries) {
        PGconn* const tried =
            PQconnectdb(("host=" + host_ + " user=postgres dbname=postgres").c_str());
        const bool is_up = PQstatus(tried) == CONNECTION_OK;
        // Where it is there already, it is refused.
        if (is_up) PQclear(PQexec(tried, "CREATE DATABASE test"));
        PQfinish(tried);
        if (is_up) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    throw std::runtime_error("the server does not start: see " + host_ + "/log");
}

PostgresqlServer::~PostgresqlServer() {
    if (process_) process_->end(SIGQUIT);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string PostgresqlServer::url(const std::string& database, const std::string& user) const {
    return "postgresql://" + user + "@/" + database + "?host=" + host_;
}

PostgresqlSession::PostgresqlSession(const std::string& database, const std::string& user,
                                     const PostgresqlServer& server)
    : handle_(PQconnectdb(
          ("host=" + server.host() + " user=" + user + " dbname=" + database).c_str())) {
    if (PQstatus(handle_) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(handle_));
    PQsetNoticeProcessor(
        handle_, [](void*, const char*) {}, nullptr);
}

std::string PostgresqlSession::run(const std::string& sql) const {
    PGresult* const result = PQexec(handle_, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    std::string text;
    for (int row = 0; row < PQntuples(result); ++row) {
        if (row > 0) text += " ";
        for (int column = 0; column < PQnfields(result); ++column) {
            if (column > 0) text += "|";
            text +=
                PQgetisnull(result, row, column) != 0 ? "NULL" : PQgetvalue(result, row, column);
        }
    }
    PQclear(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        throw std::runtime_error(PQerrorMessage(handle_));
    }
    return text;
}

void empty_postgresql() {
    run_postgresql(
        "DO $$ DECLARE s name; BEGIN FOR s IN SELECT nspname FROM pg_namespace WHERE nspname NOT "
        "LIKE 'pg\\_%' AND nspname <> 'information_schema' LOOP EXECUTE format('DROP SCHEMA %I "
        "CASCADE', s); END LOOP; END $$; CREATE SCHEMA public; GRANT ALL ON SCHEMA public TO "
        "PUBLIC");
}

std::string run_postgresql(const std::string& sql) { return PostgresqlSession().run(sql); }

}  // namespace kiln::support
