#include "tool/verbs/project/verbs.hpp"

#include "tool/models/autogenerate.hpp"
#include "tool/project/create.hpp"
#include "tool/project/place_options.hpp"

#include <memory>

namespace kiln::tool {
namespace {

struct RevisionOptions {
    PlaceOptions place;
    bool autogenerate = false;
    AutogenerateOptions models;
};

/// Fills in what the models ask for. False if there is nothing to do.
bool generate(const Globals& globals, const ConfiguredProject& project,
              const AutogenerateOptions& options, CreateRequest& request,
              std::vector<Diagnostic>& warnings) {
    const auto generated = autogenerate(globals, project, options, warnings);
    if (!tell(generated, globals)) return false;
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
    CreateRequest request = options.place.request;
    request.parents = parents_of(project.table(), options.place.head);
    if (options.autogenerate && !generate(globals, project, options.models, request, warnings)) {
        return;
    }
    create_revision(globals, project, request, warnings);
}

}  // namespace

Action add_revision(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<RevisionOptions>();
    add_message(parser, options->place);
    add_head(parser, options->place);
    parser.flag("--autogenerate", options->autogenerate,
                "Write what leads from the revisions to the C++ models; with --url, from that "
                "database");
    parser.option("--rename", options->models.renames,
                  "With --autogenerate: table.old=new is a column that got another name, "
                  "old=new a table",
                  {.type = "RENAME"});
    parser.option("--build", options->models.build,
                  "With --autogenerate: the build's folder (default: the one configured last)",
                  {.type = "DIRECTORY"});
    add_place(parser, options->place);
    return action_of(new_revision, globals, options);
}

}  // namespace kiln::tool
