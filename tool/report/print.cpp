#include "tool/report/print.hpp"

#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#if __has_include(<unistd.h>)
#include <sys/ioctl.h>
#include <unistd.h>
#elif __has_include(<io.h>)
#include <io.h>
#define isatty _isatty
#define fileno _fileno
#endif

namespace kiln::tool {

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

bool error_is_terminal() {
    const char* no_color = std::getenv("NO_COLOR");
    if (no_color != nullptr && *no_color != '\0') return false;
    return isatty(fileno(stderr)) != 0;
}

std::optional<std::size_t> output_terminal_width() {
    const char* terminal = std::getenv("TERM");
    if (terminal == nullptr || std::string_view(terminal) == "dumb") return std::nullopt;
    if (isatty(fileno(stdout)) == 0) return std::nullopt;
    constexpr std::size_t usual = 80;
#if defined(TIOCGWINSZ)
    winsize size{};
    if (ioctl(fileno(stdout), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
#endif
    return usual;
}

}  // namespace kiln::tool
