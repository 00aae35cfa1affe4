#pragma once
// A server of the build's own: nobody else's data, gone when the checks are.

#include "tool/servers/child_process.hpp"
#include "tool/servers/run_directory.hpp"
#include "tool/servers/server_programs.hpp"

#include <filesystem>
#include <string>

namespace kiln::tool {

/// Started on a new data directory, without a network: it listens on a socket that this user and
/// root alone can open, and does not care whether its data survive. It ends with the object, and on
/// Linux with the thread that started it, however that ends.
class PrivateServer {
public:
    /// Its only role is `postgres`, which needs no password, and has databases of UTF-8 in the
    /// locale C. Both throw kiln::Error, K335, with the last lines that the programs wrote.
    static PrivateServer start_postgresql(const ServerPrograms& programs,
                                          const std::filesystem::path& cache);
    /// Its only account is `root`, which needs no password; no database but its own. Without
    /// system tables it knows neither accounts nor routines and events, and starts faster.
    static PrivateServer start_mariadb(const ServerPrograms& programs,
                                       const std::filesystem::path& cache,
                                       bool system_tables = true);

    PrivateServer(PrivateServer&&) noexcept = default;
    PrivateServer& operator=(PrivateServer&&) = delete;
    ~PrivateServer();

    /// What libpq takes for a host: the folder of the socket.
    std::filesystem::path socket_folder() const { return directory_.path() / "socket"; }
    /// MariaDB's.
    std::filesystem::path socket() const { return socket_folder() / "s"; }
    pid_t pid() const { return process_.pid(); }

private:
    struct Way;
    PrivateServer(RunDirectory directory, ChildProcess process, int end_signal)
        : directory_(std::move(directory)), process_(std::move(process)), end_signal_(end_signal) {}
    static PrivateServer start(const ServerPrograms& programs, const std::filesystem::path& cache,
                               const Way& way);

    RunDirectory directory_;
    ChildProcess process_;
    int end_signal_;
};

}  // namespace kiln::tool
