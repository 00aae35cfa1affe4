#include "src/plan/history_range.hpp"

#include "src/plan/planner.hpp"
#include "src/plan/resolver.hpp"
#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

#include <algorithm>

namespace kiln {
namespace {

struct Ends {
    std::vector<Position> lower;  ///< none is the base
    std::vector<Position> upper;
};

std::vector<Position> resolve_end(const MigrationTable& table, const Identifier& identifier,
                                  std::span<const Position> origin) {
    return Resolver(table, origin, Resolver::Walks::clamped).resolve(identifier).revisions;
}

/// `label@X:` goes up that branch alone.
void confine(const MigrationTable& table, std::vector<Position>& upper, const std::string& label) {
    if (upper.empty()) return;
    const Flags on_branch = lineage(table, resolve(table, label).front());
    std::erase_if(upper, [&](Position end) { return !on_branch[end]; });
    if (!upper.empty()) return;
    throw Error(
        diagnose(Code::not_on_branch,
                 "the range's end is not on branch " + in_quotes(label) + ", as its start is",
                 "write both ends with the branch, or neither"));
}

/// `-3:x` and `x:+3` count from x. Where both ends count, and for `+3:` and `:-3`, which cannot
/// count from the other end, it is from `current`.
Ends resolve_ends(const MigrationTable& table, std::string_view lower, std::string_view upper,
                  std::span<const Position> current) {
    const Identifier from = parse_identifier(lower.empty() ? "base" : lower);
    const Identifier to = parse_identifier(upper.empty() ? "heads" : upper);
    const bool from_counts = from.symbol.empty() && *from.offset < 0;
    const bool to_counts = to.symbol.empty() && *to.offset > 0;
    Ends ends;
    if (from_counts && !to_counts) {
        ends.upper = resolve_end(table, to, current);
        ends.lower = resolve_end(table, from, ends.upper);
    } else {
        ends.lower = resolve_end(table, from, current);
        ends.upper = resolve_end(table, to, to_counts && !from_counts ? ends.lower : current);
    }
    if (!from.label.empty()) confine(table, ends.upper, from.label);
    return ends;
}

}  // namespace

std::vector<std::uint32_t> resolve_range(const MigrationTable& table, std::string_view range,
                                         std::span<const std::uint32_t> current) {
    const std::size_t colon = range.find(':');
    if (colon == std::string_view::npos) return resolve(table, range, current);
    const std::string_view behind = range.substr(colon + 1);
    if (behind.find(':') != std::string_view::npos) {
        throw Error(diagnose(Code::malformed_identifier,
                             "malformed revision range " + in_quotes(range) + ": two ':'",
                             "write one, as in 'ae10:b71c', '-3:current' or ':head'"));
    }
    const Ends ends = resolve_ends(table, range.substr(0, colon), behind, current);

    Flags within = ancestors(table, ends.upper, Edges::all);
    for (const Position lower : ends.lower) {
        if (within[lower]) continue;
        throw Error(diagnose(Code::not_on_branch,
                             in_quotes(table.migrations[lower].revision) +
                                 " is not an ancestor of the range's end" +
                                 (behind.empty() ? std::string() : " " + in_quotes(behind)),
                             "a range runs from the older revision to the newer one"));
    }
    if (!ends.lower.empty()) {
        const Flags above = descendants(table, ends.lower, Edges::down_revisions);
        for (Position position = 0; position < within.size(); ++position) {
            within[position] = within[position] && above[position];
        }
    }
    std::vector<Position> result;
    for (Position position = 0; position < within.size(); ++position) {
        if (within[position]) result.push_back(position);
    }
    return result;
}

}  // namespace kiln
