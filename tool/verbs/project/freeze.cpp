#include "tool/verbs/project/verbs.hpp"

#include "src/plan/planner.hpp"
#include "src/plan/version_rows.hpp"
#include "tool/project/frozen.hpp"
#include "tool/project/project.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

namespace kiln::tool {
namespace {

void freeze_revisions(const Globals& globals, const std::string& revision,
                      std::vector<Diagnostic>& warnings) {
    ConfiguredProject configured(globals);
    configured.read(warnings, Project::Empty::fault, Checksums::empty);
    const Project& project = configured.project();
    std::vector<Diagnostic> faults;
    const Frozen frozen = read_frozen(configured.settings().script_location, faults);
    settle(std::move(faults), warnings);
    settle(check_frozen(frozen, project.files(), project.graph()), warnings);

    const MigrationTable& table = project.table();
    const auto counts = freeze(frozen, project.files(), project.graph(),
                               applied_set(table, resolve(table, revision)));
    if (globals.quiet) return;
    for (const auto& [path, count] : counts) {
        print(
            fmt::format("Froze {} revision{} in {}\n", count, count == 1 ? "" : "s", escape(path)));
    }
    if (counts.empty()) print("Nothing to freeze.\n");
}

}  // namespace

Action add_freeze(Parser& parser, const Globals& globals) {
    auto revision = std::make_shared<std::string>("heads");
    parser.argument("revision", *revision, "The last one to freeze (default: heads)");
    return [revision, &globals](std::vector<Diagnostic>& warnings) {
        freeze_revisions(globals, *revision, warnings);
    };
}

}  // namespace kiln::tool
