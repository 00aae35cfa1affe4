#include "tests/differential/known_differences.hpp"

#include "tests/differential/graph_sets.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <sstream>
#include <string_view>

namespace kiln::differential {
namespace {

using Ids = GraphSets::Ids;

// ---------------------------------------------------------------------------------------------
// Identifiers, read a second time: what decides about the planner's answers must not be its code.

struct Parts {
    bool well_formed = false;
    std::string label{};
    std::string symbol{};
    std::optional<int> offset{};

    bool bare() const { return label.empty() && symbol.empty(); }
};

Parts parts_of(const std::string& target) {
    static const std::regex grammar("(?:(\\w+)@)?(\\w*)([+-]\\d+)?");
    std::smatch match;
    Parts parts;
    parts.well_formed = std::regex_match(target, match, grammar) && !target.ends_with('@');
    parts.well_formed = parts.well_formed && !target.empty();
    if (!parts.well_formed) return parts;
    parts.label = match[1];
    parts.symbol = match[2];
    if (match[3].matched) parts.offset = std::stoi(match[3]);
    return parts;
}

Parts target_of(const Comparison& of) {
    return of.question.targets.empty() ? Parts() : parts_of(of.question.targets[0]);
}

/// The ends of `history -r from:to`.
struct Ends {
    Parts lower;
    Parts upper;
};

Ends ends_of(const Comparison& of) {
    const std::string& range = of.question.targets[0];
    const std::size_t colon = range.find(':');
    const std::string lower = range.substr(0, colon);
    const std::string upper = range.substr(colon + 1);
    return {parts_of(lower.empty() ? "base" : lower), parts_of(upper.empty() ? "heads" : upper)};
}

/// As they are written; of a range both ends.
Ids texts_of(const Comparison& of) {
    if (of.question.verb != "history") return of.question.targets;
    const std::string& range = of.question.targets[0];
    const std::size_t colon = range.find(':');
    return {range.substr(0, colon), range.substr(colon + 1)};
}

std::vector<Parts> targets_of(const Comparison& of) {
    std::vector<Parts> result;
    for (const std::string& target : texts_of(of)) result.push_back(parts_of(target));
    return result;
}

/// The ids that a name could be: itself, its label's, or those that begin so.
Ids named(const GraphSets& sets, const std::string& name) {
    if (sets.is_label(name) || sets.nodes().contains(name)) return {sets.id_of(name)};
    Ids result;
    for (const auto& [id, node] : sets.nodes()) {
        if (id.starts_with(name)) result.push_back(id);
    }
    return result;
}

bool is_prefix(const GraphSets& sets, const std::string& name) {
    return !name.empty() && !sets.is_label(name) && !sets.nodes().contains(name) &&
           !named(sets, name).empty();
}

/// What no other names; with `effective`, not as a dependency either.
Ids all_heads(const GraphSets& sets, bool effective = false) {
    Ids all;
    for (const auto& [id, node] : sets.nodes()) all.push_back(id);
    return sets.tips(all, effective);
}

/// What `[label@]symbol` names; its offset is left aside.
Ids resolved(const GraphSets& sets, const Parts& parts) {
    Ids result = parts.symbol == "head"    ? all_heads(sets)
                 : parts.symbol == "heads" ? all_heads(sets, parts.label.empty())
                                           : named(sets, parts.symbol);
    if (!parts.label.empty()) {
        const Ids branch = named(sets, parts.label);
        std::erase_if(result, [&](const std::string& id) {
            return std::none_of(branch.begin(), branch.end(),
                                [&](const std::string& on) { return sets.share_lineage(id, on); });
        });
    }
    return result;
}

/// Where a walk down ends: a revision, "" for the base; none beyond it or at a merge.
std::optional<std::string> walked_down(const GraphSets& sets, std::string id, int steps) {
    for (; steps > 0; --steps) {
        if (id.empty()) return std::nullopt;
        const Ids& parents = sets.nodes().at(id)->down_revisions;
        if (parents.size() > 1) return std::nullopt;
        id = parents.empty() ? "" : parents[0];
    }
    return id;
}

/// A walk down from one revision ends at the base.
bool reaches_base(const GraphSets& sets, const Parts& parts) {
    if (!parts.offset || *parts.offset >= 0) return false;
    const Ids start = resolved(sets, parts);
    return start.size() == 1 && walked_down(sets, start[0], -*parts.offset) == "";
}

// ---------------------------------------------------------------------------------------------
// The kinds of difference

bool verb_is(const Comparison& of, std::string_view verb) { return of.question.verb == verb; }
bool only_kiln_refuses(const Comparison& of, std::string_view code) {
    return of.kiln.kind == code && !of.alembic.failed();
}
/// Alembic's refusal begins with `message`.
bool only_alembic_refuses(const Comparison& of, std::string_view message) {
    return !of.kiln.failed() && of.alembic.kind == "CommandError" &&
           of.alembic.error.starts_with(message);
}
bool only_alembic_crashes(const Comparison& of) {
    return !of.kiln.failed() && of.alembic.failed() && of.alembic.kind != "CommandError";
}
bool both_answer(const Comparison& of) { return !of.kiln.failed() && !of.alembic.failed(); }

constexpr std::string_view cannot_locate = "Can't locate revision identified by";

// ---------------------------------------------------------------------------------------------
// Kiln is stricter

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

bool minus_from_several_rows(const Comparison& of) {
    const Parts target = target_of(of);
    return verb_is(of, "downgrade") && only_kiln_refuses(of, "K506") && target.bare() &&
           target.offset < 0 && of.question.rows.size() > 1;
}

bool walk_down_from_the_base(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return std::any_of(targets.begin(), targets.end(), [](const Parts& target) {
        return target.symbol == "base" && target.offset < 0;
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

bool downgrade_outside_the_branch(const Comparison& of) {
    const Parts target = target_of(of);
    return verb_is(of, "downgrade") && only_kiln_refuses(of, "K507") && !target.label.empty() &&
           !target.offset && resolved(of.sets, target).empty();
}

bool branch_is_not_looked_up(const Comparison& of) {
    if (!only_kiln_refuses(of, "K501") && !only_kiln_refuses(of, "K502")) return false;
    const std::vector<Parts> targets = targets_of(of);
    return std::any_of(targets.begin(), targets.end(), [&](const Parts& target) {
        return !target.label.empty() && named(of.sets, target.label).size() != 1;
    });
}

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

// ---------------------------------------------------------------------------------------------
// Kiln takes more

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
        return target.offset < 0 && target.symbol.empty();
    });
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

/// Where a walk ends; none where that is not one revision.
std::optional<std::string> end_of_walk(const Comparison& of, const Parts& target) {
    const auto on_branch = [&](const std::string& id) {
        if (target.label.empty()) return true;
        const Ids branch = named(of.sets, target.label);
        return branch.size() == 1 && of.sets.share_lineage(id, branch[0]);
    };
    Ids places = resolved(of.sets, target);
    if (target.symbol.empty()) {
        places = of.question.rows;
        std::erase_if(places, [&](const std::string& id) { return !on_branch(id); });
        if (places.empty()) places = of.sets.tips(of.sets.below(of.question.rows), false);
        std::erase_if(places, [&](const std::string& id) { return !on_branch(id); });
    }
    int offset = target.offset.value_or(0);
    if (target.symbol == "base" && offset-- > 0) {
        for (const auto& [id, node] : of.sets.nodes()) {
            if (node->down_revisions.empty() && on_branch(id)) places.push_back(id);
        }
    }
    for (int steps = 0; steps < offset && places.size() == 1; ++steps) {
        Ids next = of.sets.children(places[0]);
        std::erase_if(next, [&](const std::string& id) { return !on_branch(id); });
        if (next.empty() && verb_is(of, "history")) break;
        places = std::move(next);
    }
    if (places.size() != 1) return std::nullopt;
    return walked_down(of.sets, places[0], std::max(0, -offset));
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

// ---------------------------------------------------------------------------------------------
// The ends of a history

/// Alembic takes `-N:` from the heads, and only when that is an ancestor of the range's end counts
/// from there. It is right where the graph has one head, which is the end, and N ends in the graph.
bool history_counts_from_the_heads(const Comparison& of) {
    if (!verb_is(of, "history")) return false;
    const auto [lower, upper] = ends_of(of);
    if (!lower.symbol.empty() || !lower.offset || *lower.offset >= 0) return false;
    const Ids heads = all_heads(of.sets);
    if (!lower.label.empty() && !of.sets.is_label(lower.label)) return true;
    const bool at_the_head =
        heads.size() == 1 && !upper.offset && resolved(of.sets, upper) == heads;
    const std::optional<std::string> end = walked_down(of.sets, heads[0], -*lower.offset);
    return !at_the_head || !end || end->empty();
}

bool history_starts_with_a_walk(const Comparison& of) {
    if (!verb_is(of, "history") || of.kiln.failed() || !of.alembic.failed()) return false;
    const Parts lower = ends_of(of).lower;
    return lower.offset && (!lower.symbol.empty() || *lower.offset >= 0);
}

bool history_end_counts_down(const Comparison& of) {
    if (!verb_is(of, "history") || !only_alembic_refuses(of, "Relative revision ")) return false;
    const Parts upper = ends_of(of).upper;
    return upper.symbol.empty() && upper.offset < 0;
}

bool history_end_is_the_base(const Comparison& of) {
    if (!verb_is(of, "history") || !only_alembic_crashes(of)) return false;
    const Parts upper = ends_of(of).upper;
    const Ids start = resolved(of.sets, upper);
    return upper.offset < 0 && start.size() == 1 &&
           walked_down(of.sets, start[0], -*upper.offset).value_or("").empty();
}

/// `:current`, and nothing is applied.
bool history_to_current_of_nothing(const Comparison& of) {
    return verb_is(of, "history") && of.question.rows.empty() && !of.alembic.failed() &&
           ends_of(of).upper.symbol == "current" && of.kiln.lines.empty();
}

/// Alembic sorts from the end downwards, and the end is not above the start by down_revision.
bool history_reaches_its_end_by_dependency(const Comparison& of) {
    if (!verb_is(of, "history") || !only_alembic_crashes(of)) return false;
    auto [lower, upper] = ends_of(of);
    if (of.alembic.kind != "AssertionError" || lower.offset) return false;
    const Ids starts = resolved(of.sets, lower);
    Ids ends = upper.symbol == "current" ? of.question.rows : resolved(of.sets, upper);
    if (upper.symbol.empty()) {
        upper.symbol = lower.symbol;
        if (!upper.label.empty() && resolved(of.sets, upper) != starts) return true;
    }
    if (upper.offset) ends = {end_of_walk(of, upper).value_or("")};
    std::erase(ends, "");
    if (ends.empty()) return true;  // it walked from several
    Ids shown = of.sets.below(ends);
    std::erase_if(shown, [&](const std::string& id) {
        return std::none_of(starts.begin(), starts.end(), [&](const std::string& start) {
            return of.sets.is_below(start, id, false);
        });
    });
    const Ids tops = of.sets.tips(shown, true);
    return std::any_of(tops.begin(), tops.end(),
                       [&](const std::string& id) { return !GraphSets::contains(ends, id); });
}

bool walk_from_the_head_of_a_branch(const Comparison& of) {
    const std::vector<Parts> targets = targets_of(of);
    return all_heads(of.sets).size() > 1 &&
           std::any_of(targets.begin(), targets.end(), [](const Parts& target) {
               return target.offset && !target.label.empty() && target.symbol.starts_with("head");
           });
}

bool history_walks_from_several(const Comparison& of) {
    if (!verb_is(of, "history")) return false;
    const auto [lower, upper] = ends_of(of);
    if (lower.symbol == "current" && of.question.rows.size() > 1) {
        return only_alembic_refuses(of, "Ambiguous") && upper.offset > 0;
    }
    return (only_alembic_refuses(of, "Multiple head") || only_alembic_refuses(of, "Ambiguous")) &&
           upper.offset > 0 && upper.symbol.empty() && resolved(of.sets, lower).size() > 1;
}

/// Alembic wants a label there; of a revision it takes the one label that it has.
bool history_from_the_branch_of_an_id(const Comparison& of) {
    if (!verb_is(of, "history") || of.kiln.failed()) return false;
    const std::string label = ends_of(of).lower.label;
    return !label.empty() && !of.sets.is_label(label);
}

/// On the label's lineage, but not labelled.
bool history_to_below_the_label(const Comparison& of) {
    if (!verb_is(of, "history") || of.kiln.failed()) return false;
    const auto [lower, upper] = ends_of(of);
    return of.sets.is_label(lower.label) && of.alembic.lines.empty();
}

bool history_to_another_branch(const Comparison& of) {
    if (!verb_is(of, "history") || !only_kiln_refuses(of, "K507")) return false;
    const std::string label = ends_of(of).lower.label;
    return !label.empty() && (of.alembic.lines.empty() || !of.sets.is_label(label));
}

// ---------------------------------------------------------------------------------------------
// Alembic's rows

bool names_a_revision_and_its_ancestor(const GraphSets& sets, const std::string& id) {
    const Ids parents = sets.parents(id, true);
    return std::any_of(parents.begin(), parents.end(), [&](const std::string& lower) {
        return std::any_of(parents.begin(), parents.end(), [&](const std::string& upper) {
            return lower != upper && sets.is_below(lower, upper);
        });
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

bool walk_to_the_base_takes_every_branch(const Comparison& of) {
    const Parts target = target_of(of);
    if (!verb_is(of, "downgrade") || !both_answer(of) || target.symbol.empty()) return false;
    return reaches_base(of.sets, target) &&
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
    if (!start) return false;
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

// ---------------------------------------------------------------------------------------------
// What is printed

/// Lines without labels, and the labels of each revision.
struct Labelled {
    std::multiset<std::string> lines;
    std::map<std::string, std::set<std::string>> labels;
};

std::set<std::string> words_of(const std::string& list) {
    std::istringstream stream(std::regex_replace(list, std::regex(","), " "));
    std::set<std::string> words;
    for (std::string word; stream >> word;) words.insert(word);
    return words;
}

Labelled without_labels(const std::vector<std::string>& lines) {
    static const std::regex line_form("((?:.* -> )?)(\\w+) \\(([^)]*)\\)((?!.* -> ).*)");
    static const std::regex block_form("Branch names: (.*)");
    Labelled result;
    std::string revision;
    for (const std::string& line : lines) {
        std::smatch match;
        if (line.starts_with("Rev: ")) revision = line.substr(5, line.find(' ', 5) - 5);
        if (std::regex_match(line, match, block_form)) {
            result.labels[revision] = words_of(match[1]);
        } else if (std::regex_match(line, match, line_form) && match[3] != "head" &&
                   match[3] != "effective head" && match[3] != "current" &&
                   match[3] != "branchpoint" && match[3] != "mergepoint") {
            result.labels[match[2]] = words_of(match[3]);
            result.lines.insert(match.str(1) + match.str(2) + match.str(4));
        } else {
            result.lines.insert(line);
        }
    }
    return result;
}

/// Alembic spreads a label to ancestors only from the descendant that it happened to visit last.
bool labels_of_ancestors(const Comparison& of) {
    if (!both_answer(of) || of.kiln.lines.empty()) return false;
    const Labelled kiln = without_labels(of.kiln.lines);
    const Labelled alembic = without_labels(of.alembic.lines);
    if (kiln.lines != alembic.lines) return false;
    for (const auto& [revision, labels] : alembic.labels) {
        const auto found = kiln.labels.find(revision);
        if (found == kiln.labels.end()) return false;
        if (!std::includes(found->second.begin(), found->second.end(), labels.begin(),
                           labels.end())) {
            return false;
        }
    }
    for (const auto& [revision, labels] : kiln.labels) {
        const auto found = alembic.labels.find(revision);
        for (const std::string& label : labels) {
            if (found != alembic.labels.end() && found->second.contains(label)) continue;
            if (!of.sets.is_below(revision, of.sets.id_of(label), false)) return false;
        }
    }
    return true;
}

constexpr KnownDifference list[] = {
    {"trailing_junk", "Alembic reads 'id+1x' as 'id+1' and '@head' as 'head'", trailing_junk},
    {"minus_from_several_rows", "Alembic takes any of the rows for '-1'", minus_from_several_rows},
    {"walk_from_outside_the_branch", "Alembic takes 'label@id+1' with an id of another branch",
     walk_from_outside_the_branch},
    {"downgrade_outside_the_branch", "Alembic forgets the branch of 'label@id' in a downgrade",
     downgrade_outside_the_branch},
    {"branch_is_not_looked_up", "Alembic does not look at the label where it needs none",
     branch_is_not_looked_up},
    {"stamp_of_a_revision_and_its_ancestor", "Alembic crashes, or stamps one or both",
     stamp_of_a_revision_and_its_ancestor},
    {"stamp_of_related_targets",
     "Alembic crashes or takes the wrong rows where one target implies another",
     stamp_of_related_targets},
    {"stamp_of_several_replaces_rows_twice", "Alembic crashes where two targets replace rows",
     stamp_of_several_replaces_rows_twice},
    {"walk_down_from_the_base", "Alembic reads 'base-1' as 'head-1'", walk_down_from_the_base},
    {"current_is_an_identifier", "Alembic knows 'current' in few places", current_is_an_identifier},
    {"zero_steps", "Alembic refuses '+0' and '-0'", zero_steps},
    {"prefixes_of_short_ids", "Alembic takes no prefix of an id of up to 3 characters",
     prefixes_of_short_ids},
    {"prefixes_of_labels", "Alembic takes a prefix for a label, too", prefixes_of_labels},
    {"prefixes_within_a_branch", "Alembic asks all branches what a prefix means",
     prefixes_within_a_branch},
    {"walks_to_show_or_stamp", "Alembic walks only in upgrade, downgrade and history",
     walks_to_show_or_stamp},
    {"minus_counts_from_the_heads", "Alembic counts '-1' of show and stamp from the heads",
     minus_counts_from_the_heads},
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
    {"history_counts_from_the_heads",
     "Alembic takes '-N:' from the heads before it counts from the end",
     history_counts_from_the_heads},
    {"history_starts_with_a_walk", "Alembic takes no 'id-1:' or '+1:'", history_starts_with_a_walk},
    {"history_end_counts_down", "Alembic takes no ':-1'", history_end_counts_down},
    {"history_end_is_the_base", "Alembic crashes at ':id-N' that ends at the base",
     history_end_is_the_base},
    {"history_to_current_of_nothing", "Alembic shows everything", history_to_current_of_nothing},
    {"history_reaches_its_end_by_dependency",
     "Alembic crashes where only depends_on leads to an end",
     history_reaches_its_end_by_dependency},
    {"walk_from_the_head_of_a_branch", "Alembic forgets the branch of 'label@head-1'",
     walk_from_the_head_of_a_branch},
    {"history_walks_from_several", "Alembic walks ':+N' from one revision only",
     history_walks_from_several},
    {"history_from_the_branch_of_an_id", "Alembic crashes at 'id@x:' unless the id has one label",
     history_from_the_branch_of_an_id},
    {"history_to_below_the_label",
     "Alembic prints nothing for 'label@x:y' where y has no such label",
     history_to_below_the_label},
    {"history_to_another_branch", "Alembic prints nothing for 'label@x:y' where y is elsewhere",
     history_to_another_branch},
    {"heads_of_a_branch_overlap", "Alembic refuses 'label@heads' where one head needs another",
     heads_of_a_branch_overlap},
    {"rows_that_overlap", "Alembic leaves a row for what another row implies", rows_that_overlap},
    {"redundant_parents_crash", "Alembic crashes at a revision that names another and its ancestor",
     redundant_parents_crash},
    {"stamp_of_base_beside_another", "Alembic ignores 'base' beside another target",
     stamp_of_base_beside_another},
    {"stamp_loses_an_unrelated_row", "Alembic drops rows that the targets do not replace",
     stamp_loses_an_unrelated_row},
    {"walk_to_the_base_takes_every_branch", "Kiln takes back the branch that the walk names",
     walk_to_the_base_takes_every_branch},
    {"walk_on_one_of_two_arms", "Alembic takes back both arms of the merge that a label names",
     walk_on_one_of_two_arms},
    {"labels_of_ancestors", "Alembic spreads labels down from one descendant, if at all",
     labels_of_ancestors},
};

}  // namespace

std::span<const KnownDifference> known_differences() { return list; }

}  // namespace kiln::differential
