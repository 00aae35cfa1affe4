#include "tool/schema/migration_sql.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/likely_renames.hpp"
#include "tool/schema/migration_script.hpp"
#include "tool/schema/rename_steps.hpp"
#include "tool/schema/scratch_database.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

std::string rename_text(const Rename& rename) {
    std::string text = "ALTER TABLE " + readable_name(rename.table) + " RENAME ";
    if (!rename.column.empty()) text += "COLUMN " + readable_name(rename.column) + " ";
    return text + "TO " + readable_name(rename.name);
}

Schema behind(const Schema& from, const std::vector<RenameStep>& steps) {
    if (steps.empty()) return from;
    ScratchDatabase database;
    if (const auto fault = database.load(from)) fail_rename(steps.front().said, *fault);
    for (const RenameStep& each : steps) {
        if (const auto fault = database.execute(rename_text(each.rename))) {
            fail_rename(each.said, *fault);
        }
    }
    return without_shadow_tables(read_schema(database.handle()));
}

/// From one schema to the other, renames first.
class OneWay {
public:
    OneWay(const Schema& from, const Schema& to, const std::vector<RenameStep>& renames)
        : from_(from), now_(behind(from, renames)), to_(to) {
        for (const RenameStep& each : renames) {
            renames_.push_back({{rename_text(each.rename), {}}, each.rename.table});
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
            places.push_back({direction, step.table, confirmation.what, confirmation.needs_value});
        }
    }
}

}  // namespace

Schema renamed(const Schema& from, std::span<const Rename> renames) {
    const Schema tables = without_shadow_tables(from);
    return behind(tables, rename_steps(renames, tables));
}

MigrationSql write_migration(const Schema& from, const Schema& to,
                             std::span<const Rename> renames) {
    const Schema older = without_shadow_tables(from);
    const Schema newer = without_shadow_tables(to);
    const OneWay up(older, newer, rename_steps(renames, older));
    // What has an old name is new, and goes.
    const OneWay down(newer, older, rename_steps(reversed(renames), newer, NameTaken::goes_aside));
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
