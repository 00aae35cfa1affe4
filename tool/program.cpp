#include "tool/program.hpp"

#include "tool/command_line/front.hpp"
#include "tool/models/autogenerate.hpp"
#include "tool/models/code_build.hpp"
#include "tool/project/drivers.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/project.hpp"
#include "tool/replay/memory_limit.hpp"
#include "tool/replay/server_schemas.hpp"
#include "tool/report/print.hpp"
#include "tool/verbs.hpp"

#include <kiln/detail/program.hpp>

#include <memory>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace kiln {
namespace tool {
namespace {

/// What the checks free they soon ask for again, a whole database at a time: to give it back to the
/// system and to get it anew, page by page, takes a tenth of their time.
void keep_freed_memory() {
#if defined(__GLIBC__)
    constexpr int most = 64 << 20;
    mallopt(M_TRIM_THRESHOLD, most);
    mallopt(M_MMAP_THRESHOLD, most / 4);
#endif
}

}  // namespace

int run_program(int argc, char** argv, const MigrationTable* code) {
    keep_freed_memory();
    prepare_output();
    if (code != nullptr) link_code(*code);
    find_code_with(argv);
    // Here, as some verbs open the project's database before they run the revisions in memory.
    count_memory_of_sqlite();
    Globals globals;
    globals.read = [&globals](std::vector<Diagnostic>& warnings, Use use) {
        Workspace workspace = open_project(globals, warnings, use, check_models);
        workspace.server_schemas = schemas_on_trial_servers();
        // For good: to free thousands of small pieces just before the end takes time.
        static auto& kept = *new std::shared_ptr<const void>;
        kept = workspace.owner;
        return workspace;
    };
    return run_front(argc, argv,
                     {.program = "kiln",
                      .description = "Database migrations that the build checks and the binary "
                                     "carries",
                      .verbs = verbs(),
                      .reads_settings = true,
                      .other_versions = versions_of_clients},
                     globals);
}

}  // namespace tool

int detail::run_program(int argc, char** argv, const MigrationTable& code) {
    return tool::run_program(argc, argv, &code);
}

}  // namespace kiln
