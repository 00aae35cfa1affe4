#include "tool/command_line/check_progress.hpp"

#include "tool/report/print.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace kiln::tool {
namespace {

using std::chrono::steady_clock;

class CheckLine {
public:
    explicit CheckLine(std::size_t width) : width_(width) {}
    CheckLine(const CheckLine&) = delete;
    CheckLine& operator=(const CheckLine&) = delete;
    ~CheckLine() {
        if (told_) print_status("\r\x1b[K");
    }

    void tell(std::size_t index, std::size_t count, std::string_view revision) {
        constexpr std::chrono::milliseconds pause(100);
        const auto now = steady_clock::now();
        if (told_ && now - *told_ < pause) return;
        told_ = now;
        const std::string text = fmt::format("Checking {} of {}: {}", index + 1, count, revision);
        // A line that wraps could not be written over; identifiers are ASCII.
        print_status("\r\x1b[K" + text.substr(0, width_ - 1));
    }

private:
    std::size_t width_;
    std::optional<steady_clock::time_point> told_;
};

}  // namespace

CheckProgress check_progress(const Globals& globals) {
    const std::optional<std::size_t> width = output_terminal_width();
    if (globals.quiet || !width) return {};
    return [line = std::make_shared<CheckLine>(*width)](std::size_t index, std::size_t count,
                                                        std::string_view revision) {
        line->tell(index, count, revision);
    };
}

}  // namespace kiln::tool
