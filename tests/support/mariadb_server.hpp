#pragma once
// A MariaDB server of the test program's own: started when it is first asked for, gone with the
// program, however that ends.

#include "tool/servers/child_process.hpp"
#include "tool/servers/server_programs.hpp"

#include <mysql.h>

#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kiln::support {

class MariadbServer {
public:
    /// Throws std::runtime_error where there are no binaries, or it does not start.
    static MariadbServer& shared();

    /// With these arguments besides; its data are new, in a folder of that one, else in memory.
    explicit MariadbServer(std::vector<std::string> more = {}, const std::string& parent = "");
    MariadbServer(const MariadbServer&) = delete;
    MariadbServer& operator=(const MariadbServer&) = delete;
    ~MariadbServer();

    std::string socket() const { return folder_ / "s"; }
    const std::filesystem::path& folder() const { return folder_; }
    std::string url(const std::string& database = "test", const std::string& user = "root") const;
    pid_t pid() const { return process_->pid(); }
    void kill_hard() { process_->end(SIGKILL); }
    /// Returns when it answers.
    void start();

private:
    std::filesystem::path folder_;
    std::filesystem::path data_;
    std::vector<std::string> more_;
    tool::ServerPrograms programs_;
    std::optional<tool::ChildProcess> process_;
};

/// A plain connection of libmariadb.
class MariadbSession {
public:
    /// Throws std::runtime_error for any error.
    explicit MariadbSession(const std::string& database = "test", const std::string& user = "root",
                            const MariadbServer& server = MariadbServer::shared());
    MariadbSession(const MariadbSession&) = delete;
    MariadbSession& operator=(const MariadbSession&) = delete;
    ~MariadbSession() { mysql_close(handle_); }

    MYSQL* get() const { return handle_; }
    /// The rows of a statement as `a|b`, separated by spaces; NULL is `NULL`.
    std::string run(const std::string& sql) const;

private:
    MYSQL* handle_ = nullptr;
};

/// The database `test`, without anything.
void empty_mariadb(const MariadbServer& server = MariadbServer::shared());

/// Runs a statement on a connection that is opened for this alone.
std::string run_mariadb(const std::string& sql);

}  // namespace kiln::support
