// The ends of a history, and what is printed.

#include "tests/differential/identifier_parts.hpp"
#include "tests/differential/known_differences.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace kiln::differential {
namespace {

using Ids = GraphSets::Ids;

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
    return upper.symbol.empty() && upper.goes_down();
}

bool history_end_is_the_base(const Comparison& of) {
    if (!verb_is(of, "history") || !only_alembic_crashes(of)) return false;
    const Parts upper = ends_of(of).upper;
    const Ids start = resolved(of.sets, upper);
    return upper.goes_down() && start.size() == 1 &&
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

constexpr KnownDifference listing_list[] = {
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
    {"history_walks_from_several", "Alembic walks ':+N' from one revision only",
     history_walks_from_several},
    {"history_from_the_branch_of_an_id", "Alembic crashes at 'id@x:' unless the id has one label",
     history_from_the_branch_of_an_id},
    {"history_to_below_the_label",
     "Alembic prints nothing for 'label@x:y' where y has no such label",
     history_to_below_the_label},
    {"history_to_another_branch", "Alembic prints nothing for 'label@x:y' where y is elsewhere",
     history_to_another_branch},
    {"labels_of_ancestors", "Alembic spreads labels down from one descendant, if at all",
     labels_of_ancestors},
};

}  // namespace

std::span<const KnownDifference> listing_differences() { return listing_list; }

}  // namespace kiln::differential
