#include "tests/processes/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace kiln::processes {

Child::Child(const std::vector<std::string>& arguments, bool waits) { run(arguments, waits, {}); }

Child::Child(const std::vector<std::string>& arguments, const std::function<void()>& prepare) {
    run(arguments, false, prepare);
}

void Child::run(const std::vector<std::string>& arguments, bool waits,
                const std::function<void()>& prepare) {
    // Made before the fork: a child of a process with threads must not allocate.
    std::vector<char*> pointers;
    std::vector<std::string> copies = arguments;
    for (std::string& argument : copies) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    start(waits, [&] {
        if (prepare) prepare();
        ::execv(pointers[0], pointers.data());
        ::_exit(127);
    });
}

Child::Child(const std::function<int()>& body) {
    std::fflush(nullptr);
    start(false, [&] {
        const int code = body();
        std::fflush(nullptr);
        ::_exit(code);
    });
}

void Child::start(bool waits, const std::function<void()>& run) {
    std::array<int, 2> gate{};
    std::array<int, 2> output{};
    if (::pipe2(gate.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe");
    }
    process_ = ::fork();
    if (process_ < 0) throw std::runtime_error("no process");
    if (process_ == 0) {
        ::close(gate[1]);
        ::dup2(output[1], STDOUT_FILENO);
        ::dup2(output[1], STDERR_FILENO);
        char byte = 0;
        if (waits && ::read(gate[0], &byte, 1) < 0) ::_exit(126);
        run();
    }
    ::close(gate[0]);
    ::close(output[1]);
    gate_ = gate[1];
    output_ = output[0];
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      gate_(std::exchange(other.gate_, -1)),
      output_(std::exchange(other.output_, -1)),
      ended_(other.ended_),
      status_(other.status_) {}

Child::~Child() {
    if (process_ > 0 && !ended_) {
        kill();
        ::waitpid(process_, &status_, 0);
    }
    close_ends();
}

void Child::close_ends() {
    if (gate_ >= 0) ::close(std::exchange(gate_, -1));
    if (output_ >= 0) ::close(std::exchange(output_, -1));
}

void Child::go() {
    if (gate_ >= 0) ::close(std::exchange(gate_, -1));
}

void Child::kill() { ::kill(process_, SIGKILL); }

bool Child::has_ended() {
    if (!ended_) ended_ = ::waitpid(process_, &status_, WNOHANG) == process_;
    return ended_;
}

Child::Result Child::result() {
    Result result;
    std::array<char, 4096> buffer{};
    for (ssize_t size = 0; (size = ::read(output_, buffer.data(), buffer.size())) > 0;) {
        result.output.append(buffer.data(), static_cast<std::size_t>(size));
    }
    if (!ended_) ::waitpid(process_, &status_, 0);
    ended_ = true;
    if (WIFEXITED(status_)) result.exit_code = WEXITSTATUS(status_);
    return result;
}

}  // namespace kiln::processes
