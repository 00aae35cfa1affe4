#include "src/plan/stamp_plan.hpp"

#include "src/plan/resolver.hpp"
#include "src/plan/version_rows.hpp"
#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

#include <algorithm>

namespace kiln {
namespace {

/// What the targets of a stamp come to together.
struct Stamp {
    std::vector<Position> revisions;  ///< the rows to be
    std::vector<Position> branches;   ///< rows in the lineage of these give way to them
    bool everything = false;          ///< every row gives way: `base`
};

Stamp resolve_targets(const MigrationTable& table, std::span<const Position> current,
                      std::span<const std::string> targets) {
    const Resolver resolver(table, current);
    Stamp stamp;
    for (const std::string& text : targets) {
        const Target target = resolver.resolve(parse_identifier(text));
        stamp.revisions.insert(stamp.revisions.end(), target.revisions.begin(),
                               target.revisions.end());
        if (!target.revisions.empty()) continue;
        // The base: of one branch, or of everything.
        if (target.branch) stamp.branches.push_back(*target.branch);
        if (!target.branch) stamp.everything = true;
    }
    std::sort(stamp.revisions.begin(), stamp.revisions.end());
    const auto same = std::unique(stamp.revisions.begin(), stamp.revisions.end());
    stamp.revisions.erase(same, stamp.revisions.end());
    stamp.branches.insert(stamp.branches.end(), stamp.revisions.begin(), stamp.revisions.end());
    return stamp;
}

void refuse_overlaps(const MigrationTable& table, std::span<const Position> revisions) {
    for (std::size_t i = 0; i + 1 < revisions.size(); ++i) {
        const Flags above = descendants(table, revisions.subspan(i, 1), Edges::down_revisions);
        const auto rest = revisions.subspan(i + 1);
        const auto upper =
            std::find_if(rest.begin(), rest.end(), [&](Position other) { return above[other]; });
        if (upper == rest.end()) continue;
        const std::string lower_id = table.migrations[revisions[i]].revision;
        const std::string upper_id = table.migrations[*upper].revision;
        throw Error(diagnose(
            Code::overlapping_targets,
            "cannot stamp both " + in_quotes(upper_id) + " and its ancestor " + in_quotes(lower_id),
            "stamp " + in_quotes(upper_id) + " alone: it includes its ancestors"));
    }
}

}  // namespace

Plan plan_stamp(const MigrationTable& table, std::span<const std::uint32_t> current,
                std::span<const std::string> targets, bool purge) {
    if (targets.empty()) {
        throw Error(diagnose(Code::malformed_identifier, "no revision to stamp",
                             "name one, 'heads', or 'base' for an empty version table"));
    }
    const Stamp stamp = resolve_targets(table, current, targets);
    if (stamp.revisions.size() > 1 && targets.size() > 1) refuse_overlaps(table, stamp.revisions);

    std::vector<Position> rows = stamp.revisions;
    if (!purge && !stamp.everything) {
        const Flags below = ancestors(table, stamp.branches, Edges::all);
        const Flags above = descendants(table, stamp.branches, Edges::all);
        for (const Position row : current) {
            if (!below[row] && !above[row]) rows.push_back(row);
        }
    }
    Plan plan;
    plan.from = sorted_ids(table, current);
    plan.to = sorted_ids(table, rows_of(table, applied_set(table, rows)));
    return plan;
}

}  // namespace kiln
