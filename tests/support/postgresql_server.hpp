#pragma once
// A PostgreSQL server of the test program's own: started when it is first asked for, gone with the
// program, however that ends.

#include "tool/servers/child_process.hpp"
#include "tool/servers/server_programs.hpp"

#include <libpq-fe.h>

#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kiln::support {

/// A server of any kind, as a user that is not root; it ends with the test program. `words`: the
/// program's path and its arguments. What it prints is added to `log`.
tool::ChildProcess start_server(const std::vector<std::string>& words, const std::string& log);

/// The path of a program. Throws std::runtime_error where there is none of that name.
std::string find_on_path(const std::string& program);

class PostgresqlServer {
public:
    /// Throws std::runtime_error where there are no binaries, or it does not start.
    static PostgresqlServer& shared();

    /// With data of its own, in a new folder of that one, whose path may not be long, and with
    /// these settings besides (`name=value`).
    explicit PostgresqlServer(const std::string& parent = "/tmp",
                              std::vector<std::string> more = {});
    PostgresqlServer(const PostgresqlServer&) = delete;
    PostgresqlServer& operator=(const PostgresqlServer&) = delete;
    ~PostgresqlServer();

    /// The folder of its socket.
    const std::string& host() const { return host_; }
    std::string url(const std::string& database = "test",
                    const std::string& user = "postgres") const;
    pid_t pid() const { return process_->pid(); }
    /// As a crash of one of its processes does.
    void kill_hard() { process_->end(SIGQUIT); }
    void start();

private:
    std::filesystem::path folder_;
    std::string host_;
    std::vector<std::string> more_;
    tool::ServerPrograms programs_;
    std::optional<tool::ChildProcess> process_;
};

/// A plain connection of libpq.
class PostgresqlSession {
public:
    /// Throws std::runtime_error for any error.
    explicit PostgresqlSession(const std::string& database = "test",
                               const std::string& user = "postgres",
                               const PostgresqlServer& server = PostgresqlServer::shared());
    PostgresqlSession(const PostgresqlSession&) = delete;
    PostgresqlSession& operator=(const PostgresqlSession&) = delete;
    ~PostgresqlSession() { PQfinish(handle_); }

    PGconn* get() const { return handle_; }
    /// The rows of the last statement as `a|b`, separated by spaces; NULL is `NULL`.
    std::string run(const std::string& sql) const;

private:
    PGconn* handle_ = nullptr;
};

/// On the database `test`, whose schemas are as they were when it was new.
void empty_postgresql();

/// Runs SQL on a connection that is opened for this alone.
std::string run_postgresql(const std::string& sql);

}  // namespace kiln::support
