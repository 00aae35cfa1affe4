#include "tool/command_line/workspace.hpp"

#include "src/database/open.hpp"
#include "src/database/url.hpp"
#include "src/plan/history_range.hpp"
#include "src/plan/planner.hpp"
#include "src/plan/version_rows.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <utility>

namespace kiln::tool {

const std::string& Workspace::url() const {
    if (!database.empty()) return database;
    throw make_error(Code::no_url, "no database is named", without_database);
}

Dialect Workspace::dialect() const {
    return database.empty() ? table().dialects[0] : parse_url(database).dialect;
}

void Workspace::warn_if_absent(std::vector<Diagnostic>& warnings) const {
    const std::unique_ptr<Connection> connection = open_connection(url(), table(), options);
    connection->enter(false);
    const std::optional<Fault> fault = connection->run_first("SELECT 1").fault;
    if (!fault || fault->reason != Reason::absent) return;
    Diagnostic diagnostic = diagnose(Code::no_database, connection->name() + " does not exist",
                                     "'" + command("upgrade heads") + "' makes it");
    diagnostic.severity = Severity::warning;
    warnings.push_back(std::move(diagnostic));
}

void Workspace::require_code(const std::vector<std::uint32_t>& revisions) const {
    if (!need_code) return;
    const std::vector<bool> wanted = applied_set(table(), revisions);
    const auto lacks_code = [&](std::size_t position) {
        const Migration& migration = table().migrations[position];
        return wanted[position] && migration.is_code && migration.upgrade == nullptr;
    };
    bool is_looked_at = false;
    for (std::size_t position = 0; position < wanted.size(); ++position) {
        if (!lacks_code(position)) continue;
        // Checksums say whether a function is this file's.
        if (!std::exchange(is_looked_at, true) && add_checksums) add_checksums();
        const Migration& migration = table().migrations[position];
        if (lacks_code(position)) need_code(migration.file, migration.revision);
    }
}

void Workspace::require_code(const Plan& plan) const {
    if (!need_code) return;
    for (const PlanStep& step : plan.steps) {
        const Migration& migration = table().migrations[step.position];
        if (migration.is_code && migration.upgrade == nullptr) {
            need_code(migration.file, migration.revision);
        }
    }
}

std::vector<std::uint32_t> revisions_named(const Workspace& workspace,
                                           const std::string& identifier) {
    std::vector<std::uint32_t> rows;
    if (range_needs_current(identifier)) {
        rows = locate_rows(workspace.table(), workspace.current());
    }
    return resolve(workspace.table(), identifier, rows);
}

std::vector<std::uint32_t> rows_behind(const Workspace& workspace,
                                       const std::vector<std::uint32_t>& revisions) {
    return rows_of(workspace.table(), applied_set(workspace.table(), revisions));
}

void require_server(const std::string& missing) {
    if (missing.empty()) return;
    throw make_error(Code::no_server, "the revisions have to run to be seen: " + missing,
                     "install it, or name a server with KILN_POSTGRESQL_URL or KILN_MYSQL_URL");
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
