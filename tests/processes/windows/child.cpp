#include "tests/processes/child.hpp"

#include <windows.h>

#include <array>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

namespace kiln::processes {
namespace {

/// What a killed process ends with; programs of the tests have small codes.
constexpr UINT killed = 0xdead;

std::wstring wide(const std::string& text) {
    return std::filesystem::path(std::u8string(text.begin(), text.end())).wstring();
}

/// None of the tests' arguments holds a quote or ends in a backslash.
std::wstring command_line(const std::vector<std::string>& arguments) {
    std::wstring line;
    for (const std::string& argument : arguments) {
        if (!line.empty()) line += L' ';
        line += L'"';
        line += wide(argument);
        line += L'"';
    }
    return line;
}

void close(void*& handle) {
    if (handle != nullptr) CloseHandle(std::exchange(handle, nullptr));
}

}  // namespace

Child::Child(const std::vector<std::string>& arguments, bool waits) {
    SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    HANDLE end_of_child = nullptr;
    if (CreatePipe(&output_, &end_of_child, &inherited, 0) == 0)
        throw std::runtime_error("no pipe");
    SetHandleInformation(output_, HANDLE_FLAG_INHERIT, 0);
    STARTUPINFOW start{};
    start.cb = sizeof start;
    start.dwFlags = STARTF_USESTDHANDLES;
    start.hStdOutput = start.hStdError = end_of_child;
    PROCESS_INFORMATION process{};
    bool started = false;
    // Wine begins none now and then, where many begin at once.
    for (int tries = 0; !started && tries < 3; ++tries) {
        std::wstring line = command_line(arguments);
        started =
            CreateProcessW(wide(arguments.front()).c_str(), line.data(), nullptr, nullptr, TRUE,
                           waits ? CREATE_SUSPENDED : 0U, nullptr, nullptr, &start, &process) != 0;
    }
    const DWORD error = GetLastError();
    CloseHandle(end_of_child);
    if (!started) {
        close(output_);
        throw std::runtime_error("no process: error " + std::to_string(error));
    }
    process_ = process.hProcess;
    thread_ = process.hThread;
    if (!waits) close(thread_);
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, nullptr)),
      thread_(std::exchange(other.thread_, nullptr)),
      output_(std::exchange(other.output_, nullptr)) {}

Child::~Child() {
    if (process_ != nullptr) {
        kill();
        WaitForSingleObject(process_, INFINITE);
    }
    close(process_);
    close(thread_);
    close(output_);
}

void Child::go() {
    if (thread_ != nullptr) ResumeThread(thread_);
    close(thread_);
}

void Child::kill() { TerminateProcess(process_, killed); }

bool Child::has_ended() { return WaitForSingleObject(process_, 0) == WAIT_OBJECT_0; }

Child::Result Child::result() {
    Result result;
    std::array<char, 4096> buffer{};
    DWORD size = 0;
    while (ReadFile(output_, buffer.data(), buffer.size(), &size, nullptr) != 0 && size > 0) {
        result.output.append(buffer.data(), size);
    }
    std::erase(result.output, '\r');
    WaitForSingleObject(process_, INFINITE);
    DWORD code = killed;
    GetExitCodeProcess(process_, &code);
    if (code != killed) result.exit_code = static_cast<int>(code);
    return result;
}

}  // namespace kiln::processes
