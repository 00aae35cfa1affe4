#include "tool/project/import_versions.hpp"

#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

struct ForeignTable {
    std::string_view name;
    /// A version and what became of it in each row, in the order in which they were written:
    /// `ran`, `failed`, `undone`, or `below`, which is it and all before it.
    std::string_view query;
};

/// At the numbers of the tools.
constexpr std::array<ForeignTable, 6> foreign_tables = {{
    {"_sqlx_migrations",
     "SELECT version, CASE WHEN success THEN 'ran' ELSE 'failed' END FROM _sqlx_migrations ORDER "
     "BY "
     "version"},
    {"__diesel_schema_migrations",
     "SELECT version, 'ran' FROM __diesel_schema_migrations ORDER BY version"},
    {"goose_db_version",
     "SELECT version_id, CASE WHEN is_applied THEN 'ran' ELSE 'undone' END FROM goose_db_version "
     "WHERE version_id > 0 ORDER BY id"},
    {"schema_migrations", "SELECT version, 'ran' FROM schema_migrations ORDER BY version"},
    {"schema_migrations",
     "SELECT version, CASE WHEN dirty THEN 'failed' ELSE 'below' END FROM schema_migrations WHERE "
     "version >= 0"},
    {"flyway_schema_history",
     "SELECT replace(version, '.', '_'), CASE WHEN NOT success THEN 'failed' WHEN type LIKE "
     "'UNDO%' OR type = 'DELETE' THEN 'undone' WHEN type LIKE '%BASELINE' THEN 'below' ELSE 'ran' "
     "END FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY installed_rank"},
}};

[[noreturn]] void refuse_versions(const Connection& connection, const ForeignTable& table,
                                  const std::string& what, const std::string& hint) {
    throw make_error(Code::cannot_import,
                     connection.name() + ": in " + quote(table.name) + " " + what, hint);
}

}  // namespace

std::string last_imported(Connection& connection, ImportTool tool,
                          std::span<const ImportedRevision> revisions) {
    const ForeignTable& table = foreign_tables.at(static_cast<std::size_t>(tool));
    std::vector<std::pair<std::string, std::string>> rows;
    connection.enter(false);
    const FirstStatement read = connection.run_first(
        table.query, {}, [&](Row row) { rows.emplace_back(row[0].text, row[1].text); });
    connection.leave();
    if (read.fault) {
        const std::string why =
            read.fault->reason == Reason::absent
                ? " does not exist"
                : ": cannot read " + quote(table.name) + ": " + one_line(read.fault->message);
        throw make_error(Code::cannot_import, connection.name() + why,
                         "name a database that the tool migrated, or leave --url out");
    }
    std::set<std::string> ran;
    for (const auto& [version, outcome] : rows) {
        const auto found = std::ranges::find(revisions, version, &ImportedRevision::id);
        if (outcome == "failed") {
            refuse_versions(connection, table, "version " + quote(version) + " failed",
                            "mend that with the tool first");
        }
        if (found == revisions.end() && outcome != "undone") {
            refuse_versions(connection, table,
                            "version " + quote(version) + " is none of the folder's",
                            "import the folder that the database was migrated with");
        }
        if (outcome == "undone") {
            ran.erase(version);
        } else if (outcome == "ran") {
            ran.insert(version);
        } else {
            for (auto each = revisions.begin(); each != found; ++each) ran.insert(each->id);
            ran.insert(version);
        }
    }
    std::string last;
    for (const ImportedRevision& revision : revisions) {
        if (!ran.contains(revision.id)) break;
        last = revision.id;
        ran.erase(revision.id);
    }
    if (ran.empty()) return last;
    const auto missing = std::ranges::find(revisions, last, &ImportedRevision::id);
    const std::size_t next =
        missing == revisions.end() ? 0 : static_cast<std::size_t>(missing - revisions.begin()) + 1;
    refuse_versions(connection, table,
                    "version " + quote(*ran.begin()) + " ran, and " + quote(revisions[next].id) +
                        " before it did not",
                    "run that with the tool first");
}

}  // namespace kiln::tool
