#include "src/run/log.hpp"

#include "src/plan/lineage.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <unordered_set>

namespace kiln {
namespace {

const Migration* find_migration(const MigrationTable& table, std::string_view revision) {
    const auto found =
        std::find_if(table.migrations.begin(), table.migrations.end(),
                     [&](const Migration& migration) { return migration.revision == revision; });
    return found == table.migrations.end() ? nullptr : &*found;
}

const LogLine* last_where(const std::vector<LogLine>& log, const MigrationTable& table,
                          bool names_set) {
    std::unordered_set<std::string_view> revisions{base_in_log};
    for (const Migration& migration : table.migrations) {
        revisions.insert(std::string_view(migration.revision));
    }
    const LogLine* repair = nullptr;
    for (auto line = log.rbegin(); line != log.rend(); ++line) {
        if (revisions.count(line->revision) == 0 || (names_set && !line->names_set)) continue;
        if (line->direction != "repair") return &*line;
        if (repair == nullptr) repair = &*line;
    }
    return repair;
}

}  // namespace

const LogLine* last_line(const std::vector<LogLine>& log, const MigrationTable& table) {
    return last_where(log, table, false);
}

const LogLine* last_proof(const std::vector<LogLine>& log, const MigrationTable& table) {
    return last_where(log, table, true);
}

std::string words_for(const LogLine& line) {
    if (line.direction == "adopt") return "the adoption of " + quote(line.revision);
    const std::string link = line.direction == "upgrade" ? " to " : " of ";
    return "the " + one_line(line.direction) + link + quote(line.revision);
}

bool leaves_rows(const LogLine& line, const MigrationTable& table) {
    if (line.revision == base_in_log) return false;
    if (line.direction != "downgrade") return true;
    const Migration* const migration = find_migration(table, line.revision);
    return migration != nullptr && !migration->down_revisions.empty();
}

Hint stamp_behind(const LogLine& line, const MigrationTable& table) {
    std::string target = "<revision>";
    const Migration* const migration = find_migration(table, line.revision);
    if (line.revision == base_in_log) {
        target = base_in_log;
    } else if (is_one_line(table) && migration != nullptr && line.direction != "repair") {
        const auto& below = migration->down_revisions;
        const bool up = line.direction != "downgrade";
        if (up) target = line.revision;
        if (!up && below.empty()) target = base_in_log;
        if (!up && !below.empty()) target = table.migrations[below[0]].revision;
    }
    return command("stamp --purge " + target);
}

bool has_run_all(const std::vector<LogLine>& log, const MigrationTable& table) {
    return std::all_of(table.heads.begin(), table.heads.end(), [&](std::uint32_t head) {
        const Migration& migration = table.migrations[head];
        const auto last = std::find_if(log.rbegin(), log.rend(), [&](const LogLine& line) {
            return line.revision == migration.revision;
        });
        return last != log.rend() && last->direction != "downgrade";
    });
}

std::string missing_here(const std::vector<LogLine>& log, const MigrationTable& table) {
    std::map<std::string_view, bool> applied;
    for (const LogLine& line : log) applied[line.revision] = line.direction != "downgrade";
    applied.erase(base_in_log);
    std::vector<std::string> names;
    for (const auto& [revision, is_applied] : applied) {
        if (is_applied && find_migration(table, revision) == nullptr) names.emplace_back(revision);
    }
    return enumerate(names);
}

}  // namespace kiln
