#pragma once
// How far earlier replays came with the same revisions, so that the next one goes on from there.

#include "tool/replay/chain.hpp"
#include "tool/replay/check_cache.hpp"
#include "tool/replay/packing.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/meetings.hpp"
#include "tool/rules/rehearsal_memory.hpp"

#include <kiln/diagnostic.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// Whether a replay of these does the same when it begins in the midst of them: nothing of it is
/// kept in the connection, in an extension or in code of the project's own.
bool can_be_resumed(const Chain& chain);

/// Of each revision all bytes that any check can see.
std::string digest_of(const RevisionFile& file);
std::vector<std::string> digests_of(const Chain& chain);

/// When a checkpoint is worth what it costs, in the processor's time.
struct CheckpointWorth {
    std::chrono::milliseconds least{20};  ///< less is done again in no time
    /// What checkpoints take all together is at most this part of what is done between them.
    int part = 40;
};

/// A checkpoint is all that a replay knows between two revisions: its state. What comes behind it
/// hangs on that, on the revisions behind it and on `basis`, whatever else has a say in what is
/// found; so its key covers the state of the checkpoint before and each byte of the revisions
/// between. Where an edit leads to a state that an earlier replay was in too, as one of a remark
/// does, all that is known behind that one counts again.
class Checkpoints {
public:
    /// Behind so many revisions.
    struct Checkpoint {
        std::uint32_t position = 0;
        std::string state;  ///< the database is the first thing in it
        std::vector<Diagnostic> found;
    };

    /// `chain` must outlive it.
    Checkpoints(const std::string& folder, const Chain& chain, std::string_view basis,
                const CheckpointWorth& worth);

    /// The one behind the most revisions, more than `least` and at most `most` of them.
    std::optional<Checkpoint> last(std::uint32_t least, std::uint32_t most);

    /// The one behind so many revisions, which last() gave, is of no use.
    void forget(std::uint32_t position);
    /// Takes a new database, or one that is behind the first `from` revisions, as near to `to` as
    /// checkpoints allow: behind how many it is then.
    std::uint32_t go_to(std::uint32_t from, std::uint32_t to,
                        std::optional<TrialDatabase>& database, std::size_t most_memory);

    /// Behind so many revisions, each time a replay is there: makes a checkpoint of what `keep`
    /// gives if enough was done since the last one, if there was one at this place, and before the
    /// last revision, where most edits are. `keep` is false where there can be none here. False if
    /// last() has one that is further on by now: the rest need not be tried again.
    bool reached(std::uint32_t position, std::span<const Diagnostic> found,
                 const std::function<bool(Packer&)>& keep);

    /// The key of what these texts say together, for what is dear to prove: was it proven before?
    std::string key_of(std::string_view what, std::initializer_list<std::string_view> texts) const;
    bool is_proven(const std::string& key) { return cache_.get(key).has_value(); }
    void note_proven(const std::string& key) { cache_.put(key, ""); }

    RehearsalMemory& rehearsals() { return rehearsals_; }

    /// What a look at that meeting found, if it was looked at with all that came before it.
    const std::vector<Diagnostic>* found_at(const Meeting& meeting);
    void note(const Meeting& meeting, std::span<const Diagnostic> found);
    /// Keeps what was asked for and noted.
    void keep_meetings();
    /// Keeps what leads from checkpoint to checkpoint. Behind the last revision.
    void keep_links();

private:
    using Time = std::chrono::microseconds;  // the processor's
    using Known = std::map<std::string, std::vector<Diagnostic>>;

    /// What the revisions from one state on lead to; by a key of both.
    struct Link {
        std::string state;              // its digest
        std::string place;              // the digest of the last of these revisions
        std::uint32_t length = 0;       // how many they are
        std::vector<Diagnostic> found;  // on the way
        std::size_t turn = 0;           // when it was of use: those of no use for long go
    };
    /// A state that this chain goes through.
    struct Stop {
        std::uint32_t position = 0;
        std::string state;
        std::size_t found = 0;  // so far
        const Link* link = nullptr;
    };

    void read_links();
    void follow_links(std::size_t from);
    void follow_next_links();
    bool go_round(std::size_t from);
    void stop_behind(std::size_t at, std::uint32_t position, Link& link);
    std::size_t stop_at(std::uint32_t position) const;
    /// Of a state and the revisions behind it, up to that position.
    std::string key_from(const Stop& stop, std::uint32_t position) const;
    std::string state_digest(std::uint32_t position, std::size_t found,
                             std::string_view state) const;
    bool is_due(std::uint32_t position, Time now) const;
    std::string key_of(const Meeting& meeting) const;
    void read_meetings();

    CheckCache cache_;
    CheckpointWorth worth_;
    bool has_fixtures_;
    std::string basis_;
    RehearsalMemory rehearsals_;
    std::vector<std::string> revisions_;  // their digests
    std::string links_key_;
    std::string links_before_;  // as they were kept
    std::map<std::string, Link> links_;
    std::set<std::string> states_;  // that links lead to
    std::set<std::string> places_;
    std::size_t turn_ = 0;
    std::vector<Stop> stops_;    // the first is behind no revision
    std::uint32_t longest_ = 0;  // of the links
    Time last_at_;
    Time kept_at_;  // the links
    Time cost_{};
    std::string meetings_key_;
    std::string meetings_before_;  // as they were kept
    Known known_meetings_;
    Known meetings_;
};

}  // namespace kiln::tool
