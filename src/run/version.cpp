#include "src/run/version.hpp"

#include "src/plan/version_rows.hpp"
#include "src/run/log.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <unordered_map>

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

Checksums latest_of(const std::vector<LogLine>& history) {
    Checksums latest;
    for (const LogLine& line : history) {
        if (line.direction != "downgrade") latest[line.revision] = line.checksum;
    }
    return latest;
}

/// K407 where the version table has no rows though the log proves that some must be there, and
/// there is something that revisions may have made.
std::optional<Error> emptied(VersionStore& store, const MigrationTable& table) {
    const auto history = store.read_history();
    if (!history) return {};
    const LogLine* const proof = last_proof(*history, table);
    if (proof == nullptr || !leaves_rows(*proof, table)) return {};
    const LogLine* const last = last_line(*history, table);
    if (!leaves_rows(*last, table) || !store.has_other_tables()) return {};
    return make_error(
        Code::history_without_version,
        "the version table of " + store.connection().name() + " is empty, but its log ends with " +
            words_for(*last),
        "restore a backup, with its " + quote(store.version_table()) +
            "; or say where the database is: " + stamp_behind(*last, table) +
            "; or, if another program has taken all back: " + command("stamp --purge base"));
}

/// What a revision builds on and the log does not know.
std::string unknown_below(const MigrationTable& table, const Migration& migration,
                          const Checksums& latest) {
    std::string names;
    const auto add = [&](std::uint32_t position) {
        const Migration& below = table.migrations[position];
        if (latest.count(std::string_view(below.revision)) != 0) return;
        names += (names.empty() ? "" : ", ") + quote(below.revision);
    };
    for (const std::uint32_t position : migration.down_revisions) add(position);
    for (const std::uint32_t position : migration.depends_on) add(position);
    return names;
}

Diagnostic checksum_diagnostic(const MigrationTable& table, const Migration& migration,
                               const Checksums& latest, std::string_view baked,
                               const std::string& gone) {
    const std::string revision(migration.revision);
    const std::string file(migration.file);
    const std::string below = unknown_below(table, migration, latest);
    Hint hint = "restore " + quote(file) + " as it was";
    if (!gone.empty()) hint += ", and " + gone + ", which ran here and is not here";
    hint += ", and put the change in a new revision";
    if (below.empty()) {
        hint += "; or, if this database has all that the file does now, run: ";
    } else {
        hint += "; it builds on " + below +
                ", which the log does not know: if that never ran here, let it build on a head "
                "instead; if this database has all that both do, run: ";
    }
    return diagnose_at(
        {file}, Code::checksum_changed,
        "the applied revision " + quote(revision) + " has changed since it ran: its checksum was " +
            quote(latest.at(std::string_view(migration.revision))) + " and is " + quote(baked),
        hint + command("repair"));
}

}  // namespace

std::vector<std::string> read_version(VersionStore& store, const MigrationTable& table) {
    auto rows = store.read_rows_and_journal();
    if (rows && rows->empty()) {
        if (const auto error = emptied(store, table)) {
            // Another program may have gone on between the two looks.
            rows = store.read_rows();
            // That it has taken all back would stand in the log by now.
            const bool is_empty = !rows || rows->empty();
            if (is_empty && emptied(store, table)) throw *error;
        }
    }
    if (rows) return std::move(*rows);
    const auto history = store.read_history();
    if (!history) return {};
    // Another program may have made both between the two looks.
    if ((rows = store.read_rows())) return std::move(*rows);
    const bool is_proven = std::any_of(history->begin(), history->end(),
                                       [](const LogLine& line) { return line.names_set; });
    if (!is_proven) return {};
    const std::string lost =
        store.connection().name() + " has a log of what ran, but no version table";
    const std::string restore = "restore a backup, with its " + quote(store.version_table());
    const LogLine* const last = last_line(*history, table);
    if (last == nullptr) {
        throw make_error(Code::history_without_version,
                         lost + "; the log knows none of the revisions here",
                         restore + "; or, if nothing of these revisions is in the database, run: " +
                             command("stamp --purge base"));
    }
    throw make_error(Code::history_without_version,
                     lost + "; the log ends with " + words_for(*last),
                     restore + "; or say where the database is: " + stamp_behind(*last, table) +
                         "; or, if the table has another name, set version_table");
}

const DialectScripts& scripts_of(const Migration& migration, Dialect dialect) {
    for (const DialectScripts& scripts : migration.scripts) {
        if (scripts.dialect == dialect) return scripts;
    }
    const std::string name(dialect_name(dialect));
    throw make_error(Code::no_driver, "these migrations were baked without SQL for " + name,
                     "name DIALECT " + name + " in add_migrations()");
}

std::vector<Diagnostic> changed_checksums(VersionStore& store, const MigrationTable& table,
                                          std::span<const std::uint32_t> rows) {
    if (rows.empty()) return {};
    const auto history = store.read_history();
    if (!history) return {};
    const Checksums latest = latest_of(*history);

    std::vector<Diagnostic> diagnostics;
    std::optional<std::string> gone;
    const std::vector<bool> applied = applied_set(table, rows);
    for (std::size_t position = 0; position < applied.size(); ++position) {
        if (!applied[position]) continue;
        const Migration& migration = table.migrations[position];
        const auto row = latest.find(std::string_view(migration.revision));
        if (row == latest.end() || is_over_bytes(row->second)) continue;
        const std::string_view baked = scripts_of(migration, store.connection().dialect()).checksum;
        if (row->second == baked) continue;
        if (!gone) gone = missing_here(*history, table);
        diagnostics.push_back(checksum_diagnostic(table, migration, latest, baked, *gone));
    }
    return diagnostics;
}

std::vector<std::string> unrecorded(VersionStore& store, const MigrationTable& table,
                                    std::span<const std::string> revisions) {
    const auto history = store.read_history().value_or(std::vector<LogLine>());
    const Checksums latest = latest_of(history);
    std::vector<std::string> missing;
    for (const Migration& migration : table.migrations) {
        const std::string revision(migration.revision);
        if (std::find(revisions.begin(), revisions.end(), revision) == revisions.end()) continue;
        const std::string_view baked = scripts_of(migration, store.connection().dialect()).checksum;
        const auto row = latest.find(revision);
        if (row == latest.end() || row->second != baked) missing.push_back(revision);
    }
    return missing;
}

}  // namespace kiln
