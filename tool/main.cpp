// The program kiln: the verbs of the command line, and the project that they work on.

#include "tool/command_line/front.hpp"
#include "tool/models/autogenerate.hpp"
#include "tool/project/project.hpp"
#include "tool/replay/memory_limit.hpp"
#include "tool/verbs.hpp"

#include <memory>

int main(int argc, char** argv) {
    // Here, as some verbs open the project's database before they run the revisions in memory.
    kiln::tool::count_memory_of_sqlite();
    kiln::tool::Globals globals;
    globals.read = [&globals](std::vector<kiln::Diagnostic>& warnings, kiln::tool::Use use) {
        kiln::tool::Workspace workspace =
            kiln::tool::open_project(globals, warnings, use, kiln::tool::check_models);
        // For good: to free thousands of small pieces just before the end takes time.
        static auto& kept = *new std::shared_ptr<const void>;
        kept = workspace.owner;
        return workspace;
    };
    return kiln::tool::run_front(
        argc, argv,
        {.program = "kiln",
         .description = "Database migrations that the build checks and the binary carries",
         .verbs = kiln::tool::verbs(),
         .reads_settings = true},
        globals);
}
