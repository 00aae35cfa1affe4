#include "src/plan/planner.hpp"

#include "src/plan/resolver.hpp"
#include "src/plan/row_tracker.hpp"
#include "src/plan/version_rows.hpp"
#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

#include <algorithm>

namespace kiln {
namespace {

using Heads = std::span<const Position>;

PlanStep make_step(const MigrationTable& table, Position position, Direction direction) {
    const Migration& migration = table.migrations[position];
    PlanStep step;
    step.direction = direction;
    step.position = position;
    step.revision = migration.revision;
    for (const Position parent : migration.down_revisions) {
        step.down_revisions.push_back(table.migrations[parent].revision);
    }
    step.message = migration.message;
    return step;
}

Plan nothing_to_do(const MigrationTable& table, Heads current) {
    Plan plan;
    plan.from = sorted_ids(table, current);
    plan.to = plan.from;
    return plan;
}

/// The table's order, or its reverse, filtered by `wanted`.
Plan make_plan(const MigrationTable& table, Heads current, const Flags& applied,
               const Flags& wanted, Direction direction, StepRows rows) {
    Plan plan = nothing_to_do(table, current);
    RowTracker tracker(table, applied);
    const Position size = static_cast<Position>(wanted.size());
    for (Position i = 0; i < size; ++i) {
        const Position position = direction == Direction::upgrade ? i : size - 1 - i;
        if (!wanted[position]) continue;
        plan.steps.push_back(make_step(table, position, direction));
        tracker.pass(plan.steps.back());
        if (rows == StepRows::told) plan.steps.back().heads_after = tracker.rows();
    }
    if (!plan.steps.empty()) plan.to = tracker.rows();
    return plan;
}

/// Bare `-1` for an upgrade and bare `+1` for a downgrade can only be slips.
void check_direction(const Identifier& identifier, Direction direction) {
    if (!identifier.symbol.empty() || *identifier.offset == 0) return;
    const bool upwards = *identifier.offset > 0;
    if (upwards == (direction == Direction::upgrade)) return;
    throw Error(
        diagnose(Code::malformed_identifier,
                 in_quotes(identifier.text) +
                     (upwards ? " counts upwards, which a downgrade"
                              : " counts downwards, which an upgrade") +
                     " cannot go",
                 "write " + in_quotes((upwards ? "upgrade " : "downgrade ") + identifier.text)));
}

Target resolve_target(const MigrationTable& table, Heads current, std::string_view text,
                      Direction direction) {
    const Identifier identifier = parse_identifier(text);
    if (identifier.offset) check_direction(identifier, direction);
    return Resolver(table, current).resolve(identifier);
}

/// The revisions that go first when `target` is to be the top: its children, or the bases, those
/// of its branch where it names one.
Flags roots_above(const MigrationTable& table, const Target& target) {
    Flags is_target(table.migrations.size());
    for (const Position position : target.revisions) is_target[position] = true;
    const Flags on_branch =
        target.branch ? lineage(table, *target.branch) : Flags(table.migrations.size(), true);
    Flags roots(table.migrations.size());
    for (Position position = 0; position < roots.size(); ++position) {
        const Range<Position> parents = table.migrations[position].down_revisions;
        const bool above = target.revisions.empty()
                               ? parents.empty()
                               : std::any_of(parents.begin(), parents.end(),
                                             [&](Position parent) { return is_target[parent]; });
        roots[position] = above && on_branch[position];
    }
    return roots;
}

void check_applied(const MigrationTable& table, Heads current, const Flags& applied,
                   const Target& target) {
    for (const Position position : target.revisions) {
        if (applied[position]) continue;
        const std::string place =
            current.empty() ? "nothing is applied"
                            : "the database is at " + enumerate(sorted_ids(table, current));
        throw Error(diagnose(
            Code::not_applied,
            "cannot downgrade to " + in_quotes(table.migrations[position].revision) +
                ", which is not applied: " + place,
            "to apply it, use upgrade " + std::string(table.migrations[position].revision)));
    }
}

void check_reversible(const MigrationTable& table, const Plan& plan, Dialect dialect) {
    std::vector<Diagnostic> diagnostics;
    for (const PlanStep& step : plan.steps) {
        const Migration& migration = table.migrations[step.position];
        const auto scripts =
            std::find_if(migration.scripts.begin(), migration.scripts.end(),
                         [&](const DialectScripts& of) { return of.dialect == dialect; });
        if (scripts != migration.scripts.end() && scripts->reversible) continue;
        const std::string file = migration.file.empty() ? "its file" : std::string(migration.file);
        diagnostics.push_back(diagnose(
            Code::irreversible,
            "revision " + name_with_file(migration) + " is irreversible: it has no downgrade",
            migration.is_code ? "define kiln::revision<\"" + std::string(migration.revision) +
                                    "\">::downgrade in " + file
                              : "add a section '-- kiln:downgrade' to " + file));
    }
    if (!diagnostics.empty()) throw Error(std::move(diagnostics));
}

}  // namespace

Plan plan_upgrade(const MigrationTable& table, std::span<const std::uint32_t> current,
                  std::string_view target, StepRows rows) {
    const Target wanted = resolve_target(table, current, target, Direction::upgrade);
    // At head, as in almost every run, nothing is computed at all.
    if (std::all_of(wanted.revisions.begin(), wanted.revisions.end(), [&](Position position) {
            return std::binary_search(current.begin(), current.end(), position);
        })) {
        return nothing_to_do(table, current);
    }
    const Flags applied = applied_set(table, current);
    Flags pending = applied_set(table, wanted.revisions);
    for (Position position = 0; position < pending.size(); ++position) {
        if (applied[position]) pending[position] = false;
    }
    return make_plan(table, current, applied, pending, Direction::upgrade, rows);
}

Plan plan_downgrade(const MigrationTable& table, std::span<const std::uint32_t> current,
                    std::string_view target, Dialect dialect, StepRows rows) {
    const Target wanted = resolve_target(table, current, target, Direction::downgrade);
    const Flags applied = applied_set(table, current);
    check_applied(table, current, applied, wanted);

    const Flags roots = roots_above(table, wanted);
    std::vector<Position> first;
    for (Position position = 0; position < roots.size(); ++position) {
        if (roots[position]) first.push_back(position);
    }
    Flags dropped = descendants(table, first, Edges::all);
    for (Position position = 0; position < dropped.size(); ++position) {
        if (!applied[position]) dropped[position] = false;
    }
    Plan plan = make_plan(table, current, applied, dropped, Direction::downgrade, rows);
    check_reversible(table, plan, dialect);
    return plan;
}

std::vector<std::uint32_t> resolve(const MigrationTable& table, std::string_view identifier,
                                   std::span<const std::uint32_t> current) {
    return Resolver(table, current).resolve(parse_identifier(identifier)).revisions;
}

}  // namespace kiln
