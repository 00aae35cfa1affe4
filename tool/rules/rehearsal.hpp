#pragma once
// Each revision tried on rows, before it is made for good.

#include "tool/replay/canary_rows.hpp"
#include "tool/replay/group_digests.hpp"
#include "tool/replay/passage.hpp"
#include "tool/replay/reach.hpp"
#include "tool/replay/references.hpp"
#include "tool/replay/return_point.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/rehearsal_memory.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {

/// Fills the tables that a revision can reach, runs it up, down and up again, shows both passages
/// to the rules, and takes all of it back. Then the revision runs once more, for good, on the
/// tables as they are: the rules see that where rows kept them from seeing it before.
class Rehearsal : public Inspector {
public:
    /// `with_fixtures`: a database for the rehearsals alone, empty, which then holds the rows of
    /// fixtures too; none where no revision has any. `most_memory` as in a TrialDatabase. `memory`,
    /// if there is one, says what earlier ones found.
    Rehearsal(TrialDatabase& database, TrialDatabase* with_fixtures,
              std::span<Inspector* const> rules, bool round_trip, std::size_t most_memory,
              RehearsalMemory* memory)
        : plain_(database),
          database_(with_fixtures != nullptr ? *with_fixtures : database),
          tried_(&database_),
          rules_(rules),
          round_trip_(round_trip),
          most_memory_(most_memory),
          memory_(memory),
          digests_(database_) {}
    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;

    /// Before the upgrade runs for good. Where it ran, the schema passes SQLite's tests.
    AlterTests rehearse(const RevisionFile& file, const Section& upgrade,
                        std::vector<Diagnostic>& found);
    /// Behind the last one: its fixture, too.
    void finish(std::vector<Diagnostic>& found) { go_on(found); }
    /// The upgrade as it ran for good.
    void inspect(const Passage& upgrade, std::vector<Diagnostic>& found) override;
    /// How many were held, since what comes of them was not known.
    std::size_t held() const { return held_; }
    /// Of the rules too. Between two revisions.
    void keep(Packer& out, const Chain& chain) const override;
    void take_up(Unpacker& in, const Chain& chain, const Schema& now) override;

private:
    class Trial;

    using Part = std::optional<std::set<std::string>>;

    /// The words of what the revision runs here.
    std::set<std::string> words_of_all(std::span<const Section* const> sections);
    /// What it can reach, if that is sure.
    Part part_of(std::span<const Section* const> sections,
                 const std::set<std::string>& words) const;
    /// Where the revision is tried: on what it can reach, or on all.
    TrialDatabase& choose_part(const Part& part, const std::set<std::string>& words);
    /// Of all that its rehearsal can see; empty where that is not sure.
    std::string key_of(const RevisionFile& file, const Part& part,
                       const std::set<std::string>& words);
    std::string known_to_rules() const;
    void hold(const RevisionFile& file, const Section& upgrade, const Section* downgrade,
              const std::string& key, std::vector<Diagnostic>& found);
    void recall(const Rehearsed& known, std::vector<Diagnostic>& found);
    /// Rows for what statements with these words can reach, on the schema as it is now.
    RowsBefore fill(const std::set<std::string>& words, CanaryRows::Kind kind, unsigned generation,
                    const CanaryRows::Suits& suits = {});
    void show(const Passage& passage, std::vector<Diagnostic>& found) const;
    bool has_fixtures() const { return &database_ != &plain_; }
    void find_fixture_rows();
    void go_on(std::vector<Diagnostic>& found);

    TrialDatabase& plain_;
    TrialDatabase& database_;
    std::optional<TrialDatabase> part_;  // of it
    TrialDatabase* tried_;               // either of them
    std::span<Inspector* const> rules_;
    bool round_trip_;
    std::size_t most_memory_;
    RehearsalMemory* memory_;
    std::size_t held_ = 0;
    GroupDigests digests_;
    References references_;
    CanaryRows canary_rows_;
    std::set<std::string> told_unfilled_;
    bool has_temporary_ = false;  // objects, that an earlier revision may have left behind

    // What runs for good in the database with fixtures, when the plain one has committed it.
    std::pair<const RevisionFile*, const Section*> to_go_on_{};

    // Of the revision that was tried last.
    std::set<std::string> fixture_tables_;  // those that hold rows of fixtures
    std::optional<Refusal> up_refusal_;
    std::set<std::string> left_out_;  // tables that get no rows, since none of theirs passes
    std::optional<Refusal> down_refusal_;
    bool up_was_shown_ = false;
    bool down_was_shown_ = false;
    bool came_back_ = false;  // up again without a fault, and rows made no difference to that
};

}  // namespace kiln::tool
