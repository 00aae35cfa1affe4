#include "tool/servers/child_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

/// Servers and their scripts need to find programs and libraries, and nothing else.
std::vector<std::string> server_environment() {
    std::vector<std::string> out{"LC_ALL=C", "TZ=UTC"};
    for (const char* name : {"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}) {
        if (const char* value = std::getenv(name)) out.push_back(name + ("=" + std::string(value)));
    }
    return out;
}

int wait_for(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/// In the child, where nothing may be allocated.
[[noreturn]] void become(const ChildCommand& command, char* const* arguments,
                         char* const* environment, int log, pid_t parent) {
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    // A Ctrl-C is for this process, which then ends the server.
    setpgid(0, 0);
    for (int other = 3; other < 1024; ++other) {
        if (other != command.kept_open) close(other);
    }
    if (command.kept_open >= 0) fcntl(command.kept_open, F_SETFD, 0);
    // What runs in the background of a shell script ignores SIGQUIT, and so would a server until it
    // has a handler of its own.
    for (const int each : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD}) {
        signal(each, SIG_DFL);
    }
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (command.user.is_other && (setgroups(0, nullptr) != 0 || setgid(command.user.gid) != 0 ||
                                  setuid(command.user.uid) != 0)) {
        _exit(127);
    }
#ifdef __linux__
    // Behind setuid(), which forgets it.
    if (command.death_signal != 0) {
        prctl(PR_SET_PDEATHSIG, command.death_signal);
        if (getppid() != parent) _exit(127);
    }
#endif
    if (chdir(command.directory.c_str()) != 0) _exit(127);
    execve(arguments[0], arguments, environment);
    _exit(127);
}

}  // namespace

ServerUser server_user(const char* usual) {
    if (geteuid() != 0) return {};
    for (const char* name : {usual, "nobody"}) {
        if (const passwd* entry = getpwnam(name)) return {true, entry->pw_uid, entry->pw_gid};
    }
    return {true, 65534, 65534};
}

ChildProcess::ChildProcess(const ChildCommand& command) {
    const std::vector<char*> arguments = pointers(command.arguments);
    const std::vector<std::string> variables = server_environment();
    const std::vector<char*> environment = pointers(variables);
    const int log = open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0) throw std::system_error(errno, std::generic_category(), command.log.string());
    const pid_t parent = getpid();
    // A signal that comes before the child has put its own in order waits for that.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_ = fork();
    if (pid_ == 0) become(command, arguments.data(), environment.data(), log, parent);
    const int fault = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    close(log);
    if (pid_ < 0) throw std::system_error(fault, std::generic_category(), "fork");
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(status_, other.status_);
    return *this;
}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) end(SIGKILL);
}

std::optional<int> ChildProcess::status() {
    int status = 0;
    if (!status_ && waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
    return status_;
}

int ChildProcess::wait() {
    if (!status_) status_ = wait_for(pid_);
    return *status_;
}

void ChildProcess::end(int signal) {
    if (!status()) kill(pid_, signal);
    wait();
}

std::optional<std::string> output_of(const std::vector<std::string>& arguments) {
    std::array<int, 2> pipes{};
    if (pipe(pipes.data()) != 0) return std::nullopt;
    const std::vector<char*> pointed = pointers(arguments);
    const std::vector<std::string> variables = server_environment();
    const std::vector<char*> environment = pointers(variables);
    const pid_t pid = fork();
    if (pid == 0) {
        const int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, STDIN_FILENO);
        dup2(pipes[1], STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        close(pipes[0]);
        close(pipes[1]);
        execve(pointed[0], pointed.data(), environment.data());
        _exit(127);
    }
    close(pipes[1]);
    std::string out;
    std::array<char, 512> buffer{};
    for (ssize_t count = 1; pid > 0 && count != 0;) {
        count = read(pipes[0], buffer.data(), buffer.size());
        if (count > 0) out.append(buffer.data(), static_cast<std::size_t>(count));
        if (count < 0 && errno != EINTR) break;
    }
    close(pipes[0]);
    const bool done = pid > 0 && wait_for(pid) == 0;
    return done ? std::optional(out) : std::nullopt;
}

}  // namespace kiln::tool
