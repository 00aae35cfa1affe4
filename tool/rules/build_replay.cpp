#include "tool/rules/build_replay.hpp"

#include "tool/replay/chain.hpp"
#include "tool/replay/packing.hpp"
#include "tool/replay/replay.hpp"
#include "tool/replay/trial_basis.hpp"
#include "tool/rules/all_rows.hpp"
#include "tool/rules/checkpoints.hpp"
#include "tool/rules/dependents.hpp"
#include "tool/rules/dropped_data.hpp"
#include "tool/rules/fails_on_rows.hpp"
#include "tool/rules/fingerprints.hpp"
#include "tool/rules/foreign_keys.hpp"
#include "tool/rules/judge.hpp"
#include "tool/rules/lineage_rules.hpp"
#include "tool/rules/lost_on_rebuild.hpp"
#include "tool/rules/new_constraints.hpp"
#include "tool/rules/newer_sqlite.hpp"
#include "tool/rules/order_matters.hpp"
#include "tool/rules/rehearsal.hpp"
#include "tool/rules/rows_lost.hpp"
#include "tool/rules/snapshot_watch.hpp"
#include "tool/rules/touches.hpp"
#include "tool/rules/values_lost.hpp"

#include <kiln/error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace kiln::tool {

namespace {

bool has_fixture(std::span<const RevisionFile> files) {
    return std::ranges::any_of(
        files, [](const RevisionFile& file) { return file.fixture(Dialect::sqlite) != nullptr; });
}

/// What has a say in a replay beside its revisions; what judge() alone looks at has none.
std::string basis_of(const Chain& chain, const ReplayOptions& options) {
    Packer out;
    pack_trial_basis(out);
    out.flag(options.rules);
    out.flag(options.round_trip);
    out.number(options.most_memory);
    out.signed_number(options.sqlite_minimum);
    out.flag(options.snapshot);
    out.flag(options.fingerprints);
    out.flag(has_fixture(chain.files()));
    return out.take();
}

class BuildReplay {
public:
    BuildReplay(const Chain& chain, const ReplayOptions& options, RehearsalMemory* rehearsals)
        : chain_(chain),
          options_(options),
          database_(options.most_memory),
          by_lineage_({find_lost_rows, find_lost_values, find_losses_on_rebuild,
                       find_new_constraints, find_dropped_tables, find_dropped_columns,
                       find_changes_of_all_rows}),
          newer_sqlite_(options.sqlite_minimum),
          rules_{&fails_on_rows_, &dependents_, &by_lineage_},
          snapshot_(database_),
          fingerprints_(chain.files(), chain.graph()) {
        if (options.sqlite_minimum > 0) rules_.push_back(&newer_sqlite_);
        if (has_fixture(chain.files())) with_fixtures_.emplace(options.most_memory);
        rehearsal_.emplace(database_, with_fixtures_ ? &*with_fixtures_ : nullptr, rules_,
                           options.round_trip, options.most_memory, rehearsals);
        if (options.snapshot) inspectors_.push_back(&snapshot_);
        inspectors_.push_back(&foreign_keys_);
        if (options.fingerprints) inspectors_.push_back(&fingerprints_);
        if (!options.rules) return;
        inspectors_.push_back(&*rehearsal_);
        inspectors_.push_back(&touches_);
    }
    BuildReplay(const BuildReplay&) = delete;
    BuildReplay& operator=(const BuildReplay&) = delete;

    /// From a checkpoint. Throws NotPacked and kiln::Error, and is of no use then.
    void take_up(const Checkpoints::Checkpoint& checkpoint) {
        Unpacker in(checkpoint.state);
        database_.take_up(in);
        if (with_fixtures_) with_fixtures_->take_up(in);
        for (Inspector* inspector : inspectors_) {
            inspector->take_up(in, chain_, database_.schema());
        }
        course_.first = checkpoint.position;
        course_.found = checkpoint.found;
        if (!in.at_end()) throw NotPacked();
    }

