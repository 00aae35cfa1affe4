#include "tool/verbs/project/verbs.hpp"

#include "src/text/diagnose.hpp"
#include "tool/project/new_revision.hpp"
#include "tool/project/templates.hpp"
#include "tool/project/write_if_changed.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
    std::string directory = "migrations";
    std::string name = "generic";
};

[[noreturn]] void fail(Code code, const std::string& path, std::string message, Hint hint) {
    throw Error(diagnose_at({path}, code, std::move(message), std::move(hint)));
}

/// Nothing is written unless everything can be: no file is overwritten, no used folder taken over.
void require_room(const InitOptions& options, const ProjectTemplate& project) {
    std::error_code error;
    if (fs::exists(options.directory, error) &&
        !(fs::is_directory(options.directory, error) && fs::is_empty(options.directory, error))) {
        fail(Code::folder_not_empty, options.directory, "the folder exists and is not empty",
             "choose another name, or write kiln.toml by hand");
    }
    for (const TemplateFile& file : project.files) {
        // A link that leads nowhere is there too.
        if (fs::exists(fs::symlink_status(file.path, error))) {
            fail(Code::folder_not_empty, std::string(file.path), "the file exists already",
                 "begin in another folder, or move it away");
        }
    }
}

void init(const Globals& globals, const InitOptions& options) {
    const ProjectTemplate* project = find_template(options.name);
    if (project == nullptr) {
        fail(Code::malformed_option, "", fmt::format("unknown template '{}'", options.name),
             command("list_templates") + " lists them");
    }
    const std::string& directory = options.directory;
    if (directory.find_first_of("\"\\;#") != std::string::npos || escape(directory) != directory) {
        fail(Code::malformed_option, "",
             fmt::format("no build can carry the folder name '{}'", directory),
             "leave quotes, backslashes, ';', '#' and control characters out of it");
    }
    require_room(options, *project);
    std::error_code error;
    fs::create_directories(options.directory, error);
    if (error)
        fail(Code::cannot_write, options.directory, "cannot make the folder: " + error.message(),
             "");
    const std::string revision = random_revision_id();
    std::string text;
    for (const TemplateFile& file : project->files) {
        const std::string path = fill_in(file.path, options.directory, revision);
        write_if_changed(path, fill_in(file.text, options.directory, revision));
        text += fmt::format("  Generating {} ...  done\n", escape(path));
    }
    text += fill_in(project->next_steps, options.directory, revision);
    if (!globals.quiet) print(text);
}

}  // namespace

Action add_init(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<InitOptions>();
    parser.argument("directory", options->directory, "The folder for the revisions",
                    {.default_shown = true});
    parser.option("-t,--template", options->name, "What to write; kiln list_templates lists them",
                  {.type = "NAME", .default_shown = true});
    return [options, &globals](std::vector<Diagnostic>&) { init(globals, *options); };
}

}  // namespace kiln::tool
