#pragma once
// Programs of a database's server, as children that do not outlive this process.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kiln::tool {

/// Who a server runs as: this process' own user, or, of root, another, since servers refuse root.
struct ServerUser {
    bool is_other = false;
    uid_t uid = 0;
    gid_t gid = 0;
};
/// `usual` is the name of the user that such servers have; where there is none it is nobody.
ServerUser server_user(const char* usual);

struct ChildCommand {
    std::vector<std::string> arguments;  ///< the first is the program's path
    ServerUser user;
    std::filesystem::path directory;  ///< to work in
    std::filesystem::path log;        ///< what it prints goes behind what is there
    int death_signal = 0;             ///< what it gets when the thread that started it ends (Linux)
    int kept_open = -1;               ///< a descriptor that it inherits
};

/// A running program. Its environment has none of the variables that clients of databases read.
class ChildProcess {
public:
    /// Throws std::system_error. What keeps the program from running is its exit status 127.
    explicit ChildProcess(const ChildCommand& command);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    /// Kills what still runs.
    ~ChildProcess();

    pid_t pid() const { return pid_; }
    /// As waitpid() has it; nothing while it runs.
    std::optional<int> status();
    int wait();
    /// Sends the signal and waits.
    void end(int signal);

private:
    pid_t pid_ = -1;
    std::optional<int> status_;
};

/// What a program prints on standard output; nothing where it cannot be run or fails.
std::optional<std::string> output_of(const std::vector<std::string>& arguments);

}  // namespace kiln::tool
