#include <kiln/command_line.hpp>

#include "tool/command_line/front.hpp"
#include "tool/verbs/database/verbs.hpp"

#include <utility>

namespace kiln {
namespace {

using tool::Verb;

constexpr Verb verbs[] = {tool::show_verb,    tool::history_verb,       tool::heads_verb,
                          tool::current_verb, tool::upgrade_verb,       tool::downgrade_verb,
                          tool::stamp_verb,   tool::adopt_verb,         tool::check_verb,
                          tool::repair_verb,  tool::ensure_version_verb};

}  // namespace

int command_line(int argc, const char* const* argv, const MigrationTable& table,
                 std::string_view url, Options options) {
    tool::Globals globals;
    globals.read = [&](std::vector<Diagnostic>&, tool::Use) {
        tool::Workspace workspace;
        workspace.migrations = &table;
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
