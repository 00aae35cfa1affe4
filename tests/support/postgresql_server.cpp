#include "tests/support/postgresql_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

namespace fs = std::filesystem;

/// The folder of the PATH that has the program; empty where none has.
std::string folder_on_path(const std::string& program) {
    const char* const path = std::getenv("PATH");
    std::string rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        if (fs::exists(fs::path(rest.substr(0, end)) / program)) return rest.substr(0, end);
        rest.erase(0, end + 1);
    }
    return fs::exists(fs::path("/usr/sbin") / program) ? "/usr/sbin" : "";
}

/// Debian's, of the highest version; else what is on the PATH.
std::string find_binaries() {
    std::vector<std::pair<int, std::string>> found;
    std::error_code error;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", error)) {
        const fs::path folder = version.path() / "bin";
        if (fs::exists(folder / "initdb")) {
            found.emplace_back(std::atoi(version.path().filename().c_str()), folder.string());
        }
    }
    if (!found.empty()) return std::max_element(found.begin(), found.end())->second;
    std::string folder = folder_on_path("initdb");
    if (!folder.empty()) return folder;
    throw std::runtime_error("there is no PostgreSQL server here: install postgresql");
}

/// Servers refuse root.
const passwd* server_user() {
    if (geteuid() != 0) return nullptr;
    const passwd* user = getpwnam("postgres");
    if (user == nullptr) user = getpwnam("nobody");
    if (user == nullptr) throw std::runtime_error("no user that a server could run as");
    return user;
}

pid_t start_program(const std::vector<std::string>& words, const std::string& log) {
    const passwd* const user = server_user();
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child != 0) return child;
    const int out = open(log.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0644);
    dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    dup2(out, 1);
    dup2(out, 2);
    if (user != nullptr &&
        (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
        _exit(126);
    }
    prctl(PR_SET_PDEATHSIG, SIGQUIT);  // what set it before setuid() would be gone
    execv(arguments[0], arguments.data());
    _exit(127);
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& words, const std::string& log)
    : process_(start_program(words, log)) {}

void ServerProcess::end() {
    if (process_ < 0) return;
    kill(process_, SIGQUIT);
    wait();
}

int ServerProcess::wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return status;
}

std::string find_on_path(const std::string& program) {
    const std::string folder = folder_on_path(program);
    if (folder.empty()) throw std::runtime_error("there is no " + program + " here");
    return folder + "/" + program;
}

PostgresqlServer& PostgresqlServer::shared() {
    static PostgresqlServer server;
    return server;
}

PostgresqlServer::PostgresqlServer() : binaries_(find_binaries()) {
    // A socket's path may not be long.
    std::string name = "/tmp/kilnpg.XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    folder_ = name;
    host_ = name;
    if (const passwd* const user = server_user()) {
        if (chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) {
            throw std::runtime_error("cannot give " + name + " to another user");
        }
    }
    ServerProcess made(
        {binaries_ + "/initdb", "--no-sync", "--no-instructions", "--wal-segsize=1", "--locale=C",
         "--encoding=UTF8", "--auth=trust", "--username=postgres", "--pgdata=" + name + "/data"},
        name + "/log");
    if (made.wait() != 0) throw std::runtime_error("initdb failed: see " + name + "/log");
    start();
}

void PostgresqlServer::start() {
    std::vector<std::string> words{binaries_ + "/postgres", "-D", host_ + "/data", "-k", host_};
    for (const char* setting :
         {"listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=16MB",
          "max_connections=60", "autovacuum=off", "jit=off", "max_prepared_transactions=2"}) {
        words.insert(words.end(), {"-c", setting});
    }
    process_.emplace(words, host_ + "/log");
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
    process_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string PostgresqlServer::url(const std::string& database, const std::string& user) const {
    return "postgresql://" + user + "@/" + database + "?host=" + host_;
}

PostgresqlSession::PostgresqlSession(const std::string& database, const std::string& user)
    : handle_(PQconnectdb(
          ("host=" + PostgresqlServer::shared().host() + " user=" + user + " dbname=" + database)
              .c_str())) {
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
