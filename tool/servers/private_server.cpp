#include "tool/servers/private_server.hpp"

#include "src/text/diagnose.hpp"
#include "tool/servers/child_process.hpp"
#include "tool/servers/data_template.hpp"
#include "tool/servers/environment.hpp"
#include "tool/servers/run_directory.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

/// Of a machine that is very busy.
constexpr std::chrono::seconds most_patience{120};

std::vector<std::string> last_lines(const fs::path& log) {
    std::ifstream in(log);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        if (line.empty()) continue;
        if (lines.size() == 5) lines.erase(lines.begin());
        lines.push_back(line);
    }
    return lines;
}

Error server_error(std::string message, const fs::path& log) {
    Diagnostic diagnostic =
        diagnose(Code::private_server, std::move(message),
                 "name another server with KILN_POSTGRESQL_URL or KILN_MYSQL_URL, or see what its "
                 "programs say");
    for (std::string& line : last_lines(log)) diagnostic.notes.push_back(note_of(std::move(line)));
    return Error({std::move(diagnostic)});
}

/// The line of postmaster.pid that says how far the start is.
bool is_postgresql_ready(const fs::path& data, const fs::path&) {
    std::ifstream in(data / "postmaster.pid");
    std::string line;
    for (int number = 0; number < 8; ++number) {
        if (!std::getline(in, line)) return false;
    }
    return line.starts_with("ready");
}

/// It speaks first.
bool is_mariadb_ready(const fs::path&, const fs::path& socket_path) {
    const int client = socket(AF_UNIX, SOCK_STREAM, 0);
    if (client < 0) return false;
    fcntl(client, F_SETFD, FD_CLOEXEC);  // macOS has no SOCK_CLOEXEC
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket_path.c_str(), sizeof(address.sun_path) - 1);
    const timeval patience{5, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    char byte = 0;
    const bool ready =
        connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
        recv(client, &byte, 1, 0) == 1;
    close(client);
    return ready;
}

/// MariaDB takes all `#sql` files that are in the folder of temporary files when it starts for left
/// behind, and removes them. Those of a server that runs, which dies of it, would be in /tmp.
std::string own_temporary_files(const fs::path& folder) { return "--tmpdir=" + folder.string(); }

Arguments operator+(Arguments left, const Arguments& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

Arguments with_settings(const Arguments& values) {
    Arguments out;
    for (const std::string& value : values) out.insert(out.end(), {"-c", value});
    return out;
}

}  // namespace

/// How one kind of server is made and started.
struct PrivateServer::Way {
    const char* name;
    const char* user;
    Arguments (*make_data)(const fs::path& data);  ///< null: an empty folder will do
    Arguments (*run)(const fs::path& data, const fs::path& socket);
    bool (*is_ready)(const fs::path& data, const fs::path& socket);
    int end_signal;
};

PrivateServer PrivateServer::start_postgresql(const ServerPrograms& programs,
                                              const fs::path& cache) {
    static const Way way{
        "postgresql",
        "postgres",
        [](const fs::path& data) {
            return Arguments{"--pgdata=" + data.string(),
                             "--no-sync",
                             "--no-instructions",
                             "--wal-segsize=1",
                             "--locale=C",
                             "--encoding=UTF8",
                             "--auth=trust",
                             "--username=postgres"};
        },
        [](const fs::path& data, const fs::path& socket) {
            return Arguments{"-D", data.string(), "-k", socket.parent_path().string()} +
                   with_settings({"listen_addresses=", "fsync=off", "full_page_writes=off",
                                  "synchronous_commit=off", "wal_level=minimal",
                                  "max_wal_senders=0", "shared_buffers=16MB", "autovacuum=off",
                                  "jit=off", "max_worker_processes=0",
                                  "dynamic_shared_memory_type=mmap", "max_connections=10",
                                  "max_locks_per_transaction=4096", "timezone=UTC",
                                  "log_timezone=UTC", "logging_collector=off"});
        },
        is_postgresql_ready,
        SIGQUIT,
    };
    return start(programs, cache, way);
}

