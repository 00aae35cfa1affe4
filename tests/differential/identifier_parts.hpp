#pragma once
// Identifiers, read a second time: what decides about the planner's answers must not be its code.
// And the kinds of difference between two answers.

#include "tests/differential/graph_sets.hpp"
#include "tests/differential/known_differences.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::differential {

/// `[label@][symbol][offset]`
struct Parts {
    bool well_formed = false;
    std::string label{};
    std::string symbol{};
    std::optional<int> offset{};

    // An optional without a value is less than any number.
    bool goes_down() const { return offset && *offset < 0; }
    bool bare() const { return label.empty() && symbol.empty(); }
};

Parts parts_of(const std::string& target);
/// Of the first target.
Parts target_of(const Comparison& of);

/// The ends of `history -r from:to`.
struct Ends {
    Parts lower;
    Parts upper;
};

Ends ends_of(const Comparison& of);

/// As they are written; of a range both ends.
GraphSets::Ids texts_of(const Comparison& of);
std::vector<Parts> targets_of(const Comparison& of);

/// The ids that a name could be: itself, its label's, or those that begin so.
GraphSets::Ids named(const GraphSets& sets, const std::string& name);
/// Of an id, and neither an id nor a label itself.
bool is_prefix(const GraphSets& sets, const std::string& name);
/// What no other names; with `effective`, not as a dependency either.
GraphSets::Ids all_heads(const GraphSets& sets, bool effective = false);
/// What `[label@]symbol` names; its offset is left aside.
GraphSets::Ids resolved(const GraphSets& sets, const Parts& parts);
/// Where a walk down ends: a revision, "" for the base; none beyond it or at a merge.
std::optional<std::string> walked_down(const GraphSets& sets, std::string id, int steps);
/// A walk down from one revision ends at the base.
bool reaches_base(const GraphSets& sets, const Parts& parts);
/// Where a walk ends; none where that is not one revision.
std::optional<std::string> end_of_walk(const Comparison& of, const Parts& target);

inline bool verb_is(const Comparison& of, std::string_view verb) {
    return of.question.verb == verb;
}
inline bool only_kiln_refuses(const Comparison& of, std::string_view code) {
    return of.kiln.kind == code && !of.alembic.failed();
}
/// Alembic's refusal begins with `message`.
inline bool only_alembic_refuses(const Comparison& of, std::string_view message) {
    return !of.kiln.failed() && of.alembic.kind == "CommandError" &&
           of.alembic.error.starts_with(message);
}
inline bool only_alembic_crashes(const Comparison& of) {
    return !of.kiln.failed() && of.alembic.failed() && of.alembic.kind != "CommandError";
}
inline bool both_answer(const Comparison& of) { return !of.kiln.failed() && !of.alembic.failed(); }

inline constexpr std::string_view cannot_locate = "Can't locate revision identified by";

}  // namespace kiln::differential
