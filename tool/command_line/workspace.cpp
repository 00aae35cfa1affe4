#include "tool/command_line/workspace.hpp"

#include "src/plan/planner.hpp"
#include "src/plan/version_rows.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

namespace kiln::tool {

const std::string& Workspace::url() const {
    if (!database.empty()) return database;
    throw make_error(Code::no_url, "no database is named", without_database);
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
