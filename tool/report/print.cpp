#include "tool/report/print.hpp"

#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#ifdef _WIN32
#include <windows.h>

#include <fcntl.h>
#include <io.h>
#else
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace kiln::tool {
namespace {

#ifdef _WIN32

/// A console understands colours since Windows 10, where it is asked to.
bool shows_colors(std::FILE* file) {
    const auto console = reinterpret_cast<HANDLE>(_get_osfhandle(_fileno(file)));
    DWORD mode = 0;
    return GetConsoleMode(console, &mode) != 0 &&
           SetConsoleMode(console, mode | 4U /* ENABLE_VIRTUAL_TERMINAL_PROCESSING */) != 0;
}

std::size_t columns_of(std::FILE* file) {
    CONSOLE_SCREEN_BUFFER_INFO info{};
    const auto console = reinterpret_cast<HANDLE>(_get_osfhandle(_fileno(file)));
    if (GetConsoleScreenBufferInfo(console, &info) == 0) return 0;
    return static_cast<std::size_t>(info.srWindow.Right - info.srWindow.Left + 1);
}

#else

bool shows_colors(std::FILE* file) { return isatty(fileno(file)) != 0; }

std::size_t columns_of(std::FILE* file) {
    winsize size{};
    return ioctl(fileno(file), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

#endif

}  // namespace

void prepare_output() {
#ifdef _WIN32
    for (std::FILE* file : {stdout, stderr}) _setmode(_fileno(file), _O_BINARY);
    SetConsoleOutputCP(CP_UTF8);
#endif
}

void print(std::string_view text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (written && std::fflush(stdout) == 0) return;
    throw Error(diagnose(Code::cannot_write,
                         std::string("cannot write to standard output: ") + std::strerror(errno)));
}

void print_status(std::string_view text) noexcept {
    try {
        print(text);
    } catch (const Error&) {
    }
}

void print_error(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

namespace {

/// By what TERM says, which Windows' consoles do not set.
bool has_terminal_lines(const char* terminal) {
#ifdef _WIN32
    return terminal == nullptr || std::string_view(terminal) != "dumb";
#else
    return terminal != nullptr && std::string_view(terminal) != "dumb";
#endif
}

}  // namespace

bool error_is_terminal() {
    const char* no_color = std::getenv("NO_COLOR");
    if (no_color != nullptr && *no_color != '\0') return false;
    return shows_colors(stderr);
}

std::optional<std::size_t> output_terminal_width() {
    const char* terminal = std::getenv("TERM");
    if (!has_terminal_lines(terminal) || !shows_colors(stdout)) return std::nullopt;
    constexpr std::size_t usual = 80;
    const std::size_t columns = columns_of(stdout);
    return columns > 0 ? columns : usual;
}

}  // namespace kiln::tool
