#include "tool/verbs/project/verbs.hpp"

#include "tool/bake/checks.hpp"
#include "tool/command_line/check_progress.hpp"
#include "tool/models/model_build.hpp"
#include "tool/project/check_options.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/supervision.hpp"
#include "tool/project/watch.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

struct VerifyOptions {
    std::vector<std::string> directories;
    CheckArguments checks;
    std::string build;
    std::string only;
    bool watch = false;
};

/// The models that the project's build knows, built anew. What keeps them from being compared is
/// told behind what the revisions have.
class ModelsOfTheBuild {
public:
    ModelsOfTheBuild(const Settings& settings, const VerifyOptions& options, CheckOptions& checks) {
        try {
            const ModelBuild build = find_model_build(settings, options.build);
            build_models(build);
            checks.models = build.models;
            checks.models_header = build.header;
            told_ = "Compared with the revisions: the models of " + escape(build.header) + "\n";
        } catch (const Error& error) {
            if (!options.build.empty() || error.code() != Code::no_models) {
                faults_ = error.diagnostics();
            } else if (options.only == "models" || seem_to_have_models(settings)) {
                told_ =
                    "Not compared: the models, as no build knows them; configure one, or name it "
                    "with --build\n";
            }
        }
    }

    void throw_faults() const {
        if (!faults_.empty()) throw Error(faults_);
    }
    /// Empty where there seem to be none.
    const std::string& told() const { return told_; }

private:
    std::vector<Diagnostic> faults_;
    std::string told_;
};

/// Folders named on the command line stand for themselves: no settings file is looked for.
Settings settings_of(const Globals& globals, const VerifyOptions& options) {
    const bool named = !options.directories.empty();
    Settings settings;
    if (!named || globals.config) settings = read_settings(globals.config);
    if (named) settings.script_location = options.directories;
    return settings;
}

/// What a check with these options would look at now.
Watched watched_by(const Globals& globals, const VerifyOptions& options) {
    Watched watched;
    if (globals.config) watched.files.push_back(*globals.config);
    for (const std::string& each : options.checks.extensions) watched.files.push_back(each);
    try {
        const Settings settings = settings_of(globals, options);
        if (!globals.config && options.directories.empty()) {
            watched.files.push_back((fs::path(settings.folder) / "kiln.toml").string());
        }
        watched.folders = settings.script_location;
        for (const auto& each : settings.objects.extensions) watched.files.push_back(each.file);
        const auto models = find_build(settings, options.build, "kiln-models");
        if (models) watched.files.push_back(models->header);
        // With revisions in C++: their program, once it is built anew.
        const auto code = find_build(settings, options.build, "kiln-code");
        if (code) watched.files.push_back(code->models);
    } catch (const Error& error) {
        // The check tells it, and the file at fault is waited for.
        for (const Diagnostic& each : error.diagnostics()) {
            if (!each.location.file.empty()) watched.files.push_back(each.location.file);
        }
    }
    return watched;
}

void verify(const Globals& globals, const VerifyOptions& options,
            std::vector<Diagnostic>& warnings) {
    const auto watched = [&] { return watched_by(globals, options); };
    if (options.watch && !for_each_save(watched, globals.quiet)) return;
    const bool named = !options.directories.empty();
    const Settings settings = settings_of(globals, options);
    if (has_linked_code()) supervise(settings.checks.check_deadline);
    set_code_search({options.build.empty() ? settings.build : options.build, settings.folder});
    const std::vector<Dialect> dialects = options.checks.dialects(settings);
    const Project project(settings.script_location, dialects, warnings);

    CheckOptions checks(settings, options.checks);
    if (!named && options.checks.cache.empty() && !options.checks.no_cache) {
        checks.replay.cache = place_for_cache(settings, options.build);
    }
    if (options.only == "upgrade" || options.only == "models") checks.replay.round_trip = false;
    checks.heads = options.only.empty() || options.only == "heads";
    checks.scripts = options.only != "heads";
    if (!options.only.empty()) checks.replay.snapshot = false;
    checks.on_servers = options.only != "models";
    const bool with_models = options.only.empty() || options.only == "models";
    if (!with_models) checks.models.clear();
    std::optional<ModelsOfTheBuild> models;
    if (with_models && checks.models.empty()) models.emplace(settings, options, checks);
    checks.replay.progress = check_progress(globals);
    const std::vector<std::string> not_run =
        check_project(project, dialects, checks, warnings).not_run;
    checks.replay.progress = nullptr;  // its line goes
    if (models) models->throw_faults();
    if (globals.quiet) return;
    print(fmt::format("{} revision{}, {} head{}: no fault found\n", project.files().size(),
                      project.files().size() == 1 ? "" : "s", project.graph().heads.size(),
                      project.graph().heads.size() == 1 ? "" : "s"));
    for (const std::string& line : not_run) print(line + "\n");
    if (models) print(models->told());
}

}  // namespace

Action add_verify(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<VerifyOptions>();
    parser.argument("directories", options->directories,
                    "Folders of revision files (default: those of the settings)");
    options->checks.add(parser);
    parser.option(
        "--build", options->build,
        "The folder of the build that knows the models (default: the one configured last)",
        {.type = "DIRECTORY"});
    parser.option("--only", options->only, "One check alone",
                  {.choices = {"heads", "upgrade", "round-trip", "models"}});
    parser.flag("--watch", options->watch, "Check again whenever a file is saved, until Ctrl-C");
    return action_of(verify, globals, options);
}

}  // namespace kiln::tool
