// What identifiers mean.

#include "tests/differential/identifier_parts.hpp"
#include "tests/differential/known_differences.hpp"

#include <algorithm>
#include <regex>
#include <string>

namespace kiln::differential {
namespace {

using Ids = GraphSets::Ids;

bool trailing_junk(const Comparison& of) {
    static const std::regex alembics("(?:(.+?)@)?(\\w+)?((?:\\+|-)\\d+)");
    const Ids targets = texts_of(of);
    return only_kiln_refuses(of, "K503") &&
           std::any_of(targets.begin(), targets.end(), [](const std::string& target) {
               return !parts_of(target).well_formed &&
                      (target.starts_with('@') || target.find("@@") != std::string::npos ||
                       std::regex_search(target, alembics, std::regex_constants::match_continuous));
           });
}

bool branch_is_not_looked_up(const Comparison& of) {
    if (!only_kiln_refuses(of, "K501") && !only_kiln_refuses(of, "K502")) return false;
    const std::vector<Parts> targets = targets_of(of);
    return std::any_of(targets.begin(), targets.end(), [&](const Parts& target) {
        return !target.label.empty() && named(of.sets, target.label).size() != 1;
    });
}

bool walk_down_from_the_base(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return std::any_of(targets.begin(), targets.end(), [](const Parts& target) {
        return target.symbol == "base" && target.goes_down();
    });
}

/// Alembic confines only the walk to the branch, not where it starts.
bool walk_from_outside_the_branch(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return only_kiln_refuses(of, "K507") &&
           std::any_of(targets.begin(), targets.end(), [&](const Parts& target) {
               return target.offset && !target.label.empty() && !target.symbol.empty() &&
                      resolved(of.sets, target).empty();
           });
}

bool current_is_an_identifier(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return (only_alembic_refuses(of, cannot_locate) || only_alembic_crashes(of)) &&
           std::any_of(targets.begin(), targets.end(),
                       [](const Parts& target) { return target.symbol == "current"; });
}

bool zero_steps(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return !of.kiln.failed() && of.alembic.failed() &&
           std::any_of(targets.begin(), targets.end(),
                       [](const Parts& target) { return target.offset == 0; });
}

bool prefixes_of_short_ids(const Comparison& of) {
    if (of.sets.nodes().begin()->first.size() > 3) return false;
    if (!only_alembic_refuses(of, cannot_locate) && !only_alembic_refuses(of, "No such branch")) {
        return false;
    }
    const std::vector<Parts> targets = targets_of(of);
    return std::any_of(targets.begin(), targets.end(), [&](const Parts& target) {
        return is_prefix(of.sets, target.symbol) || is_prefix(of.sets, target.label);
    });
}

/// Alembic counts labels among what a prefix may mean.
bool prefixes_of_labels(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    const auto begins_a_label = [&](const std::string& name) {
        return is_prefix(of.sets, name) &&
               std::any_of(of.sets.labels().begin(), of.sets.labels().end(),
                           [&](const auto& label) { return label.first.starts_with(name); });
    };
    return std::any_of(targets.begin(), targets.end(), [&](const Parts& target) {
        return begins_a_label(target.symbol) || begins_a_label(target.label);
    });
}

/// Of the ids that begin so only one is on the branch.
bool prefixes_within_a_branch(const Comparison& of) {
    if (!only_alembic_refuses(of, cannot_locate)) return false;
    const std::vector<Parts> targets = targets_of(of);
    return std::any_of(targets.begin(), targets.end(), [&](const Parts& target) {
        return !target.label.empty() && is_prefix(of.sets, target.symbol) &&
               named(of.sets, target.symbol).size() > 1 && resolved(of.sets, target).size() == 1;
    });
}

bool walk_from_the_head_of_a_branch(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return all_heads(of.sets).size() > 1 &&
           std::any_of(targets.begin(), targets.end(), [](const Parts& target) {
               return target.offset >= 0 && !target.label.empty() &&
                      target.symbol.starts_with("head");
           });
}

bool heads_of_a_branch_overlap(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return only_alembic_refuses(of, "Requested revision") &&
           std::any_of(targets.begin(), targets.end(), [&](const Parts& target) {
               const Ids heads = resolved(of.sets, target);
               return target.symbol == "heads" && of.sets.tips(of.sets.below(heads), true) != heads;
           });
}

constexpr KnownDifference identifier_list[] = {
    {"trailing_junk", "Alembic reads 'id+1x' as 'id+1' and '@head' as 'head'", trailing_junk},
    {"branch_is_not_looked_up", "Alembic does not look at the label where it needs none",
     branch_is_not_looked_up},
    {"walk_down_from_the_base", "Alembic reads 'base-1' as 'head-1'", walk_down_from_the_base},
    {"walk_from_outside_the_branch", "Alembic takes 'label@id+1' with an id of another branch",
     walk_from_outside_the_branch},
    {"current_is_an_identifier", "Alembic knows 'current' in few places", current_is_an_identifier},
    {"zero_steps", "Alembic refuses '+0' and '-0'", zero_steps},
    {"prefixes_of_short_ids", "Alembic takes no prefix of an id of up to 3 characters",
     prefixes_of_short_ids},
    {"prefixes_of_labels", "Alembic takes a prefix for a label, too", prefixes_of_labels},
    {"prefixes_within_a_branch", "Alembic asks all branches what a prefix means",
     prefixes_within_a_branch},
    {"walk_from_the_head_of_a_branch", "Alembic forgets the branch of 'label@head-1'",
     walk_from_the_head_of_a_branch},
    {"heads_of_a_branch_overlap", "Alembic refuses 'label@heads' where one head needs another",
     heads_of_a_branch_overlap},
};

}  // namespace

std::span<const KnownDifference> identifier_differences() { return identifier_list; }

}  // namespace kiln::differential
