#include "src/version.hpp"

#include "src/message.hpp"
#include "src/planner.hpp"
#include "src/version_table.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <unordered_set>

namespace kiln {
namespace {

std::string_view dialect_name(Dialect dialect) {
    switch (dialect) {
        case Dialect::sqlite:
            return "sqlite";
        case Dialect::postgresql:
            return "postgresql";
        case Dialect::mysql:
            return "mysql";
    }
    return "";
}

/// By revision; views of the history.
using Checksums = std::unordered_map<std::string_view, std::string_view>;

Checksums latest_of(const std::vector<RecordedChecksum>& history) {
    Checksums latest;
    for (const RecordedChecksum& row : history) latest[row.revision] = row.checksum;
    return latest;
}

bool tells_of(const std::vector<RecordedChecksum>& history, const MigrationTable& table) {
    std::unordered_set<std::string_view> revisions;
    for (const Migration& migration : table.migrations) {
        revisions.insert(std::string_view(migration.revision));
    }
    return std::any_of(history.begin(), history.end(), [&](const RecordedChecksum& row) {
        return revisions.count(row.revision) != 0;
    });
}

Diagnostic checksum_diagnostic(const Migration& migration, std::string_view recorded,
                               std::string_view baked) {
    const std::string revision(migration.revision);
    const std::string file(migration.file);
    Diagnostic diagnostic;
    diagnostic.code = codes::checksum_changed;
    diagnostic.location.file = file;
    diagnostic.message = "the applied revision " + quote(revision) +
                         " has changed since it ran: its checksum was " + quote(recorded) +
                         " and is " + quote(baked);
    diagnostic.hint = "restore " + quote(file) +
                      " as it was, and put the change in a new revision; or, if this database has "
                      "all that the file does now, run: kiln repair";
    return diagnostic;
}

}  // namespace

std::vector<std::string> read_version(Database& database, const MigrationTable& table,
                                      std::string_view version_table) {
    if (auto rows = database.read_rows()) return std::move(*rows);
    const auto history = database.read_history();
    if (!history) return {};
    // Another program may have made both between the two looks.
    if (auto rows = database.read_rows()) return std::move(*rows);
    // The log of a database with several version tables may be another one's alone.
    if (version_table != default_version_table && !tells_of(*history, table)) return {};
    throw make_error(codes::history_without_version,
                     database.name() + " has the log 'kiln_history' but no version table " +
                         quote(version_table),
                     "restore a backup, or set the table anew with 'kiln stamp --purge "
                     "<revision>'; if it has another name, set version_table");
}

const DialectScripts& scripts_of(const Migration& migration, Dialect dialect) {
    for (const DialectScripts& scripts : migration.scripts) {
        if (scripts.dialect == dialect) return scripts;
    }
    const std::string name(dialect_name(dialect));
    throw make_error(codes::no_driver, "these migrations were baked without SQL for " + name,
                     "name DIALECT " + name + " in add_migrations()");
}

std::vector<Diagnostic> changed_checksums(Database& database, const MigrationTable& table,
                                          std::span<const std::uint32_t> rows) {
    if (rows.empty()) return {};
    const auto history = database.read_history();
    if (!history) return {};
    const Checksums latest = latest_of(*history);

    std::vector<Diagnostic> diagnostics;
    const std::vector<bool> applied = applied_set(table, rows);
    for (std::size_t position = 0; position < applied.size(); ++position) {
        if (!applied[position]) continue;
        const Migration& migration = table.migrations[position];
        const auto row = latest.find(std::string_view(migration.revision));
        if (row == latest.end()) continue;
        const std::string_view baked = scripts_of(migration, database.dialect()).checksum;
        if (row->second == baked) continue;
        diagnostics.push_back(checksum_diagnostic(migration, row->second, baked));
    }
    return diagnostics;
}

std::vector<std::string> unrecorded(Database& database, const MigrationTable& table,
                                    std::span<const std::string> revisions) {
    const auto history = database.read_history().value_or(std::vector<RecordedChecksum>());
    const Checksums latest = latest_of(history);
    std::vector<std::string> missing;
    for (const Migration& migration : table.migrations) {
        const std::string revision(migration.revision);
        if (std::find(revisions.begin(), revisions.end(), revision) == revisions.end()) continue;
        const std::string_view baked = scripts_of(migration, database.dialect()).checksum;
        const auto row = latest.find(revision);
        if (row == latest.end() || row->second != baked) missing.push_back(revision);
    }
    return missing;
}

}  // namespace kiln
