#include "tool/verbs/database/verbs.hpp"

#include "tool/command_line/options.hpp"
#include "tool/command_line/sql_script.hpp"
#include "tool/report/print.hpp"

#include <memory>

namespace kiln::tool {

Action add_ensure_version(Parser& parser, const Globals& globals) {
    auto sql = std::make_shared<bool>(false);
    parser.flag("--sql", *sql, "Print a script for the sqlite3 shell and change nothing");
    return [sql, &globals](std::vector<Diagnostic>& warnings) {
        const Workspace workspace = globals.open(warnings);
        if (*sql) return print(version_script_text(workspace, workspace.options));
        workspace.migrator().ensure_version();
    };
}

}  // namespace kiln::tool
