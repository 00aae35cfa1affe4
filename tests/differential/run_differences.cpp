// Upgrades and downgrades: targets, steps and rows.

#include "tests/differential/identifier_parts.hpp"
#include "tests/differential/known_differences.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace kiln::differential {
namespace {

using Ids = GraphSets::Ids;

bool minus_from_several_rows(const Comparison& of) {
    const Parts target = target_of(of);
    return verb_is(of, "downgrade") && only_kiln_refuses(of, "K506") && target.bare() &&
           target.goes_down() && of.question.rows.size() > 1;
}

bool downgrade_outside_the_branch(const Comparison& of) {
    const Parts target = target_of(of);
    return verb_is(of, "downgrade") && only_kiln_refuses(of, "K507") && !target.label.empty() &&
           !target.offset && resolved(of.sets, target).empty();
}

bool upgrade_to_a_walk_that_ends_at_the_base(const Comparison& of) {
    return verb_is(of, "upgrade") && only_alembic_crashes(of) &&
           of.alembic.kind == "AssertionError" && of.kiln.steps.empty() &&
           reaches_base(of.sets, target_of(of));
}

bool downgrade_to_several_heads(const Comparison& of) {
    const Parts target = target_of(of);
    return verb_is(of, "downgrade") && only_alembic_refuses(of, "Multiple head revisions") &&
           target.symbol == "heads" && resolved(of.sets, target).size() > 1;
}

bool downgrade_to_the_heads_of_a_branch(const Comparison& of) {
    const Parts target = target_of(of);
    return verb_is(of, "downgrade") && !of.kiln.failed() && of.alembic.kind == "CommandError" &&
           target.symbol.starts_with("head") && !target.label.empty();
}

bool downgrade_above_a_branch_point(const Comparison& of) {
    const Parts target = target_of(of);
    if (!verb_is(of, "downgrade") || target.label.empty()) return false;
    if (!only_alembic_refuses(of, "Not a valid downgrade target")) return false;
    const Ids branch = named(of.sets, target.label);
    if (branch.size() != 1) return false;
    const std::optional<std::string> end = end_of_walk(of, target);
    if (!end || end->empty()) return false;
    const Ids children = of.sets.children(*end);
    return children.size() > 1 &&
           std::none_of(children.begin(), children.end(), [&](const std::string& child) {
               return of.sets.is_below(child, branch[0], false);
           });
}

bool downgrade_to_where_the_branch_is(const Comparison& of) {
    const Parts target = target_of(of);
    if (!verb_is(of, "downgrade") || !of.kiln.steps.empty()) return false;
    if (!only_alembic_refuses(of, "Destination ")) return false;
    Ids at = resolved(of.sets, target);
    if (target.offset || !target.label.empty()) at = {end_of_walk(of, target).value_or("")};
    return !at.empty() && !GraphSets::contains(of.question.rows, at[0]) &&
           GraphSets::contains(of.sets.below(of.question.rows), at[0]);
}

bool walk_to_the_base_takes_every_branch(const Comparison& of) {
    const Parts target = target_of(of);
    if (!verb_is(of, "downgrade") || !both_answer(of) || target.symbol.empty()) return false;
    return reaches_base(of.sets, target) && of.alembic.steps.size() > of.kiln.steps.size() &&
           std::all_of(of.kiln.steps.begin(), of.kiln.steps.end(), [&](const std::string& step) {
               return GraphSets::contains(of.alembic.steps, step);
           });
}

/// The label stands above where two applied branches meet; Kiln takes back the one that has the
/// row which `label@-N` counts from.
bool walk_on_one_of_two_arms(const Comparison& of) {
    const Parts target = target_of(of);
    if (!verb_is(of, "downgrade") || !both_answer(of) || target.label.empty()) return false;
    if (!target.symbol.empty() || !target.offset || *target.offset >= 0) return false;
    const Parts counted_from{.well_formed = true, .label = target.label, .offset = 0};
    const std::optional<std::string> start = end_of_walk(of, counted_from);
    if (!start || of.alembic.steps.size() <= of.kiln.steps.size()) return false;
    return std::all_of(of.kiln.steps.begin(), of.kiln.steps.end(),
                       [&](const std::string& step) {
                           return GraphSets::contains(of.alembic.steps, step);
                       }) &&
           std::all_of(of.alembic.steps.begin(), of.alembic.steps.end(),
                       [&](const std::string& step) {
                           return GraphSets::contains(of.kiln.steps, step) ||
                                  !of.sets.share_lineage(step.substr(1), *start);
                       });
}

bool names_a_revision_and_its_ancestor(const GraphSets& sets, const std::string& id) {
    const Ids parents = sets.parents(id, true);
    return std::any_of(parents.begin(), parents.end(), [&](const std::string& lower) {
        return std::any_of(parents.begin(), parents.end(), [&](const std::string& upper) {
            return lower != upper && sets.is_below(lower, upper);
        });
    });
}

bool rows_that_overlap(const Comparison& of) {
    return both_answer(of) && of.kiln.rows != of.alembic.rows &&
           of.sets.tips(of.sets.below(of.alembic.rows), true) == of.kiln.rows;
}

bool redundant_parents_crash(const Comparison& of) {
    return (verb_is(of, "upgrade") || verb_is(of, "downgrade")) && only_alembic_crashes(of) &&
           std::any_of(of.kiln.steps.begin(), of.kiln.steps.end(), [&](const std::string& step) {
               return names_a_revision_and_its_ancestor(of.sets, step.substr(1));
           });
}

constexpr KnownDifference run_list[] = {
    {"minus_from_several_rows", "Alembic takes any of the rows for '-1'", minus_from_several_rows},
    {"downgrade_outside_the_branch", "Alembic forgets the branch of 'label@id' in a downgrade",
     downgrade_outside_the_branch},
    {"upgrade_to_a_walk_that_ends_at_the_base", "Alembic crashes; there is nothing to do",
     upgrade_to_a_walk_that_ends_at_the_base},
    {"downgrade_to_several_heads", "Alembic refuses; what is above them is well defined",
     downgrade_to_several_heads},
    {"downgrade_to_the_heads_of_a_branch", "Alembic forgets the branch of 'label@head'",
     downgrade_to_the_heads_of_a_branch},
    {"downgrade_above_a_branch_point", "Alembic looks for the branch only below its label",
     downgrade_above_a_branch_point},
    {"downgrade_to_where_the_branch_is", "Alembic refuses where there is nothing to take back",
     downgrade_to_where_the_branch_is},
    {"walk_to_the_base_takes_every_branch", "Kiln takes back the branch that the walk names",
     walk_to_the_base_takes_every_branch},
    {"walk_on_one_of_two_arms", "Alembic takes back both arms of the merge that a label names",
     walk_on_one_of_two_arms},
    {"rows_that_overlap", "Alembic leaves a row for what another row implies", rows_that_overlap},
    {"redundant_parents_crash", "Alembic crashes at a revision that names another and its ancestor",
     redundant_parents_crash},
};

}  // namespace

std::span<const KnownDifference> run_differences() { return run_list; }

}  // namespace kiln::differential
