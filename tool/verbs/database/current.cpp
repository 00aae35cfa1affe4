#include "tool/verbs/database/verbs.hpp"

#include "src/database/url.hpp"
#include "src/plan/version_rows.hpp"
#include "src/text/message.hpp"
#include "tool/command_line/options.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"
#include "tool/report/revisions.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <memory>

namespace kiln::tool {
namespace {

struct CurrentOptions {
    bool verbose = false;
    bool check_heads = false;
    std::string format = "text";
};

/// The applied revisions that no applied one names in down_revision: the rows, and the effective
/// heads that they imply.
std::vector<std::uint32_t> applied_heads(const MigrationTable& table,
                                         const std::vector<std::uint32_t>& rows) {
    const std::vector<bool> applied = applied_set(table, rows);
    std::vector<bool> tops = applied;
    for (std::size_t i = 0; i < applied.size(); ++i) {
        if (!applied[i]) continue;
        for (const std::uint32_t parent : table.migrations[i].down_revisions) tops[parent] = false;
    }
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < tops.size(); ++i) {
        if (tops[i]) out.push_back(static_cast<std::uint32_t>(i));
    }
    return out;
}

void require_heads(const MigrationTable& table, const std::vector<std::uint32_t>& rows) {
    if (std::ranges::equal(rows, table.real_heads)) return;
    throw make_error(Code::not_at_head, "the database is not at the heads",
                     "run: " + command("upgrade heads"));
}

void current(const Globals& globals, const CurrentOptions& options,
             std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open_to_compare(warnings);
    const MigrationTable& table = workspace.table();
    const std::vector<std::uint32_t> rows = locate_rows(table, workspace.current());
    if (rows.empty()) workspace.warn_if_absent(warnings);
    const std::vector<std::uint32_t> shown = applied_heads(table, rows);
    const RevisionReport report(table, shown);
    if (options.format == "json") {
        print(report.json(shown));
    } else {
        std::string text;
        if (options.verbose) {
            text = "Current revision(s) for " + escape(hide_password(workspace.url())) + ":\n";
        }
        for (const std::uint32_t position : shown) {
            if (options.verbose) {
                text += report.block(position) + "\n";
            } else {
                text += report.line(position, {.points = true});
            }
        }
        print(text);
    }
    if (options.check_heads) require_heads(table, rows);
}

}  // namespace

Action add_current(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<CurrentOptions>();
    parser.flag("-v,--verbose", options->verbose, "All about each revision");
    parser.flag("--check-heads", options->check_heads,
                "Exit with 1 unless the database is at the heads");
    add_format_option(parser, options->format);
    return action_of(current, globals, options);
}

}  // namespace kiln::tool
