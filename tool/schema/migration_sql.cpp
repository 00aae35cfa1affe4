#include "tool/schema/migration_sql.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/likely_renames.hpp"
#include "tool/schema/migration_script.hpp"
#include "tool/schema/scratch_database.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

/// Tables first, and columns by their table's new name: as they are carried out.
std::vector<Rename> in_order(std::span<const Rename> renames) {
    std::vector<Rename> ordered;
    for (const Rename& rename : renames) {
        if (rename.column.empty()) ordered.push_back(rename);
    }
    const std::size_t tables = ordered.size();
    for (const Rename& rename : renames) {
        if (rename.column.empty()) continue;
        ordered.push_back(rename);
        for (std::size_t i = 0; i < tables; ++i) {
            if (folded(ordered[i].table) == folded(rename.table)) {
                ordered.back().table = ordered[i].name;
            }
        }
    }
    return ordered;
}

/// What takes `renames`, which are in order, back.
std::vector<Rename> reversed(const std::vector<Rename>& renames) {
    std::vector<Rename> back;
    for (const Rename& rename : renames) {
        if (rename.column.empty()) {
            back.push_back({rename.name, "", rename.table});
        } else {
            back.push_back({rename.table, rename.name, rename.column});
        }
    }
    std::reverse(back.begin(), back.end());
    return in_order(back);
}

[[noreturn]] void fail_rename(const Rename& rename, const std::string& message) {
    throw Error(
        diagnose(Code::malformed_option, "cannot rename '" + rename.table +
                                             (rename.column.empty() ? "" : "." + rename.column) +
                                             "' to '" + rename.name + "': " + message));
}

std::string rename_text(const Rename& rename) {
    std::string text = "ALTER TABLE " + readable_name(rename.table) + " RENAME ";
    if (!rename.column.empty()) text += "COLUMN " + readable_name(rename.column) + " ";
    return text + "TO " + readable_name(rename.name);
}

/// The schema behind renames that are in order.
Schema behind(const Schema& from, const std::vector<Rename>& renames) {
    if (renames.empty()) return from;
    ScratchDatabase database;
    if (const auto fault = database.load(from)) fail_rename(renames.front(), *fault);
    for (const Rename& each : renames) {
        if (const auto fault = database.execute(rename_text(each))) fail_rename(each, *fault);
    }
    return without_shadow_tables(read_schema(database.handle()));
}

/// From one schema to the other, renames first.
class OneWay {
public:
    OneWay(const Schema& from, const Schema& to, const std::vector<Rename>& renames)
        : from_(from), now_(behind(from, renames)), to_(to) {
        for (const Rename& each : renames) {
            renames_.push_back({{rename_text(each), {}}, each.table});
        }
    }

    /// What is there behind the renames.
    const Schema& now() const { return now_; }

    std::vector<MigrationStep> steps() const {
        std::vector<MigrationStep> steps = with_renames(Means::alter_and_rebuild);
        if (steps.empty() || makes_it(steps)) return steps;
        return with_renames(Means::rebuild);
    }

private:
    std::vector<MigrationStep> with_renames(Means means) const {
        std::vector<MigrationStep> steps = renames_;
        for (MigrationStep& step : migration_steps(now_, to_, means)) {
            steps.push_back(std::move(step));
        }
        return steps;
    }

    bool makes_it(const std::vector<MigrationStep>& steps) const;

    const Schema& from_;
    Schema now_;
    const Schema& to_;
    std::vector<MigrationStep> renames_;
};

std::string text_of(const std::vector<MigrationStep>& steps) {
    std::vector<Statement> statements;
    statements.reserve(steps.size());
    for (const MigrationStep& step : steps) statements.push_back(step.statement);
    return script_of(statements);
}

bool OneWay::makes_it(const std::vector<MigrationStep>& steps) const {
    ScratchDatabase database;
    if (database.load(from_)) return true;  // nobody can try it here
    return !database.run(text_of(steps)) &&
           differences(without_shadow_tables(read_schema(database.handle())), to_).empty();
}

std::vector<MigrationStep> without_losses(std::vector<MigrationStep> steps) {
    for (MigrationStep& step : steps) {
        step.statement.left_away.clear();
        std::erase_if(step.statement.confirm,
                      [](const Confirmation& each) { return !each.needs_value; });
    }
    return steps;
}

void add_places(Direction direction, const std::vector<MigrationStep>& steps,
                std::vector<MarkedPlace>& places) {
    for (const MigrationStep& step : steps) {
        for (const Confirmation& confirmation : step.statement.confirm) {
            places.push_back({direction, step.table, confirmation.what});
        }
    }
}

}  // namespace

Schema renamed(const Schema& from, std::span<const Rename> renames) {
    return behind(without_shadow_tables(from), in_order(renames));
}

MigrationSql write_migration(const Schema& from, const Schema& to,
                             std::span<const Rename> renames) {
    const Schema older = without_shadow_tables(from);
    const Schema newer = without_shadow_tables(to);
    const std::vector<Rename> there = in_order(renames);
    const OneWay up(older, newer, there);
    const OneWay down(newer, older, reversed(there));
    MigrationSql result;
    result.likely_renames = likely_renames(up.now(), newer);
    const std::vector<MigrationStep> upgrade = up.steps();
    const std::vector<MigrationStep> downgrade = without_losses(down.steps());
    add_places(Direction::upgrade, upgrade, result.places);
    add_places(Direction::downgrade, downgrade, result.places);
    result.upgrade = text_of(upgrade);
    result.downgrade = text_of(downgrade);
    return result;
}

}  // namespace kiln::tool
