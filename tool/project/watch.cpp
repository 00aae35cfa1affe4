#include "tool/project/watch.hpp"

#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#ifdef _WIN32
#include "tool/project/continue_as.hpp"
#include "tool/project/file_loader.hpp"

#include <windows.h>

#include <chrono>
#include <thread>
#else
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#endif

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

bool counts(const fs::path& file) {
    const std::string name = file.filename().string();
    if (name.starts_with('.')) return false;
    constexpr std::array<std::string_view, 6> endings{".sql", ".SQL", ".cpp",
                                                      ".hpp", ".h",   "frozen.txt"};
    return std::ranges::any_of(endings, [&](std::string_view end) { return name.ends_with(end); });
}

/// A save in the same moment may keep time and size; editors that put a new file in the place of
/// the old one make another node.
std::vector<std::int64_t> state_of(const std::string& path) {
#ifndef _WIN32
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return {};
#ifdef __APPLE__
    const timespec time = found.st_mtimespec;
#else
    const timespec time = found.st_mtim;
#endif
    return {static_cast<std::int64_t>(found.st_ino), found.st_size, time.tv_sec, time.tv_nsec};
#else
    // std::filesystem's time of a file is one of seconds in GCC's library.
    WIN32_FILE_ATTRIBUTE_DATA found{};
    if (GetFileAttributesExW(path_of(path).c_str(), GetFileExInfoStandard, &found) == 0) return {};
    std::vector<std::int64_t> state;
    for (const DWORD part :
         {found.ftCreationTime.dwHighDateTime, found.ftCreationTime.dwLowDateTime,
          found.ftLastWriteTime.dwHighDateTime, found.ftLastWriteTime.dwLowDateTime,
          found.nFileSizeHigh, found.nFileSizeLow}) {
        state.push_back(part);
    }
    return state;
#endif
}

}  // namespace

FileStates states_of(const Watched& watched) {
    FileStates states;
    for (const std::string& file : watched.files) states[file] = state_of(file);
    for (const std::string& folder : watched.folders) {
        std::error_code error;
        for (fs::directory_iterator at(folder, error), end; !error && at != end;
             at.increment(error)) {
            if (counts(at->path()))
                states[at->path().generic_string()] = state_of(at->path().string());
        }
    }
    return states;
}

std::vector<std::string> changed_files(const FileStates& before, const FileStates& after) {
    std::vector<std::string> changed;
    for (const auto& [path, state] : before) {
        const auto now = after.find(path);
        if (now == after.end() || now->second != state) changed.push_back(path);
    }
    for (const auto& [path, state] : after) {
        if (!before.contains(path)) changed.push_back(path);
    }
    std::ranges::sort(changed);
    return changed;
}

namespace {

#ifdef _WIN32

/// Ctrl-C ends this process and the check's, without a word.
constexpr bool interrupted = false;
void end_by_interrupts() {}

void pause_for_a_moment() { std::this_thread::sleep_for(std::chrono::milliseconds(150)); }

bool is_process_of_check(const char* variable) {
    ::_putenv_s(variable, "1");
    if (!run_once_more()) print_error("kiln: no process can be begun for the check\n");
    return false;
}

#else

volatile std::sig_atomic_t interrupted = 0;
constexpr std::array<int, 3> endings{SIGINT, SIGTERM, SIGHUP};

void handle_all(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    for (const int each : endings) ::sigaction(each, &action, nullptr);
}

void end_by_interrupts() {
    handle_all([](int) { interrupted = 1; });
}

void pause_for_a_moment() {
    constexpr timespec time{0, 150'000'000};
    ::nanosleep(&time, nullptr);
}

/// Until it ends; an interrupt is passed on to it.
void wait_for_end(pid_t child) {
    bool told = false;
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        if (interrupted != 0 && !told) told = ::kill(child, SIGTERM) == 0;
    }
    if (interrupted == 0 && WIFSIGNALED(status)) {
        print_error(fmt::format("kiln: signal {} ended the check\n", WTERMSIG(status)));
    }
}

/// True in a new process; false in this one when that has ended.
bool is_process_of_check(const char* variable) {
    const pid_t child = ::fork();
    if (child == 0) {
        handle_all(SIG_DFL);
        ::setenv(variable, "1", 1);
        return true;
    }
    if (child < 0) {
        print_error("kiln: no process can be begun for the check\n");
    } else {
        wait_for_end(child);
    }
    return false;
}

#endif

/// Waits until something is saved, and no more is for a moment. Empty: interrupted.
std::vector<std::string> next_save(const Watched& watched, const FileStates& before) {
    FileStates last = before;
    while (!interrupted) {
        pause_for_a_moment();
        FileStates now = states_of(watched);
        const bool rests = now == last;
        last = std::move(now);
        std::vector<std::string> changed = changed_files(before, last);
        if (rests && !changed.empty()) return changed;
    }
    return {};
}

std::string all(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        if (!text.empty()) text += ", ";
        text += escape(name);
    }
    return text;
}

}  // namespace

bool for_each_save(const std::function<Watched()>& watched, bool quiet) {
    constexpr const char* mark = "KILN_CHECKS_A_SAVE";
    if (std::getenv(mark) != nullptr) return true;
    end_by_interrupts();
    std::vector<std::string> changed;
    while (!interrupted) {
        const Watched now = watched();
        // Before the check, so that a save during it is one.
        const FileStates before = states_of(now);
        if (!quiet) {
            print("Checking " + (changed.empty() ? all(now.folders) : "after " + all(changed)) +
                  "\n");
        }
        if (is_process_of_check(mark)) return true;
        if (interrupted) break;
        if (!quiet) print("Waiting for a change; Ctrl-C ends\n");
        changed = next_save(now, before);
    }
    return false;
}

}  // namespace kiln::tool
