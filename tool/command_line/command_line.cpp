#include <kiln/command_line.hpp>

#include "tool/command_line/front.hpp"

#include <utility>

namespace kiln {
namespace {

using tool::Verb;

constexpr Verb verbs[] = {
    {"show", "show all about revisions", tool::add_show},
    {"history", "list the revisions, newest first", tool::add_history},
    {"heads", "show the revisions that no other one builds on", tool::add_heads},
    {"current", "show what the database is at", tool::add_current},
    {"upgrade", "apply the revisions that lead to a target", tool::add_upgrade},
    {"downgrade", "take revisions back, down to a target", tool::add_downgrade},
    {"stamp", "set the version table without running anything", tool::add_stamp},
};

}  // namespace

int command_line(int argc, const char* const* argv, const MigrationTable& table,
                 std::string_view url, Options options) {
    tool::Globals globals;
    globals.open = [&](std::vector<Diagnostic>&) {
        tool::Workspace workspace;
        workspace.migrations = &table;
        for (const Migration& migration : table.migrations) {
            workspace.paths.emplace_back(migration.file);
        }
        workspace.database = globals.url.empty() ? std::string(url) : globals.url;
        workspace.without_database = "give --url sqlite:///file.db";
        workspace.options = std::move(options);
        return workspace;
    };
    return tool::run_front(
        argc, argv, {.program = {}, .description = "The database of this program", .verbs = verbs},
        globals);
}

}  // namespace kiln
