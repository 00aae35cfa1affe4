#include "tool/verbs/database/verbs.hpp"

#include "src/database/url.hpp"
#include "src/plan/history_range.hpp"
#include "src/plan/version_rows.hpp"
#include "tool/report/diagrams.hpp"
#include "tool/report/print.hpp"
#include "tool/report/revisions.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>

namespace kiln::tool {
namespace {

struct HistoryOptions {
    std::string range;
    bool verbose = false;
    bool indicate_current = false;
    bool graph = false;
    std::string format = "text";

    /// Throws UsageError.
    void validate() const {
        if (graph && verbose) throw UsageError{"--graph does not go with -v"};
        if (graph && format != "text")
            throw UsageError{"--graph does not go with --format " + format};
    }

    bool range_needs_database() const { return !range.empty() && range_needs_current(range); }
};

/// What a drawing marks without being asked to: nothing where there is no database that can be
/// read at once. A drawing of files must not fail, nor wait, for the sake of a mark.
std::vector<std::uint32_t> rows_if_readable(const Workspace& workspace) {
    try {
        if (parse_url(workspace.url()).dialect != Dialect::sqlite) return {};
        Options options = workspace.options;
        options.lock_wait = std::chrono::milliseconds{0};
        return locate_rows(workspace.table(), workspace.migrator(options).current());
    } catch (const Error&) {
        return {};
    }
}

void history(const Globals& globals, const HistoryOptions& options,
             std::vector<Diagnostic>& warnings) {
    options.validate();
    const Workspace workspace = globals.open_to_list(warnings);
    const MigrationTable& table = workspace.table();
    std::vector<std::uint32_t> rows;
    if (options.indicate_current || options.range_needs_database()) {
        rows = locate_rows(table, workspace.migrator().current());
        if (rows.empty()) workspace.warn_if_absent(warnings);
    } else if (options.graph) {
        rows = rows_if_readable(workspace);
    }
    std::vector<std::uint32_t> shown(table.migrations.size());
    std::iota(shown.begin(), shown.end(), 0U);
    if (!options.range.empty()) shown = resolve_range(table, options.range, rows);
    std::ranges::reverse(shown);

    if (!options.indicate_current && !options.graph) rows.clear();
    const RevisionReport report(table, rows);
    if (options.format == "json") return print(report.json(shown));
    if (options.format == "dot") return print(graph_dot(table, shown, rows));
    if (options.format == "mermaid") return print(graph_mermaid(table, shown, rows));
    if (options.graph) return print(graph_text(table, report, shown));
    std::string text;
    for (const std::uint32_t position : shown) {
        if (options.verbose) {
            text += (text.empty() ? "" : "\n") + report.block(position, true);
        } else {
            text += report.line(position, {.parents = true,
                                           .labels = true,
                                           .current = true,
                                           .points = true,
                                           .message = true});
        }
    }
    print(text);
}

}  // namespace

Action add_history(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<HistoryOptions>();
    parser.option("-r,--rev-range", options->range,
                  "Only the revisions of a range; each end may be left out", {.type = "A:B"});
    parser.flag("-v,--verbose", options->verbose, "All about each revision");
    parser.flag("-i,--indicate-current", options->indicate_current, "Mark what the database is at");
    parser.flag("--graph", options->graph, "Draw how the revisions build on each other");
    parser.option("--format", options->format,
                  "How the answer is printed; dot is Graphviz's language",
                  {.choices = {"text", "json", "dot", "mermaid"}, .default_shown = true});
    return action_of(history, globals, options);
}

}  // namespace kiln::tool
