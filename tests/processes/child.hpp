#pragma once

#ifndef _WIN32
#include <sys/types.h>
#endif

#include <functional>
#include <string>
#include <vector>

namespace kiln::processes {

/// A process of its own. What it prints is kept; it is killed when this goes away.
class Child {
public:
    /// Runs `arguments`, of which the first is the program. Holds still until go() where `waits`.
    explicit Child(const std::vector<std::string>& arguments, bool waits = false);
#ifndef _WIN32
    /// As above, behind `prepare`, which runs in the new process.
    Child(const std::vector<std::string>& arguments, const std::function<void()>& prepare);
    /// Runs `body` in a copy of this process, whose exit code is what it returns.
    explicit Child(const std::function<int()>& body);
#endif
    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;
    ~Child();

    void go();
    void kill();
    bool has_ended();

    struct Result {
        int exit_code = -1;  ///< -1: killed
        std::string output;  ///< standard output and error
    };
    /// Waits for its end.
    Result result();

private:
#ifdef _WIN32
    void* process_ = nullptr;
    void* thread_ = nullptr;  ///< the one that holds still
    void* output_ = nullptr;
#else
    void start(bool waits, const std::function<void()>& run);
    void run(const std::vector<std::string>& arguments, bool waits,
             const std::function<void()>& prepare);
    void close_ends();

    pid_t process_ = -1;
    int gate_ = -1;
    int output_ = -1;
    bool ended_ = false;
    int status_ = 0;
#endif
};

}  // namespace kiln::processes
