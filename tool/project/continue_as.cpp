#include "tool/project/continue_as.hpp"

#ifdef _WIN32
#include <windows.h>

#include <filesystem>
#include <optional>
#else
#include <unistd.h>
#endif

namespace kiln::tool {

#ifdef _WIN32

namespace {

/// Its exit code. With the very command line, so that nothing has to be quoted a second time.
std::optional<DWORD> run_as(const wchar_t* program) {
    std::wstring line = GetCommandLineW();
    STARTUPINFOW start{};
    start.cb = sizeof start;
    PROCESS_INFORMATION process{};
    if (CreateProcessW(program, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start,
                       &process) == 0) {
        return std::nullopt;
    }
    WaitForSingleObject(process.hProcess, INFINITE);
    DWORD status = 1;
    GetExitCodeProcess(process.hProcess, &status);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return status;
}

}  // namespace

void continue_as(const std::string& program, char**) {
    const std::filesystem::path path(std::u8string(program.begin(), program.end()));
    if (const auto status = run_as(path.c_str())) ExitProcess(*status);
}

bool run_once_more() {
    constexpr DWORD longest = 32768;
    std::wstring self(longest, L'\0');
    GetModuleFileNameW(nullptr, self.data(), longest);
    return run_as(self.c_str()).has_value();
}

#else

void continue_as(const std::string& program, char** arguments) {
    ::execv(program.c_str(), arguments);
}

#endif

}  // namespace kiln::tool
