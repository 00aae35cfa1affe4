#include "src/planner.hpp"
#include "tool/commands/autogenerate.hpp"
#include "tool/commands/create.hpp"
#include "tool/report/print.hpp"

#include <kiln/codes.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <memory>

namespace kiln::tool {
namespace {

struct RevisionOptions {
    CreateRequest request;
    std::string head = "head";
    bool autogenerate = false;
    AutogenerateOptions models;
};

/// Fills in what the models ask for. False if there is nothing to do.
bool generate(const Globals& globals, const ConfiguredProject& project,
              const AutogenerateOptions& options, CreateRequest& request,
              std::vector<Diagnostic>& warnings) {
    const auto generated = autogenerate(globals, project, options, warnings);
    if (!generated) {
        print("No new upgrade operations detected.\n");
        return false;
    }
    if (!globals.quiet) {
        for (const std::string& each : generated->detected) print("  Detected " + each + "\n");
        for (const std::string& each : generated->notes) print("  Note: " + each + "\n");
    }
    request.upgrade = generated->upgrade;
    request.downgrade = generated->downgrade;
    return true;
}

void new_revision(const Globals& globals, const RevisionOptions& options,
                  std::vector<Diagnostic>& warnings) {
    if (!options.autogenerate &&
        (!options.models.renames.empty() || !options.models.build.empty())) {
        throw UsageError{"--rename and --build need --autogenerate"};
    }
    const ConfiguredProject project(globals, warnings, Project::Empty::allowed);
    CreateRequest request = options.request;
    const MigrationTable& table = project.table();
    // The first revision of a project has nothing to stand on.
    if (options.head != "base" && !(options.head == "head" && table.migrations.empty())) {
        if (options.head == "head" && table.heads.size() > 1) {
            Diagnostic diagnostic;
            diagnostic.code = codes::several_heads;
            diagnostic.message = fmt::format("there are {} heads", table.heads.size());
            std::string ids;
            for (const std::uint32_t head : table.heads) {
                ids += fmt::format(" {}", std::string_view(table.migrations[head].revision));
                diagnostic.notes.push_back(
                    {{},
                     fmt::format("a head is '{}' ({})",
                                 std::string_view(table.migrations[head].revision),
                                 std::string_view(table.migrations[head].file))});
            }
            diagnostic.hint =
                "say on which with --head, or run: kiln merge -m \"merge heads\"" + ids;
            throw Error(diagnostic);
        }
        request.parents = resolve(table, options.head);
    }
    if (options.autogenerate && !generate(globals, project, options.models, request, warnings)) {
        return;
    }
    create_revision(globals, project, request, warnings);
}

}  // namespace

Action add_revision(CLI::App& parser, const Globals& globals) {
    auto options = std::make_shared<RevisionOptions>();
    CreateRequest& request = options->request;
    parser.add_option("-m,--message", request.message, "What the revision does")
        ->type_name("MESSAGE");
    parser
        .add_option("--head", options->head,
                    "The revision that it builds on; base begins a new graph")
        ->type_name("REVISION")
        ->capture_default_str();
    parser.add_flag("--autogenerate", options->autogenerate,
                    "Write what leads from the revisions to the C++ models; with --url, from that "
                    "database");
    parser
        .add_option("--rename", options->models.renames,
                    "With --autogenerate: table.old=new is a column that got another name, "
                    "old=new a table")
        ->type_name("RENAME")
        ->take_all()
        ->allow_extra_args(false);
    parser
        .add_option("--build", options->models.build,
                    "With --autogenerate: the build's folder (default: the one configured last)")
        ->type_name("DIRECTORY");
    parser.add_flag("--splice", request.splice, "Allow a --head that is not one: a new branch");
    parser.add_option("--branch-label", request.branch_labels, "A branch label for it")
        ->type_name("LABEL")
        ->take_all()
        ->allow_extra_args(false);
    parser
        .add_option("--version-path", request.version_path, "The script_location that it goes to")
        ->type_name("DIRECTORY");
    parser.add_option("--rev-id", request.revision, "Its id, instead of 12 random hex digits")
        ->type_name("ID");
    parser
        .add_option("--depends-on", request.depends_on,
                    "A revision or branch label that it depends on")
        ->type_name("REVISION")
        ->take_all()
        ->allow_extra_args(false);
    return [options, &globals](std::vector<Diagnostic>& warnings) {
        new_revision(globals, *options, warnings);
    };
}

}  // namespace kiln::tool
