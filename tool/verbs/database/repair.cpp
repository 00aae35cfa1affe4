#include "tool/verbs/database/verbs.hpp"

#include "src/database/version_table.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <memory>

namespace kiln::tool {
namespace {

using Kind = Repair::Kind;

struct RepairOptions {
    bool yes = false;
    bool done = false;
    bool not_done = false;
    std::string tag;
    std::string backup;
};

std::string_view checksum_of(const Workspace& workspace, const std::string& revision) {
    for (const Migration& migration : workspace.table().migrations) {
        if (migration.revision != revision) continue;
        for (const DialectScripts& scripts : migration.scripts) {
            if (scripts.dialect == workspace.dialect()) return scripts.checksum;
        }
    }
    return "";
}

std::string text_of(const Repair& repair, const Workspace& workspace) {
    const std::string revision = escape(repair.revision);
    const std::string version_table = escape(workspace.options.version_table);
    switch (repair.kind) {
        case Kind::repeated_row:
            return fmt::format("delete all rows '{}' of {} but one", revision, version_table);
        case Kind::implied_row:
            return fmt::format("delete the row '{}' of {}: '{}' stands above it", revision,
                               version_table, escape(repair.detail));
        case Kind::changed_checksum:
            return fmt::format("record that '{}' has the checksum {} now; when it ran it was {}",
                               revision, checksum_of(workspace, repair.revision),
                               escape(repair.detail));
        case Kind::old_checksum:
            return fmt::format("record that '{}' has the checksum {}; the log has that of 0.1.0",
                               revision, checksum_of(workspace, repair.revision));
        case Kind::not_in_history:
            return fmt::format(
                "record that '{}' is applied: {} does not know of it; its script is not run",
                revision, history_table);
        case Kind::statement_in_doubt:
            return escape(repair.detail);
    }
    return "";
}

InDoubt in_doubt_of(const RepairOptions& options) {
    if (options.done && options.not_done)
        throw UsageError{"--done and --not-done exclude each other"};
    if ((options.done || options.not_done) && !options.yes) {
        throw UsageError{"--done and --not-done need --yes"};
    }
    if (options.done) return InDoubt::done;
    return options.not_done ? InDoubt::not_done : InDoubt::refuse;
}

/// What is in doubt is nothing that Kiln would do.
std::string_view what_happens(const Repair& repair, const RepairOptions& options) {
    if (repair.kind != Kind::statement_in_doubt) return options.yes ? "Repair:" : "Would";
    if (!options.yes) return "In doubt:";
    return options.done ? "Settled as done:" : "Settled as not done:";
}

void repair(const Globals& globals, const RepairOptions& options,
            std::vector<Diagnostic>& warnings) {
    if (!options.yes && !(options.tag.empty() && options.backup.empty())) {
        throw UsageError{"--tag and --backup need --yes"};
    }
    const InDoubt in_doubt = in_doubt_of(options);
    const Workspace workspace = globals.open(warnings);
    Options run_options = workspace.options;
    if (!options.tag.empty()) run_options.applied_by = options.tag;
    run_options.backup = options.backup;
    Migrator migrator = workspace.migrator(run_options);
    const std::vector<Repair> repairs =
        options.yes ? migrator.repair(in_doubt) : migrator.find_repairs();
    if (repairs.empty()) workspace.warn_if_absent(warnings);
    if (globals.quiet && options.yes) return;
    for (const Repair& each : repairs) {
        print(fmt::format("{} {}\n", what_happens(each, options), text_of(each, workspace)));
    }
    if (globals.quiet) return;
    if (repairs.empty()) return print("Nothing to repair.\n");
    if (options.yes) return;
    const bool is_in_doubt = std::any_of(repairs.begin(), repairs.end(), [](const Repair& each) {
        return each.kind == Kind::statement_in_doubt;
    });
    const std::string call = escape(globals.call()) + " repair --yes";
    print(is_in_doubt ? "Look whether the statement took effect. If it did: " + call +
                            " --done; if not: " + call + " --not-done\n"
                      : "To do that: " + call + "\n");
}

}  // namespace

Action add_repair(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<RepairOptions>();
    parser.flag("--yes", options->yes, "Do it");
    parser.flag("--done", options->done, "The statement that is in doubt took effect (MySQL)");
    parser.flag("--not-done", options->not_done, "The statement that is in doubt did not (MySQL)");
    parser.option("--tag", options->tag, "Written to kiln_history as applied_by", {.type = "TAG"});
    parser.option("--backup", options->backup,
                  "Before anything is changed, put a checked copy of the database in this file",
                  {.type = "FILE"});
    return action_of(repair, globals, options);
}

}  // namespace kiln::tool
