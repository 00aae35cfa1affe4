#include "tool/verbs/database/verbs.hpp"

#include "tool/command_line/options.hpp"
#include "tool/report/print.hpp"
#include "tool/report/revisions.hpp"

#include <memory>

namespace kiln::tool {
namespace {

struct HeadsOptions {
    bool verbose = false;
    bool resolve_dependencies = false;
    std::string format = "text";
};

void heads(const Globals& globals, const HeadsOptions& options, std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open_to_list(warnings);
    const MigrationTable& table = workspace.table();
    const Range<std::uint32_t> found =
        options.resolve_dependencies ? table.real_heads : table.heads;
    const RevisionReport report(table);
    if (options.format == "json") return print(report.json({found.data(), found.size()}));
    std::string text;
    for (const std::uint32_t head : found) {
        if (options.verbose) {
            text += (text.empty() ? "" : "\n") + report.block(head);
        } else {
            text += report.line(head, {.labels = true});
        }
    }
    print(text);
}

}  // namespace

Action add_heads(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<HeadsOptions>();
    parser.flag("-v,--verbose", options->verbose, "All about each head");
    parser.flag("--resolve-dependencies", options->resolve_dependencies,
                "Leave out heads that another revision depends on");
    add_format_option(parser, options->format);
    return action_of(heads, globals, options);
}

}  // namespace kiln::tool
