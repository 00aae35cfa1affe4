#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace kiln::processes {

/// A process of its own. What it prints is kept; it is killed when this goes away.
class Child {
public:
    /// Runs `arguments` (the first is the program) behind `prepare`, which runs in the new process.
    /// Holds still until go() where `waits`.
    explicit Child(const std::vector<std::string>& arguments, bool waits = false,
                   const std::function<void()>& prepare = {});
    /// Runs `body` in a copy of this process, whose exit code is what it returns.
    explicit Child(const std::function<int()>& body);
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
    void start(bool waits, const std::function<void()>& run);
    void close_ends();

    pid_t process_ = -1;
    int gate_ = -1;
    int output_ = -1;
    bool ended_ = false;
    int status_ = 0;
};

}  // namespace kiln::processes
