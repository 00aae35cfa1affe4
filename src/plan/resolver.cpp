#include "src/plan/resolver.hpp"

#include "src/plan/walk.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/nearest.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <iterator>
#include <string>

namespace kiln {
namespace {

/// What `name` matches: one exact id or label, or the ids that begin so.
struct Matches {
    std::optional<Position> exact;
    std::vector<Position> prefixed;
};

Matches find_matches(const MigrationTable& table, std::string_view name) {
    Matches matches;
    std::optional<Position> labelled;
    for (Position position = 0; position < table.migrations.size(); ++position) {
        const Migration& migration = table.migrations[position];
        const std::string_view id = migration.revision;
        if (id == name) {
            matches.exact = position;
            return matches;
        }
        if (id.starts_with(name)) matches.prefixed.push_back(position);
        for (const Text& label : migration.branch_labels) {
            if (label == name) labelled = position;
        }
    }
    matches.exact = labelled;
    return matches;
}

/// What stands for revisions besides ids and labels.
constexpr std::string_view symbols[] = {"heads", "head", "base", "current"};

/// `may_be_symbol`: where one of those words might stand as well.
[[noreturn]] void unknown(const MigrationTable& table, const std::string& name,
                          const std::string& what, bool may_be_symbol) {
    std::vector<std::string> names;
    std::vector<Position> positions;
    for (Position position = 0; position < table.migrations.size(); ++position) {
        names.push_back(table.migrations[position].revision);
        positions.push_back(position);
        for (const Text& label : table.migrations[position].branch_labels) {
            names.push_back(label);
            positions.push_back(position);
        }
    }
    if (may_be_symbol) names.insert(names.end(), std::begin(symbols), std::end(symbols));
    Hint hint;
    const std::size_t found = nearest(name, names);
    if (found < names.size() && found >= positions.size()) {
        hint = "did you mean " + in_quotes(names[found]) + "?";
    } else if (found < names.size()) {
        const Migration& migration = table.migrations[positions[found]];
        hint = "did you mean ";
        if (migration.revision == names[found]) {
            hint += name_with_file(migration) + "?";
        } else {
            hint += in_quotes(names[found]) + ", the label of " + name_with_file(migration) + "?";
        }
    } else {
        hint = "'" + command("history") + "' lists all revisions";
    }
    throw Error(diagnose(Code::unknown_revision, "unknown " + what + " " + in_quotes(name), hint));
}

[[noreturn]] void ambiguous_prefix(const MigrationTable& table, const std::string& name,
                                   std::span<const Position> candidates) {
    Diagnostic diagnostic = diagnose(Code::ambiguous_prefix,
                                     "ambiguous prefix " + in_quotes(name) + ": " +
                                         std::to_string(candidates.size()) + " revisions begin so",
                                     "write more characters of the id");
    diagnostic.notes = revision_notes(table, candidates, "it could be");
    throw Error(std::move(diagnostic));
}

std::vector<Position> filtered(std::span<const Position> positions, const Flags* lineage) {
    std::vector<Position> result(positions.begin(), positions.end());
    if (lineage != nullptr) {
        std::erase_if(result, [&](Position position) { return !(*lineage)[position]; });
    }
    return result;
}

}  // namespace

Target Resolver::resolve(const Identifier& identifier) const {
    std::optional<Position> branch;
    Flags flags;
    const Flags* on_branch = nullptr;
    if (!identifier.label.empty()) {
        branch = find_branch(identifier);
        flags = lineage(table_, *branch);
        on_branch = &flags;
    }
    if (identifier.offset) return walk(identifier, branch, on_branch);
    return {find_symbol(identifier, on_branch), branch};
}

Position Resolver::find_branch(const Identifier& identifier) const {
    const Matches matches = find_matches(table_, identifier.label);
    if (matches.exact) return *matches.exact;
    if (matches.prefixed.size() == 1) return matches.prefixed.front();
    if (matches.prefixed.empty())
        unknown(table_, identifier.label, "branch label or revision", false);
    ambiguous_prefix(table_, identifier.label, matches.prefixed);
}

Position Resolver::find_revision(const Identifier& identifier, const Flags* lineage) const {
    const Matches matches = find_matches(table_, identifier.symbol);
    const auto not_on_branch = [&](Position found) {
        throw Error(diagnose(Code::not_on_branch,
                             "revision " + name_with_file(table_.migrations[found]) +
                                 " is not on branch " + in_quotes(identifier.label),
                             "write " + in_quotes(identifier.symbol) + " without the branch, or " +
                                 in_quotes(identifier.label + "@head")));
    };
    if (matches.exact) {
        if (lineage != nullptr && !(*lineage)[*matches.exact]) not_on_branch(*matches.exact);
        return *matches.exact;
    }
    if (matches.prefixed.empty()) unknown(table_, identifier.symbol, "revision", true);
    const std::vector<Position> candidates = filtered(matches.prefixed, lineage);
    if (candidates.empty()) not_on_branch(matches.prefixed.front());
    if (candidates.size() > 1) ambiguous_prefix(table_, identifier.symbol, candidates);
    return candidates.front();
}

std::vector<Position> Resolver::find_symbol(const Identifier& identifier,
                                            const Flags* lineage) const {
    if (identifier.symbol == "base") return {};
    if (identifier.symbol == "current") return current_on(lineage);
    if (identifier.symbol == "head" || identifier.symbol == "heads") {
        return heads(identifier, lineage);
    }
    return {find_revision(identifier, lineage)};
}

std::vector<Position> Resolver::heads(const Identifier& identifier, const Flags* lineage) const {
    // `heads` alone leaves out those that another head depends on, as the version table does.
    const bool all = identifier.symbol == "heads" && lineage == nullptr;
    const Range<Position>& candidates = all ? table_.real_heads : table_.heads;
    std::vector<Position> result = filtered({candidates.data(), candidates.size()}, lineage);
    // A walk needs one place to start from, whichever way it is written.
    const bool one = identifier.symbol == "head" || identifier.offset;
    if (!one || result.size() < 2) return result;

    const std::vector<std::string> ids = sorted_ids(table_, result);
    const std::string rest = "@" + identifier.without_label();
    std::string hint = "write " + in_quotes(ids[0] + rest) + " or " + in_quotes(ids[1] + rest);
    if (!identifier.offset) {
        const std::string branch = identifier.label.empty() ? "" : identifier.label + "@";
        hint = "write " + in_quotes(branch + "heads") + " for all, or one of them";
    }
    Diagnostic diagnostic =
        diagnose(Code::several_heads,
                 in_quotes(identifier.text) + " is ambiguous: there are " +
                     std::to_string(result.size()) + " heads, " + enumerate(ids),
                 std::move(hint));
    diagnostic.notes = revision_notes(table_, result, "a head is");
    throw Error(std::move(diagnostic));
}

std::vector<Position> Resolver::current_on(const Flags* lineage) const {
    std::vector<Position> result = filtered(current_, lineage);
    std::sort(result.begin(), result.end());
    return result;
}

/// Where a walk that counts from what is applied may start. Nothing is the base.
std::vector<Position> Resolver::walk_starts(const Identifier& identifier,
                                            const Flags* lineage) const {
    if (!identifier.relative_to_current()) return find_symbol(identifier, lineage);
    std::vector<Position> starts = current_on(lineage);
    if (starts.empty() && lineage != nullptr) starts = active_tips(identifier, *lineage);
    if (starts.size() < 2 || walks_ == Walks::clamped) return starts;

    const std::vector<std::string> ids = sorted_ids(table_, starts);
    const std::string rest = "@" + identifier.without_label();
    Diagnostic diagnostic = diagnose(
        Code::ambiguous_walk,
        in_quotes(identifier.text) + " is ambiguous: it could count from " + enumerate(ids, "or"),
        "write " + in_quotes(ids[0] + rest) + " or " + in_quotes(ids[1] + rest));
    diagnostic.notes = revision_notes(table_, starts, "it could count from");
    throw Error(std::move(diagnostic));
}

/// The branch has no row of its own: it ended below one, or is implied by another's depends_on.
std::vector<Position> Resolver::active_tips(const Identifier& identifier,
                                            const Flags& lineage) const {
    const Flags applied = ancestors(table_, current_, Edges::all);
    if (*identifier.offset >= 0) {
        Flags active = applied;
        for (Position position = 0; position < active.size(); ++position) {
            active[position] = active[position] && lineage[position];
        }
        return tips(table_, active, Edges::all);
    }
    // Downwards only what ends on the branch counts: taking back what it shares with an applied
    // branch would take that branch back.
    std::vector<Position> starts = filtered(tips(table_, applied, Edges::down_revisions), &lineage);
    if (starts.empty()) {
        throw Error(diagnose(Code::not_applied,
                             "nothing on branch " + in_quotes(identifier.label) + " is applied",
                             "'" + command("current") + "' shows what is applied"));
    }
    return starts;
}

Target Resolver::walk(const Identifier& identifier, std::optional<Position> branch,
                      const Flags* lineage) const {
    const std::vector<Position> starts = walk_starts(identifier, lineage);
    const Walk::Ends ends = walks_ == Walks::exact ? Walk::Ends::fail : Walk::Ends::stop;
    const Walk walk(table_, identifier, lineage, ends);
    Target target{{}, branch};
    if (starts.empty()) {
        if (const std::optional<Position> end = walk.from(std::nullopt)) {
            target.revisions.push_back(*end);
        }
        return target;
    }
    for (const Position start : starts) {
        const std::optional<Position> end = walk.from(start);
        // Down from one revision is about that revision's branch alone, above all at the base,
        // where otherwise every other branch would go, too.
        const bool down = *identifier.offset < 0;
        if (down && (identifier.relative_to_current() || !end)) target.branch = start;
        if (!end) {
            target.revisions.clear();
            return target;
        }
        target.revisions.push_back(*end);
    }
    std::sort(target.revisions.begin(), target.revisions.end());
    const auto same = std::unique(target.revisions.begin(), target.revisions.end());
    target.revisions.erase(same, target.revisions.end());
    return target;
}

}  // namespace kiln
