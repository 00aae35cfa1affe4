#include "tool/project/supervision.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <vector>

#ifndef _WIN32
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#endif

namespace kiln::tool {
namespace {

struct KnownEnd {
    std::string revision;
    Direction direction;
    CodeEnd end;
};

/// What earlier children ended with; a child has it from its parent.
std::vector<KnownEnd>& known_ends() {
    static std::vector<KnownEnd> ends;
    return ends;
}

}  // namespace

std::optional<CodeEnd> code_end(std::string_view revision, Direction direction) {
    for (const KnownEnd& each : known_ends()) {
        if (each.revision == revision && each.direction == direction) return each.end;
    }
    return std::nullopt;
}

#ifdef _WIN32

void supervise(std::chrono::seconds) {}
InCode::InCode(std::string_view, Direction) {}
InCode::~InCode() = default;

#else

namespace {

/// To the parent: a function is called, or has come back.
struct Message {
    bool enters = false;
    Direction direction = Direction::upgrade;
    std::array<char, 40> revision{};
};

int to_parent = -1;

void send(const Message& message) {
    if (to_parent < 0) return;
    // Smaller than what a pipe takes at once.
    while (::write(to_parent, &message, sizeof message) < 0 && errno == EINTR) {
    }
}

using Clock = std::chrono::steady_clock;

/// Listens to a child until that ends, or for `deadline` to one of its functions.
class Watch {
public:
    Watch(pid_t child, int pipe, std::chrono::seconds deadline)
        : child_(child), pipe_(pipe), deadline_(deadline) {}

    /// The exit status to end with; nothing where a revision ended the child.
    std::optional<int> run() {
        while (listen()) {
        }
        int status = 0;
        while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
        }
        if (last_.enters) {
            known_ends().push_back({last_.revision.data(), last_.direction, end_of(status)});
            return std::nullopt;
        }
        if (WIFEXITED(status)) return WEXITSTATUS(status);
        // By no revision's doing: the same happens to us.
        std::signal(WTERMSIG(status), SIG_DFL);
        std::raise(WTERMSIG(status));
        return 128 + WTERMSIG(status);
    }

private:
    /// False when the child has ended.
    bool listen() {
        pollfd ready{pipe_, POLLIN, 0};
        const int found = ::poll(&ready, 1, timeout());
        if (found < 0) return errno == EINTR;
        if (found == 0) {
            is_endless_ = true;
            ::kill(child_, SIGKILL);
            return false;
        }
        Message message;
        const ssize_t size = ::read(pipe_, &message, sizeof message);
        if (size < 0) return errno == EINTR;
        if (size != sizeof message) return false;
        last_ = message;
        entered_ = Clock::now();
        return true;
    }

    int timeout() const {
        if (!last_.enters) return -1;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline_ - (Clock::now() - entered_));
        return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
    }

    CodeEnd end_of(int status) const {
        if (is_endless_) return {true, "it does not end"};
        if (WIFSIGNALED(status)) {
            const int signal = WTERMSIG(status);
            const char* name = ::strsignal(signal);
            return {false, "it ended the process by signal " + std::to_string(signal) + " (" +
                               (name == nullptr ? "unknown" : name) + ")"};
        }
        return {false,
                "it ended the process, with exit code " + std::to_string(WEXITSTATUS(status))};
    }

    pid_t child_;
    int pipe_;
    std::chrono::seconds deadline_;
    Message last_{};
    Clock::time_point entered_{};
    bool is_endless_ = false;
};

}  // namespace

void supervise(std::chrono::seconds deadline) {
    // Each end names a revision and a direction that was not called before.
    for (;;) {
        int ends[2];
        if (::pipe(ends) != 0) return;
        for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
        const pid_t child = ::fork();
        if (child <= 0) {
            ::close(ends[0]);
            if (child == 0) {
                to_parent = ends[1];
            } else {
                ::close(ends[1]);  // no more processes: here, then
            }
            return;
        }
        ::close(ends[1]);
        const std::optional<int> status = Watch(child, ends[0], deadline).run();
        ::close(ends[0]);
        if (status) std::_Exit(*status);
    }
}

InCode::InCode(std::string_view revision, Direction direction) {
    std::cout.flush();
    std::fflush(stdout);
    output_ = ::dup(STDOUT_FILENO);
    if (output_ >= 0) {
        ::fcntl(output_, F_SETFD, FD_CLOEXEC);
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
    }
    Message message;
    message.enters = true;
    message.direction = direction;
    revision.copy(message.revision.data(), message.revision.size() - 1);
    send(message);
}

InCode::~InCode() {
    send(Message{});
    if (output_ < 0) return;
    std::cout.flush();
    std::fflush(stdout);
    ::dup2(output_, STDOUT_FILENO);
    ::close(output_);
}

#endif

}  // namespace kiln::tool
