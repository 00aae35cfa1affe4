#include "tool/command_line/workspace.hpp"

#include "src/plan/planner.hpp"
#include "src/plan/version_rows.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

namespace kiln::tool {

const std::string& Workspace::url() const {
    if (!database.empty()) return database;
    Diagnostic diagnostic;
    diagnostic.code = Code::no_url;
    diagnostic.message = "no database is named";
    diagnostic.hint = without_database;
    throw Error(diagnostic);
}

std::vector<std::uint32_t> rows_from(const MigrationTable& table,
                                     std::span<const std::string> identifiers) {
    std::vector<std::uint32_t> rows;
    for (const std::string& identifier : identifiers) {
        const std::vector<std::uint32_t> named = resolve(table, identifier);
        rows.insert(rows.end(), named.begin(), named.end());
    }
    return rows_of(table, applied_set(table, rows));
}

}  // namespace kiln::tool
