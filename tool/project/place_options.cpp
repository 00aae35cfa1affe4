#include "tool/project/place_options.hpp"

#include "src/plan/planner.hpp"
#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

namespace kiln::tool {
namespace {

Error several_heads(const MigrationTable& table) {
    Diagnostic diagnostic =
        diagnose(Code::several_heads, fmt::format("there are {} heads", table.heads.size()));
    std::string ids;
    for (const std::uint32_t head : table.heads) {
        const Migration& migration = table.migrations[head];
        ids += fmt::format(" {}", std::string_view(migration.revision));
        diagnostic.notes.push_back(
            note_of(fmt::format("a head is '{}' ({})", std::string_view(migration.revision),
                                std::string_view(migration.file))));
    }
    set_hint(diagnostic,
             "say on which with --head, or run: " + command("merge -m \"merge heads\"" + ids));
    return Error(diagnostic);
}

}  // namespace

void add_message(Parser& parser, PlaceOptions& options) {
    parser.option("-m,--message", options.request.message, "What the revision does",
                  {.type = "MESSAGE"});
}

void add_head(Parser& parser, PlaceOptions& options) {
    parser.option("--head", options.head, "The revision that it builds on; base begins a new graph",
                  {.type = "REVISION", .default_shown = true});
}

void add_place(Parser& parser, PlaceOptions& options) {
    CreateRequest& request = options.request;
    parser.flag("--splice", request.splice, "Allow a --head that is not one: a new branch");
    parser.option("--branch-label", request.branch_labels, "A branch label for it",
                  {.type = "LABEL"});
    parser.option("--version-path", request.version_path, "The script_location that it goes to",
                  {.type = "DIRECTORY"});
    parser.option("--rev-id", request.revision, "Its id, instead of 12 random hex digits",
                  {.type = "ID"});
    parser.option("--depends-on", request.depends_on,
                  "A revision or branch label that it depends on", {.type = "REVISION"});
    parser.flag("--dry-run", request.dry_run, "Print the file and write nothing");
}

std::vector<std::uint32_t> parents_of(const MigrationTable& table, const std::string& head) {
    if (head == "base") return {};
    if (head == "head") {
        if (table.migrations.empty()) return {};
        if (table.heads.size() > 1) throw several_heads(table);
    }
    return resolve(table, head);
}

}  // namespace kiln::tool
