#pragma once
// How far earlier replays came with the same revisions, so that the next one goes on from there.

#include "tool/replay/chain.hpp"
#include "tool/replay/check_cache.hpp"
#include "tool/replay/packing.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/meetings.hpp"

#include <kiln/diagnostic.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {

/// Whether a replay of these does the same when it begins in the midst of them: nothing of it is
/// kept in the connection, in an extension or in code of the project's own.
bool can_be_resumed(const Chain& chain);

/// When a checkpoint is worth what it costs.
struct CheckpointWorth {
    std::chrono::milliseconds least{20};  ///< less is done again in no time
    /// What checkpoints take all together is at most this part of what is done between them.
    int part = 40;
};

/// A checkpoint is all that a replay knows between two revisions, under a key that covers every
/// byte of the revisions so far, and `basis`: whatever else has a say in what is found.
class Checkpoints {
public:
    /// `chain` must outlive it.
    Checkpoints(const std::string& folder, const Chain& chain, std::string_view basis,
                const CheckpointWorth& worth);

    /// The one behind the most revisions, more than `least` and at most `most` of them, and how
    /// many these are. The database is the first thing in it.
    std::optional<std::pair<std::uint32_t, std::string>> last(std::uint32_t least,
                                                              std::uint32_t most);

    /// The one behind so many revisions is of no use.
    void forget(std::uint32_t position) { cache_.forget(keys_[position]); }
    /// Takes a new database, or one that is behind the first `from` revisions, as near to `to` as
    /// checkpoints allow: behind how many it is then.
    std::uint32_t go_to(std::uint32_t from, std::uint32_t to,
                        std::optional<TrialDatabase>& database, std::size_t most_memory);

    /// Behind so many revisions, each time a replay is there: makes a checkpoint of what `keep`
    /// gives if enough was done since the last one, and before the last revision, where most edits
    /// are. `keep` is false where there can be none here.
    void reached(std::uint32_t position, const std::function<bool(Packer&)>& keep);

    /// What a look at that meeting found, if it was looked at with all that came before it.
    const std::vector<Diagnostic>* found_at(const Meeting& meeting);
    void note(const Meeting& meeting, std::span<const Diagnostic> found);
    /// Keeps what was asked for and noted.
    void keep_meetings();

private:
    using Clock = std::chrono::steady_clock;
    using Known = std::map<std::string, std::vector<Diagnostic>>;

    std::string key_of(const Meeting& meeting) const;
    void read_meetings();

    CheckCache cache_;
    CheckpointWorth worth_;
    std::vector<std::string> keys_;  // behind so many revisions
    Clock::time_point last_at_ = Clock::now();
    Clock::duration cost_{};
    std::string meetings_key_;
    std::string meetings_before_;  // as they were kept
    Known known_meetings_;
    Known meetings_;
};

}  // namespace kiln::tool
