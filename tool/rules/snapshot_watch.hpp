#pragma once
// Whether what the revisions made can be a snapshot, and that.

#include "tool/replay/passage.hpp"
#include "tool/replay/references.hpp"
#include "tool/replay/snapshot.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/checkpoints.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace kiln::tool {

/// Watches upgrades as they run for good, one after the other. What a revision makes must depend on
/// nothing but what was there: one that may ask for the time or for chance runs under two clocks
/// and seeds first, on the rows that it will find, and that is taken back.
class SnapshotWatch : public Inspector {
public:
    explicit SnapshotWatch(TrialDatabase& database);

    /// Before the upgrade runs for good.
    void before(const RevisionFile& file, const Section& upgrade);
    /// Before any other inspector.
    void inspect(const Passage& upgrade, std::vector<Diagnostic>& found) override;
    void keep(Packer& out, const Chain& chain) const override;
    void take_up(Unpacker& in, const Chain& chain, const Schema& now) override;

    /// Behind the last one of all these. Empty where there is no snapshot, and then a note (K347)
    /// that says why is added. It is empty also where the revisions make nothing. `checkpoints`, if
    /// there are any, tell whether the same SQL was proven to make the same database before.
    std::string finish(std::span<const RevisionFile> files, Checkpoints* checkpoints,
                       std::vector<Diagnostic>& found);

private:
    using Place = std::pair<const RevisionFile*, const Section*>;

    std::optional<SnapshotObstacle> refute(const std::string& sql, Checkpoints* checkpoints) const;
    bool differs(const RevisionFile& file, const Section& upgrade);
    bool names_foreign_function(const std::set<std::string>& words) const;
    void give_up(const Place& place, const std::string& why);
    void give_up(const SnapshotObstacle& obstacle);

    TrialDatabase& database_;
    References references_;
    /// Functions that extensions brought; none where SQLite cannot list them.
    std::optional<std::set<std::string>> foreign_functions_;
    std::map<std::string, Place> last_change_;  ///< of each table
    std::size_t stand_in_calls_ = 0;            ///< before the upgrade that runs
    std::optional<Diagnostic> why_not_;
};

}  // namespace kiln::tool
