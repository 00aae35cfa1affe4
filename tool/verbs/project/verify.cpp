#include "tool/verbs/project/verbs.hpp"

#include "tool/bake/checks.hpp"
#include "tool/command_line/check_progress.hpp"
#include "tool/project/check_options.hpp"
#include "tool/report/print.hpp"

#include <fmt/format.h>

#include <memory>

namespace kiln::tool {
namespace {

struct VerifyOptions {
    std::vector<std::string> directories;
    CheckArguments checks;
    std::string only;
};

void verify(const Globals& globals, const VerifyOptions& options,
            std::vector<Diagnostic>& warnings) {
    // Folders named on the command line stand for themselves: no settings file is looked for.
    const bool named = !options.directories.empty();
    Settings settings;
    if (!named || globals.config) settings = read_settings(globals.config);
    const std::vector<Dialect> dialects = options.checks.dialects(settings);
    const Project project(named ? options.directories : settings.script_location, dialects,
                          warnings);

    CheckOptions checks(settings, options.checks);
    if (options.only == "upgrade" || options.only == "models") checks.replay.round_trip = false;
    checks.heads = options.only.empty() || options.only == "heads";
    checks.scripts = options.only != "heads";
    if (!options.only.empty() && options.only != "models") checks.models.clear();
    checks.replay.progress = check_progress(globals);
    check_project(project, dialects, checks, warnings);
    checks.replay.progress = nullptr;  // its line goes
    if (globals.quiet) return;
    print(fmt::format("{} revision{}, {} head{}: no fault found\n", project.files().size(),
                      project.files().size() == 1 ? "" : "s", project.graph().heads.size(),
                      project.graph().heads.size() == 1 ? "" : "s"));
}

}  // namespace

Action add_verify(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<VerifyOptions>();
    parser.argument("directories", options->directories,
                    "Folders of revision files (default: those of the settings)");
    options->checks.add(parser);
    parser.option("--only", options->only, "One check alone",
                  {.choices = {"heads", "upgrade", "round-trip", "models"}});
    return action_of(verify, globals, options);
}

}  // namespace kiln::tool
