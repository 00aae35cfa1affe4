#include "tool/verbs/project/verbs.hpp"

#include "tool/project/check_options.hpp"
#include "tool/project/project.hpp"
#include "tool/report/print.hpp"
#include "tool/report/revisions.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

namespace kiln::tool {
namespace {

struct BranchesOptions {
    bool verbose = false;
    std::string format = "text";
};

void branches(const Globals& globals, const BranchesOptions& options,
              std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open_to_list(warnings);
    const MigrationTable& table = workspace.table();
    std::vector<std::vector<std::uint32_t>> children(table.migrations.size());
    for (std::uint32_t i = 0; i < table.migrations.size(); ++i) {
        for (const std::uint32_t parent : table.migrations[i].down_revisions) {
            children[parent].push_back(i);
        }
    }
    std::vector<std::uint32_t> points;
    for (std::uint32_t i = static_cast<std::uint32_t>(children.size()); i-- > 0;) {
        if (children[i].size() > 1) points.push_back(i);
    }
    const RevisionReport report(table);
    if (options.format == "json") return print(report.json(points));
    std::string text;
    for (const std::uint32_t point : points) {
        text += options.verbose ? report.block(point)
                                : report.line(point, {.labels = true, .points = true});
        // Alembic's column: the arrow is as wide as the id that branches.
        const std::string indent(table.migrations[point].revision.size(), ' ');
        for (const std::uint32_t child : children[point]) {
            text +=
                indent + " -> " +
                report.line(child, {.labels = true, .points = true, .message = options.verbose});
        }
        text += "\n";
    }
    print(text);
}

}  // namespace

Action add_branches(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<BranchesOptions>();
    parser.flag("-v,--verbose", options->verbose, "All about each branch point");
    add_format_option(parser, options->format);
    return action_of(branches, globals, options);
}

}  // namespace kiln::tool
