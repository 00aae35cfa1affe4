#include "tool/models/code_build.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/models/model_build.hpp"
#include "tool/project/continue_as.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/report/shell_word.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <filesystem>
#include <optional>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

char** program_arguments = nullptr;

std::string build_command(const ModelBuild& build) {
    std::string command = "cmake --build " + shown_shell_word(build.folder);
    command += " --target " + shown_shell_word(build.target);
    if (!build.config.empty()) command += " --config " + shown_shell_word(build.config);
    return command;
}

void go_on_with_code(const std::string& path, std::string_view revision) {
    const std::string name = "revision " + quote(revision);
    Settings settings;
    settings.build = code_search().build;
    settings.folder = code_search().folder;
    settings.script_location = {fs::path(path).parent_path().string()};
    const std::optional<ModelBuild> build = find_build(settings, settings.build, "kiln-code");
    if (!build) {
        throw Error(diagnose_at({path}, Code::code_not_built,
                                name + " is in C++, and no build has it",
                                "build it: cmake -S . -B build && cmake --build build; or name the "
                                "build's folder, as `build` in kiln.toml"));
    }
    std::error_code error;
    if (has_linked_code() || !fs::is_regular_file(build->models, error)) {
        throw Error(diagnose_at({path}, Code::code_not_built,
                                name + (has_linked_code() ? " is not what was built of it"
                                                          : " is in C++, and was not built"),
                                "build it: " + build_command(*build)));
    }
    continue_as(build->models, program_arguments);
    throw Error(diagnose_at({path}, Code::code_not_built,
                            name + " is in C++, and " + quote(build->models) + " does not start",
                            "build it: " + build_command(*build)));
}

}  // namespace

void find_code_with(char** argv) {
    program_arguments = argv;
    set_need_code(go_on_with_code);
}

}  // namespace kiln::tool
