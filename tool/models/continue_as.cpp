#include "tool/models/continue_as.hpp"

#ifdef _WIN32
#include <windows.h>

#include <filesystem>
#else
#include <unistd.h>
#endif

namespace kiln::tool {

#ifdef _WIN32

// With the very command line, so that nothing has to be quoted a second time.
void continue_as(const std::string& program, char**) {
    const std::filesystem::path path(std::u8string(program.begin(), program.end()));
    std::wstring line = GetCommandLineW();
    STARTUPINFOW start{};
    start.cb = sizeof start;
    PROCESS_INFORMATION process{};
    if (CreateProcessW(path.c_str(), line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr,
                       &start, &process) == 0) {
        return;
    }
    WaitForSingleObject(process.hProcess, INFINITE);
    DWORD status = 1;
    GetExitCodeProcess(process.hProcess, &status);
    ExitProcess(status);
}

#else

void continue_as(const std::string& program, char** arguments) {
    ::execv(program.c_str(), arguments);
}

#endif

}  // namespace kiln::tool
