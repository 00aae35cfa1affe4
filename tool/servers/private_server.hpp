#pragma once
// A server of the build's own: nobody else's data, gone when the checks are.

#include "tool/servers/server_programs.hpp"

#include <filesystem>
#include <memory>

namespace kiln::tool {

/// Started on a new data directory, without a network: it listens on a socket that this user and
/// root alone can open, and does not care whether its data survive. It ends with the object, and on
/// Linux with the thread that started it, however that ends. On Windows there is none: nothing
/// finds its programs.
class PrivateServer {
public:
    /// Its only role is `postgres`, which needs no password, and has databases of UTF-8 in the
    /// locale C. Both throw kiln::Error, K335, with the last lines that the programs wrote.
    static PrivateServer start_postgresql(const ServerPrograms& programs,
                                          const std::filesystem::path& cache);
    /// Its only account is `root`, which needs no password; no database but its own. Without
    /// system tables it knows neither accounts nor routines and events, and starts faster. With
    /// `folds_names` all that is a table has its name in small letters (lower_case_table_names=1).
    static PrivateServer start_mariadb(const ServerPrograms& programs,
                                       const std::filesystem::path& cache,
                                       bool system_tables = true, bool folds_names = false);

    PrivateServer(PrivateServer&&) noexcept;
    PrivateServer& operator=(PrivateServer&&) = delete;
    ~PrivateServer();

    /// What libpq takes for a host: the folder of the socket.
    std::filesystem::path socket_folder() const { return folder_ / "socket"; }
    /// MariaDB's.
    std::filesystem::path socket() const { return socket_folder() / "s"; }
    int pid() const;

private:
    struct Way;
    struct Running;
    explicit PrivateServer(std::unique_ptr<Running> running);
    static PrivateServer start(const ServerPrograms& programs, const std::filesystem::path& cache,
                               const Way& way);

    std::unique_ptr<Running> running_;
    std::filesystem::path folder_;
};

}  // namespace kiln::tool
