#include "tool/verbs/database/verbs.hpp"

#include "src/plan/planner.hpp"
#include "src/plan/version_rows.hpp"
#include "tool/command_line/options.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"
#include "tool/report/revisions.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace kiln::tool {
namespace {

struct ShowOptions {
    std::vector<std::string> revisions;
    std::string format = "text";
};

/// What it does to the schema; nothing where that cannot be told: of other databases' sections, or
/// where it or something before it does not run. Of SQL that is a fault; code may be what this
/// program lacks.
std::string schema_changes(SchemaSteps& steps, std::uint32_t position,
                           std::optional<Diagnostic>& fault) {
    std::string text;
    try {
        const SchemaStep step = steps.of(position);
        for (const SchemaDifference& difference : differences(step.was, step.is)) {
            text += "    " + escape(describe_change(difference)) + "\n";
        }
    } catch (const Error& error) {
        if (error.code() == Code::script_failed) fault = error.diagnostics().front();
        return "";
    }
    return text.empty() ? "" : "    \n" + text;
}

void show(const Globals& globals, const ShowOptions& options, std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open_to_list(warnings);
    const MigrationTable& table = workspace.table();
    const bool asks_database = std::ranges::any_of(
        options.revisions, [](const std::string& each) { return each.starts_with("current"); });
    const std::vector<std::uint32_t> rows = asks_database
                                                ? locate_rows(table, workspace.migrator().current())
                                                : std::vector<std::uint32_t>{};
    std::vector<std::uint32_t> shown;
    for (const std::string& identifier : options.revisions) {
        for (const std::uint32_t position : resolve(table, identifier, rows)) {
            shown.push_back(position);
        }
    }
    const RevisionReport report(table, rows);
    if (options.format == "json") return print(report.json(shown));
    SchemaSteps steps(table, workspace.options);
    std::map<std::uint32_t, std::string> changes;
    std::optional<Diagnostic> fault;
    for (const std::uint32_t position : std::set(shown.begin(), shown.end())) {
        changes[position] = schema_changes(steps, position, fault);
    }
    if (fault) {
        fault->severity = Severity::warning;
        warnings.push_back(std::move(*fault));
    }
    std::string text;
    for (const std::uint32_t position : shown) {
        text += (text.empty() ? "" : "\n") + report.block(position) + changes[position];
    }
    print(text);
}

}  // namespace

Action add_show(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<ShowOptions>();
    parser.argument("revisions", options->revisions, "Which: ids, head, current, ...",
                    {.required = true, .example = "show head"});
    add_format_option(parser, options->format);
    return action_of(show, globals, options);
}

}  // namespace kiln::tool
