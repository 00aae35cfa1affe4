#include "src/plan/history_range.hpp"

#include "src/plan/planner.hpp"
#include "src/plan/resolver.hpp"
#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <optional>

namespace kiln {
namespace {

/// `a:b` as it is written; ends that are left out are the base and the heads.
struct WrittenRange {
    Identifier from;
    Identifier to;

    bool from_counts() const { return from.symbol.empty() && *from.offset < 0; }
    bool to_counts() const { return to.symbol.empty() && *to.offset > 0; }
    /// `-3:x` and `x:+3` count from x. Where both ends count, and for `+3:` and `:-3`, which cannot
    /// count from the other end, it is from `current`.
    bool from_counts_from_end() const { return from_counts() && !to_counts(); }
    bool to_counts_from_start() const { return to_counts() && !from_counts(); }
};

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

Ends resolve_ends(const MigrationTable& table, const WrittenRange& range,
                  std::span<const Position> current) {
    Ends ends;
    if (range.from_counts_from_end()) {
        ends.upper = resolve_end(table, range.to, current);
        ends.lower = resolve_end(table, range.from, ends.upper);
    } else {
        ends.lower = resolve_end(table, range.from, current);
        ends.upper =
            resolve_end(table, range.to, range.to_counts_from_start() ? ends.lower : current);
    }
    if (!range.from.label.empty()) confine(table, ends.upper, range.from.label);
    return ends;
}

/// Nothing for one identifier. Throws K503.
std::optional<WrittenRange> parse_range(std::string_view range) {
    const std::size_t colon = range.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view lower = range.substr(0, colon);
    const std::string_view upper = range.substr(colon + 1);
    if (upper.find(':') != std::string_view::npos) {
        throw Error(diagnose(Code::malformed_identifier,
                             "malformed revision range " + in_quotes(range) + ": two ':'",
                             "write one, as in 'ae10:b71c', '-3:current' or ':head'"));
    }
    return WrittenRange{parse_identifier(lower.empty() ? "base" : lower),
                        parse_identifier(upper.empty() ? "heads" : upper)};
}

/// `current` itself, or what counts from it.
bool asks_for_current(const Identifier& identifier) {
    return identifier.symbol == "current" || identifier.symbol.empty();
}

}  // namespace

bool range_needs_current(std::string_view range) {
    const std::optional<WrittenRange> written = parse_range(range);
    if (!written) return asks_for_current(parse_identifier(range));
    return (asks_for_current(written->from) && !written->from_counts_from_end()) ||
           (asks_for_current(written->to) && !written->to_counts_from_start());
}

std::vector<std::uint32_t> resolve_range(const MigrationTable& table, std::string_view range,
                                         std::span<const std::uint32_t> current) {
    const std::optional<WrittenRange> written = parse_range(range);
    if (!written) return resolve(table, range, current);
    const Ends ends = resolve_ends(table, *written, current);

    Flags within = ancestors(table, ends.upper, Edges::all);
    for (const Position lower : ends.lower) {
        if (within[lower]) continue;
        throw Error(diagnose(Code::not_on_branch,
                             in_quotes(table.migrations[lower].revision) +
                                 " is not an ancestor of the range's end" +
                                 (range.ends_with(':') ? "" : " " + in_quotes(written->to.text)),
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
