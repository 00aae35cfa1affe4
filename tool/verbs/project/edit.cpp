#include "tool/verbs/project/verbs.hpp"

#include "src/plan/planner.hpp"
#include "src/plan/version_rows.hpp"
#include "src/text/message.hpp"
#include "tool/project/project.hpp"
#include "tool/project/shell.hpp"
#include "tool/report/shell_word.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace kiln::tool {
namespace {

std::string editor() {
    for (const char* name : {"VISUAL", "EDITOR"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return value;
    }
#ifdef _WIN32
    return "notepad";
#else
    return "vi";
#endif
}

void edit(const Globals& globals, const std::string& revision, std::vector<Diagnostic>& warnings) {
    const ConfiguredProject project(globals, warnings);
    const MigrationTable& table = project.table();
    std::vector<std::uint32_t> rows;
    if (revision.starts_with("current")) {
        rows = locate_rows(table, project.workspace().migrator().current());
    }
    std::string command = editor();
    const std::vector<std::uint32_t> named = resolve(table, revision, rows);
    if (named.empty()) {
        throw make_error(Code::unknown_revision, quote(revision) + " names no revision",
                         "'" + kiln::command("history") + "' lists all revisions");
    }
    for (const std::uint32_t position : named) {
        command += " " + shell_word(table.migrations[position].file);
    }
    if (run_in_shell(command)) return;
    throw make_error(Code::hook_failed, fmt::format("the editor failed: {}", command),
                     "set VISUAL or EDITOR");
}

}  // namespace

Action add_edit(Parser& parser, const Globals& globals) {
    auto revision = std::make_shared<std::string>();
    parser.argument("revision", *revision, "Which one: an id, head, current, ...",
                    {.required = true, .example = "edit head"});
    return [revision, &globals](std::vector<Diagnostic>& warnings) {
        edit(globals, *revision, warnings);
    };
}

}  // namespace kiln::tool