PrivateServer PrivateServer::start_mariadb(const ServerPrograms& programs, const fs::path& cache,
                                           bool system_tables, bool folds_names) {
    static const auto run = [](const fs::path& data, const fs::path& socket) {
        return Arguments{"--no-defaults",
                         "--datadir=" + data.string(),
                         "--socket=" + socket.string(),
                         own_temporary_files(socket.parent_path()),
                         "--pid-file=" + (data / "pid").string(),
                         "--skip-networking",
                         "--debug-no-sync",
                         "--innodb-flush-method=nosync",
                         "--innodb-doublewrite=0",
                         "--skip-log-bin",
                         "--innodb-buffer-pool-size=16M",
                         "--innodb-log-file-size=4M",
                         "--performance-schema=0",
                         "--character-set-server=utf8mb4",
                         "--skip-name-resolve"};
    };
    // It makes what it needs in an empty folder.
    static const Way plain{
        "mariadb",
        "mysql",
        nullptr,
        [](const fs::path& data, const fs::path& socket) {
            return run(data, socket) + Arguments{"--skip-grant-tables"};
        },
        is_mariadb_ready,
        SIGKILL,
    };
    if (!system_tables) return start(programs, cache, plain);
    static const auto run_folding = [](const fs::path& data, const fs::path& socket) {
        return run(data, socket) + Arguments{"--lower-case-table-names=1"};
    };
    const Way way{
        "mariadb",
        "mysql",
        [](const fs::path& data) {
            return Arguments{"--no-defaults",           "--datadir=" + data.string(),
                             own_temporary_files(data), "--auth-root-authentication-method=normal",
                             "--skip-test-db",          "--innodb-log-file-size=4M"};
        },
        folds_names ? +run_folding : +run,
        is_mariadb_ready,
        SIGKILL,
    };
    return start(programs, cache, way);
}

struct PrivateServer::Running {
    RunDirectory directory;
    std::optional<ChildProcess> process;
    int end_signal = 0;
    /// For whoever is its client in this process.
    WithoutClientVariables without_variables;
};

PrivateServer::PrivateServer(std::unique_ptr<Running> running)
    : running_(std::move(running)), folder_(running_->directory.path()) {}
PrivateServer::PrivateServer(PrivateServer&&) noexcept = default;
PrivateServer::~PrivateServer() {
    if (running_ && running_->process) running_->process->end(running_->end_signal);
}

int PrivateServer::pid() const { return running_->process->pid(); }

PrivateServer PrivateServer::start(const ServerPrograms& programs, const fs::path& cache,
                                   const Way& way) {
    const ServerUser user = server_user(way.user);
    auto running = std::make_unique<Running>();
    running->end_signal = way.end_signal;
    const RunDirectory& directory = running->directory;
    const fs::path socket = directory.make("socket", user) / "s";
    const fs::path data = directory.path() / "data";
    const fs::path log = directory.path() / "log";
    const auto run = [&](const fs::path& program, const Arguments& arguments, int death_signal) {
        return ChildProcess({Arguments{program.string()} + arguments, user, directory.path(), log,
                             death_signal, directory.lock()});
    };

    const auto make_data = [&](const fs::path& where) {
        return way.make_data == nullptr ? Arguments() : way.make_data(where);
    };
    std::string how = programs.server.string();
    for (const std::string& each : make_data({})) how += " " + each;
    const DataTemplate made(way.make_data == nullptr ? fs::path() : cache,
                            way.name + ("-" + programs.version), how);
    bool is_copy = made.copy_to(data);
    for (;; is_copy = false) {
        if (is_copy) {
            give_to(data, user);
        } else if (directory.make("data", user); way.make_data != nullptr) {
            if (run(programs.make_data, make_data(data), SIGKILL).wait() != 0) {
                throw server_error(programs.make_data.string() + " failed", log);
            }
            made.keep(data);
        }
        ChildProcess process = run(programs.server, way.run(data, socket), way.end_signal);
        const auto until = std::chrono::steady_clock::now() + most_patience;
        while (!process.status() && std::chrono::steady_clock::now() < until) {
            if (way.is_ready(data, socket)) {
                running->process = std::move(process);
                return PrivateServer(std::move(running));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        made.forget();
        if (!is_copy) {
            throw server_error(programs.server.string() +
                                   (process.status() ? " ended at once" : " does not start"),
                               log);
        }
        // What was kept may be damaged: once more without it.
        process.end(SIGKILL);
        fs::remove_all(data);
    }
}

}  // namespace kiln::tool
