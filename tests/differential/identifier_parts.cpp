#include "tests/differential/identifier_parts.hpp"

#include <algorithm>
#include <regex>

namespace kiln::differential {

using Ids = GraphSets::Ids;

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

Ends ends_of(const Comparison& of) {
    const std::string& range = of.question.targets[0];
    const std::size_t colon = range.find(':');
    const std::string lower = range.substr(0, colon);
    const std::string upper = range.substr(colon + 1);
    return {parts_of(lower.empty() ? "base" : lower), parts_of(upper.empty() ? "heads" : upper)};
}

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

Ids all_heads(const GraphSets& sets, bool effective) {
    Ids all;
    for (const auto& [id, node] : sets.nodes()) all.push_back(id);
    return sets.tips(all, effective);
}

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

std::optional<std::string> walked_down(const GraphSets& sets, std::string id, int steps) {
    for (; steps > 0; --steps) {
        if (id.empty()) return std::nullopt;
        const Ids& parents = sets.nodes().at(id)->down_revisions;
        if (parents.size() > 1) return std::nullopt;
        id = parents.empty() ? "" : parents[0];
    }
    return id;
}

bool reaches_base(const GraphSets& sets, const Parts& parts) {
    if (!parts.offset || *parts.offset >= 0) return false;
    const Ids start = resolved(sets, parts);
    return start.size() == 1 && walked_down(sets, start[0], -*parts.offset) == "";
}

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

}  // namespace kiln::differential
