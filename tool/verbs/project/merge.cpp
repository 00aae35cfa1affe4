#include "tool/verbs/project/verbs.hpp"

#include "src/plan/planner.hpp"
#include "tool/project/create.hpp"

#include <algorithm>
#include <memory>

namespace kiln::tool {
namespace {

struct MergeOptions {
    CreateRequest request;
    std::vector<std::string> revisions;
};

void merge(const Globals& globals, const MergeOptions& options, std::vector<Diagnostic>& warnings) {
    const ConfiguredProject project(globals, warnings);
    CreateRequest request = options.request;
    const MigrationTable& table = project.table();
    for (const std::string& identifier : options.revisions) {
        // All that the build counts as heads, also one that another revision depends on.
        const std::vector<std::uint32_t> named =
            identifier == "heads" ? std::vector(table.heads.begin(), table.heads.end())
                                  : resolve(table, identifier);
        for (const std::uint32_t position : named) {
            const auto found = std::ranges::find(request.parents, position);
            if (found == request.parents.end()) request.parents.push_back(position);
        }
    }
    if (request.parents.size() < 2) {
        throw UsageError{"a merge needs two revisions or more"};
    }
    create_revision(globals, project, request, warnings);
}

}  // namespace

Action add_merge(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<MergeOptions>();
    CreateRequest& request = options->request;
    parser.argument("revisions", options->revisions, "What to merge: ids, or heads for all of them",
                    {.required = true, .example = "merge heads"});
    parser.option("-m,--message", request.message, "What the merge is about", {.type = "MESSAGE"});
    parser.option("--branch-label", request.branch_labels, "A branch label for it",
                  {.type = "LABEL"});
    parser.option("--rev-id", request.revision, "Its id, instead of 12 random hex digits",
                  {.type = "ID"});
    return action_of(merge, globals, options);
}

}  // namespace kiln::tool