    /// None where a checkpoint is further on by then: this is of no use any more.
    std::optional<std::vector<Diagnostic>> run(Checkpoints* checkpoints, ReplayEnd* end) {
        BeforeUpgrade before_upgrade;
        if (options_.rules || options_.snapshot) {
            before_upgrade = [&, index = std::size_t{course_.first}](
                                 const RevisionFile& file, const Section& section,
                                 std::vector<Diagnostic>& found) mutable {
                if (options_.progress) {
                    options_.progress(index++, chain_.size(), file.revision.text);
                }
                AlterTests tests = AlterTests::all;
                if (options_.rules) tests = rehearsal_->rehearse(file, section, found);
                if (options_.snapshot) snapshot_.before(file, section);
                return tests;
            };
        }
        bool is_further_on = false;
        if (checkpoints != nullptr) {
            course_.reached = [&](std::uint32_t position, std::span<const Diagnostic> found) {
                is_further_on =
                    !checkpoints->reached(position, found, [&](Packer& out) { return keep(out); });
                return !is_further_on;
            };
        }
        std::vector<Diagnostic> found =
            replay(chain_.files(), chain_.graph(), database_, inspectors_, before_upgrade,
                   options_.round_trip, std::move(course_));
        if (is_further_on) return std::nullopt;
        if (checkpoints != nullptr) {
            checkpoints->keep_links();
            checkpoints->rehearsals().keep();
        }
        rehearsal_->finish(found);
        const std::size_t rehearsals = rehearsal_->held();
        // What it knows of rows and its databases would stand beside those of the snapshot's proof.
        inspectors_.clear();
        rehearsal_.reset();
        with_fixtures_.reset();
        if (options_.rules) {
            find_orders_that_matter(chain_.files(), chain_.graph(), touches_, options_.most_memory,
                                    checkpoints, found);
        }
        found = judge(std::move(found), chain_.files(), options_);
        if (end == nullptr) return found;
        end->schema = database_.schema();
        end->rehearsals = rehearsals;
        end->tables = fingerprints_.tables();
        if (options_.snapshot && !has_fault(found))
            end->snapshot = snapshot_.finish(chain_.files(), checkpoints, found);
        return found;
    }

private:
    bool keep(Packer& out) const {
        if (!database_.keep(out) || (with_fixtures_ && !with_fixtures_->keep(out))) return false;
        for (const Inspector* inspector : inspectors_) inspector->keep(out, chain_);
        return true;
    }

    const Chain& chain_;
    const ReplayOptions& options_;
    TrialDatabase database_;
    std::optional<TrialDatabase> with_fixtures_;
    FailsOnRows fails_on_rows_;
    LineageRules by_lineage_;
    Dependents dependents_;
    NewerSqlite newer_sqlite_;
    std::vector<Inspector*> rules_;
    std::optional<Rehearsal> rehearsal_;
    ForeignKeys foreign_keys_;
    SnapshotWatch snapshot_;
    Fingerprints fingerprints_;
    Touches touches_;
    std::vector<Inspector*> inspectors_;
    ReplayCourse course_;
};

void take_up_last(Checkpoints& checkpoints, const Chain& chain, const ReplayOptions& options,
                  std::optional<BuildReplay>& run) {
    run.emplace(chain, options, &checkpoints.rehearsals());
    while (const auto last = checkpoints.last(0, chain.size())) {
        try {
            return run->take_up(*last);
        } catch (const NotPacked&) {
            checkpoints.forget(last->position);
        } catch (const Error&) {
            checkpoints.forget(last->position);
        }
        run.emplace(chain, options, &checkpoints.rehearsals());
    }
}

}  // namespace

std::vector<Diagnostic> replay(std::span<const RevisionFile> files, const Graph& graph,
                               const ReplayOptions& options, ReplayEnd* end) {
    const Chain chain(files, graph);
    std::optional<Checkpoints> checkpoints;
    if (!options.cache.empty() && can_be_resumed(chain)) {
        checkpoints.emplace(options.cache, chain, basis_of(chain, options), options.worth);
    }
    if (!checkpoints) return *BuildReplay(chain, options, nullptr).run(nullptr, end);
    std::optional<BuildReplay> run;
    std::optional<std::vector<Diagnostic>> found;
    while (!found) {
        take_up_last(*checkpoints, chain, options, run);
        found = run->run(&*checkpoints, end);
    }
    return *std::move(found);
}

}  // namespace kiln::tool
