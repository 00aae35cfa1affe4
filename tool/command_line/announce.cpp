#include "tool/command_line/announce.hpp"

#include "tool/report/plans.hpp"
#include "tool/report/print.hpp"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace kiln::tool {
namespace {

using std::chrono::steady_clock;

std::string elapsed(steady_clock::duration time) {
    const double seconds = std::chrono::duration<double>(time).count();
    if (seconds < 1) return fmt::format("{:.0f} ms", seconds * 1000);
    if (seconds < 60) return fmt::format("{:.{}f} s", seconds, seconds < 10 ? 1 : 0);
    const auto whole = static_cast<long>(seconds);
    return fmt::format("{} min {} s", whole / 60, whole % 60);
}

/// The line of the step that runs, written anew every second; it stays behind the step.
class StepLine {
public:
    StepLine(std::string text, std::size_t index, std::size_t count, std::size_t width)
        : text_(std::move(text)), index_(index), count_(count), width_(width), ticker_([this] {
              tick();
          }) {}
    StepLine(const StepLine&) = delete;
    StepLine& operator=(const StepLine&) = delete;
    /// A step that failed leaves its line behind.
    ~StepLine() {
        stop();
        if (!finished_)
            print_status(fmt::format("\r\x1b[K{} ({} of {})\n", text_, index_ + 1, count_));
    }

    void finish() {
        stop();
        finished_ = true;
        print(fmt::format("\r\x1b[K{} ({} of {}, {})\n", text_, index_ + 1, count_,
                          elapsed(steady_clock::now() - start_)));
    }

private:
    void tick() {
        std::unique_lock lock(mutex_);
        do {
            const std::string tail = fmt::format(" ({} of {}, {})", index_ + 1, count_,
                                                 elapsed(steady_clock::now() - start_));
            // A line that wraps could not be written over. Bytes are at least columns.
            std::string line = text_;
            if (line.size() + tail.size() >= width_) {
                std::size_t end = width_ > tail.size() + 4 ? width_ - tail.size() - 4 : 0;
                while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80U) --end;
                line = line.substr(0, end) + "...";
            }
            print_status("\r\x1b[K" + line + tail);
        } while (!wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopped_; }));
    }
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        wake_.notify_one();
        if (ticker_.joinable()) ticker_.join();
    }
    std::string text_;
    std::size_t index_;
    std::size_t count_;
    std::size_t width_;
    steady_clock::time_point start_ = steady_clock::now();
    bool finished_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopped_ = false;
    std::thread ticker_;  // last: it uses the others
};

}  // namespace

Options announcing(const Globals& globals, Options options) {
    if (globals.quiet) return options;
    const std::optional<std::size_t> width = output_terminal_width();
    options.progress = [width, line = std::shared_ptr<StepLine>(),
                        also = std::move(options.progress)](const Progress& progress) mutable {
        if (progress.event == Progress::Event::running) {
            if (also) also(progress);
            return;
        }
        const bool starts = progress.event == Progress::Event::started;
        if (also && starts) also(progress);
        if (starts) {
            const std::string text = "Running " + step_line(progress.step);
            if (width) {
                line = std::make_shared<StepLine>(text, progress.index, progress.count, *width);
            } else {
                print(text + "\n");
            }
        } else if (line) {
            line->finish();
            line.reset();
        }
        if (also && !starts) also(progress);
    };
    return options;
}

}  // namespace kiln::tool
