// Stamps, and what `show` and `stamp` take.

#include "tests/differential/identifier_parts.hpp"
#include "tests/differential/known_differences.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace kiln::differential {
namespace {

using Ids = GraphSets::Ids;

bool stamp_of_a_revision_and_its_ancestor(const Comparison& of) {
    if (!verb_is(of, "stamp") || of.kiln.kind != "K517") return false;
    Ids all;
    for (const Parts& target : targets_of(of)) {
        for (const std::string& id : resolved(of.sets, target)) all.push_back(id);
    }
    return std::any_of(all.begin(), all.end(), [&](const std::string& lower) {
        return std::any_of(all.begin(), all.end(), [&](const std::string& upper) {
            return lower != upper && of.sets.is_below(lower, upper, false);
        });
    });
}

/// Of what is stamped one is another, or implies it.
bool stamp_of_related_targets(const Comparison& of) {
    if (!verb_is(of, "stamp") || of.kiln.failed()) return false;
    Ids all;
    for (const Parts& target : targets_of(of)) {
        for (const std::string& id : resolved(of.sets, target)) all.push_back(id);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (of.sets.is_below(all[i], all[j]) || of.sets.is_below(all[j], all[i])) return true;
        }
    }
    return false;
}

/// Alembic brings all rows that any of the targets replaces to each of the targets.
bool stamp_of_several_replaces_rows_twice(const Comparison& of) {
    if (!verb_is(of, "stamp") || !only_alembic_crashes(of)) return false;
    std::set<std::string> replacing;
    for (const Parts& target : targets_of(of)) {
        for (const std::string& id : resolved(of.sets, target)) {
            for (const std::string& row : of.question.rows) {
                if (of.sets.is_below(id, row) || of.sets.is_below(row, id)) replacing.insert(id);
            }
        }
    }
    return replacing.size() > 1;
}

bool stamp_of_base_beside_another(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return verb_is(of, "stamp") && targets.size() > 1 &&
           std::any_of(targets.begin(), targets.end(),
                       [](const Parts& target) { return target.symbol == "base"; });
}

/// Rows that Alembic drops have to do with a label, or another target, and not with what is
/// stamped in their place.
bool stamp_loses_an_unrelated_row(const Comparison& of) {
    if (!verb_is(of, "stamp") || !both_answer(of)) return false;
    return std::includes(of.kiln.rows.begin(), of.kiln.rows.end(), of.alembic.rows.begin(),
                         of.alembic.rows.end()) &&
           std::all_of(of.kiln.rows.begin(), of.kiln.rows.end(), [&](const std::string& row) {
               return GraphSets::contains(of.alembic.rows, row) ||
                      GraphSets::contains(of.question.rows, row);
           });
}

bool walks_to_show_or_stamp(const Comparison& of) {
    if (!verb_is(of, "show") && !verb_is(of, "stamp")) return false;
    const std::vector<Parts> targets = targets_of(of);
    return only_alembic_refuses(of, cannot_locate) &&
           std::any_of(targets.begin(), targets.end(),
                       [](const Parts& target) { return target.offset.has_value(); });
}

bool minus_counts_from_the_heads(const Comparison& of) {
    if (!verb_is(of, "show") && !verb_is(of, "stamp")) return false;
    const std::vector<Parts> targets = targets_of(of);
    return std::any_of(targets.begin(), targets.end(), [](const Parts& target) {
        return target.goes_down() && target.symbol.empty();
    });
}

constexpr KnownDifference stamp_list[] = {
    {"stamp_of_a_revision_and_its_ancestor", "Alembic crashes, or stamps one or both",
     stamp_of_a_revision_and_its_ancestor},
    {"stamp_of_related_targets",
     "Alembic crashes or takes the wrong rows where one target implies another",
     stamp_of_related_targets},
    {"stamp_of_several_replaces_rows_twice", "Alembic crashes where two targets replace rows",
     stamp_of_several_replaces_rows_twice},
    {"stamp_of_base_beside_another", "Alembic ignores 'base' beside another target",
     stamp_of_base_beside_another},
    {"stamp_loses_an_unrelated_row", "Alembic drops rows that the targets do not replace",
     stamp_loses_an_unrelated_row},
    {"walks_to_show_or_stamp", "Alembic walks only in upgrade, downgrade and history",
     walks_to_show_or_stamp},
    {"minus_counts_from_the_heads", "Alembic counts '-1' of show and stamp from the heads",
     minus_counts_from_the_heads},
};

}  // namespace

std::span<const KnownDifference> stamp_differences() { return stamp_list; }

}  // namespace kiln::differential
