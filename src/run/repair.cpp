#include "src/run/repair.hpp"

#include "src/plan/version_rows.hpp"
#include "src/run/journal.hpp"
#include "src/run/version.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace kiln {
namespace {

using RepairKind = Repair::Kind;

void add_repeated(std::vector<std::string>& rows, std::vector<Repair>& repairs) {
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
        const bool first = i == 0 || rows[i - 1] != rows[i];
        if (first && rows[i] == rows[i + 1])
            repairs.push_back({RepairKind::repeated_row, rows[i], ""});
    }
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

void add_implied(const MigrationTable& table, std::vector<std::string>& rows,
                 std::vector<Repair>& repairs) {
    std::vector<std::uint32_t> positions;
    positions.reserve(rows.size());
    for (const std::string& row : rows) {
        positions.push_back(locate_rows(table, {&row, 1}).front());
    }
    for (const auto& [lower, upper] : overlaps(table, positions)) {
        const std::string revision(table.migrations[lower].revision);
        repairs.push_back(
            {RepairKind::implied_row, revision, std::string(table.migrations[upper].revision)});
        rows.erase(std::find(rows.begin(), rows.end(), revision));
    }
}

void add_unrecorded(VersionStore& store, const MigrationTable& table,
                    const std::vector<std::string>& rows, std::vector<Repair>& repairs) {
    const auto history = store.read_history().value_or(std::vector<LogLine>());
    std::unordered_map<std::string, std::string> recorded;
    for (const LogLine& line : history) {
        if (line.direction != "downgrade") recorded[line.revision] = line.checksum;
    }

    const std::vector<bool> applied = applied_set(table, locate_rows(table, rows));
    for (std::size_t position = 0; position < applied.size(); ++position) {
        if (!applied[position]) continue;
        const Migration& migration = table.migrations[position];
        const std::string revision(migration.revision);
        const auto row = recorded.find(revision);
        if (row == recorded.end()) {
            repairs.push_back({RepairKind::not_in_history, revision, ""});
        } else if (row->second !=
                   std::string_view(scripts_of(migration, store.connection().dialect()).checksum)) {
            repairs.push_back({is_over_bytes(row->second) ? RepairKind::old_checksum
                                                          : RepairKind::changed_checksum,
                               revision, row->second});
        }
    }
}

}  // namespace

RepairPlan plan_repair(VersionStore& store, const MigrationTable& table,
                       const std::vector<std::string>& rows) {
    RepairPlan plan{{}, rows};
    add_repeated(plan.rows, plan.repairs);
    add_implied(table, plan.rows, plan.repairs);
    add_unrecorded(store, table, plan.rows, plan.repairs);
    const Journal journal = store.read_journal();
    if (in_doubt(journal) != nullptr) {
        const Diagnostic told = unfinished(journal, table, store.connection().dialect());
        std::string place = told.location.file;
        if (told.location.line != 0) place += ":" + std::to_string(told.location.line);
        plan.repairs.push_back({RepairKind::statement_in_doubt, in_doubt(journal)->revision,
                                (place.empty() ? "" : place + ": ") + told.message});
    }
    return plan;
}

}  // namespace kiln
