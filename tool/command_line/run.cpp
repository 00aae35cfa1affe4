#include "tool/command_line/run.hpp"

#include "tool/report/plans.hpp"
#include "tool/report/print.hpp"

namespace kiln::tool {

Options announcing(const Globals& globals, Options options) {
    if (globals.quiet) return options;
    options.progress = [](const Progress& progress) {
        if (progress.event == Progress::Event::started) {
            print("Running " + step_line(progress.step) + "\n");
        }
    };
    return options;
}

}  // namespace kiln::tool
