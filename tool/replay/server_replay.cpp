#include "tool/replay/server_replay.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/source_text.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/server_faults.hpp"
#include "tool/replay/server_trial.hpp"
#include "tool/replay/skipped.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

class ServerReplay {
public:
    ServerReplay(std::span<const RevisionFile> files, const Graph& graph, const TrialServer& server,
                 const ServerReplayOptions& options)
        : files_(files),
          graph_(graph),
          server_(server),
          dialect_(server.dialect()),
          options_(options),
          ran_(graph.order.size(), false) {}

    std::vector<Diagnostic> run() {
        database_ = make_trial(server_);
        run_all();
        run_each();
        for (const auto& [diagnostic, position] : failures_) {
            note_skipped(graph_, position, diagnostics_[diagnostic].second);
        }
        if (!left_out_.empty() && options_.tells_left_out) {
            diagnostics_.emplace_back(graph_.order.size(),
                                      code_not_run(files_, graph_, left_out_, ran_));
        }
        std::ranges::stable_sort(diagnostics_, {}, &Found::first);
        std::vector<Diagnostic> out;
        out.reserve(diagnostics_.size());
        for (Found& each : diagnostics_) out.push_back(std::move(each.second));
        return out;
    }

private:
    const RevisionFile& file(std::uint32_t position) const {
        return files_[graph_.order[position]];
    }

    const Section* section(std::uint32_t position, Direction direction) const {
        return file(position).section(direction, dialect_);
    }

    void run_all() {
        bool was_committed = false;
        for (std::uint32_t position = 0; position < graph_.order.size(); ++position) {
            if (!parents_ran(graph_, position, ran_) || is_too_much()) continue;
            const Section* upgrade = section(position, Direction::upgrade);
            if (options_.progress) {
                options_.progress(position, graph_.order.size(), file(position).revision.text);
            }
            if (upgrade == nullptr) {
                ran_[position] = true;
                continue;
            }
            if (upgrade->is_code && linked_code(upgrade->code_of) == nullptr) {
                left_out_.push_back(position);
                continue;
            }
            make_anew_if_dirty(position);
            was_committed = was_committed || options_.commits_each || !can_be_undone(*upgrade);
            const auto fault =
                options_.commits_each ? run_to_end(position, *upgrade) : run_at(position, *upgrade);
            ran_[position] = !fault;
            if (!fault) continue;
            is_dirty_ = !can_be_undone(*upgrade);
            failures_.emplace_back(diagnostics_.size(), position);
            fail(position, *upgrade, *fault, Code::upgrade_failed);
        }
        if (!was_committed) return database_->roll_back();
        // It is there for good.
        is_dirty_ = false;
        database_.reset();
        database_ = make_trial(server_);
    }

    void run_each() {
        const std::uint32_t known = run_known();
        Catalog before;
        if (options_.round_trip) before = database_->read();
        for (std::uint32_t position = known; position < graph_.order.size(); ++position) {
            if (!ran_[position]) continue;
            ran_[position] = parents_ran(graph_, position, ran_) && !is_too_much();
            const Section* upgrade = section(position, Direction::upgrade);
            if (!ran_[position] || upgrade == nullptr) continue;
            if (make_anew_if_dirty(position)) before = database_->read();
            const std::size_t found_before = diagnostics_.size();
            ran_[position] = round_trip(position, *upgrade, before);
            if (!ran_[position]) failures_.emplace_back(found_before, position);
        }
    }

    /// So many ran, which are all that are known or none.
    std::uint32_t run_known() {
        for (std::uint32_t position = 0; position < options_.known; ++position) {
            const Section* upgrade = section(position, Direction::upgrade);
            if (ran_[position] && (upgrade == nullptr || !run_again(position, *upgrade))) continue;
            database_.reset();
            database_ = make_trial(server_);
            return 0;
        }
        return options_.known;
    }

    /// As round_trip() leaves it: what is not taken back there stays.
    std::optional<Fault> run_again(std::uint32_t position, const Section& upgrade) {
        const Section* downgrade =
            options_.round_trip ? section(position, Direction::downgrade) : nullptr;
        auto fault = run_to_end(position, upgrade);
        if (downgrade == nullptr || (can_be_undone(upgrade) && can_be_undone(*downgrade))) {
            return fault;
        }
        if (!fault) fault = run_to_end(position, *downgrade);
        if (!fault) fault = run_to_end(position, upgrade);
        return fault;
    }

    bool can_be_undone(const Section& section) const {
        return database_->undoes_ddl() && !section.no_transaction;
    }

    /// A new database in the place of one that has what a section did before it failed, with all
    /// that has run below the position.
    bool make_anew_if_dirty(std::uint32_t position) {
        if (!std::exchange(is_dirty_, false)) return false;
        database_.reset();
        database_ = make_trial(server_);
        for (std::uint32_t below = 0; below < position; ++below) {
            const Section* upgrade = section(below, Direction::upgrade);
            if (ran_[below] && upgrade != nullptr) run_to_end(below, *upgrade);
        }
        return true;
    }

    /// Whether the upgrade ran; `before` becomes what it left.
    bool round_trip(std::uint32_t position, const Section& upgrade, Catalog& before) {
        const Section* downgrade = section(position, Direction::downgrade);
        if (options_.round_trip) {
            database_->expect(upgrade, downgrade);
            before = database_->read(std::move(before));
        }
        if (const auto fault = run_to_end(position, upgrade)) {
            is_dirty_ = !can_be_undone(upgrade);
            fail(position, upgrade, *fault, Code::upgrade_failed);
            return false;
        }
        if (!options_.round_trip) return true;
        Catalog upgraded = database_->read(before);
        const bool goes_on =
            downgrade == nullptr || down_and_up(position, upgrade, *downgrade, before, upgraded);
        before = std::move(upgraded);
        return goes_on;
    }

    /// False where the upgrade does not run again. Where transactions allow it, they are taken
    /// back: the next revision meets what the first upgrade left, its rows too.
    bool down_and_up(std::uint32_t position, const Section& upgrade, const Section& downgrade,
                     const Catalog& before, Catalog& upgraded) {
        const bool in_transaction = can_be_undone(upgrade) && can_be_undone(downgrade);
        const auto leave = [&] {
            is_dirty_ = !in_transaction;
            database_->roll_back();
        };
        auto fault = run_at(position, downgrade);
        if (!fault) fault = in_transaction ? database_->end_run() : database_->commit();
        if (fault) {
            leave();
            fail(position, downgrade, *fault, Code::downgrade_failed);
            return true;
        }
        Catalog now = database_->read(upgraded);
        if (compare(position, downgrade, Code::downgrade_does_not_restore, before, now)) {
            leave();
            return true;
        }
        fault = run_at(position, upgrade);
        if (fault && in_transaction) {
            // A program would have committed in between: nobody is accused on a short cut.
            database_->roll_back();
            fault = run_to_end(position, downgrade);
            if (!fault) fault = run_to_end(position, upgrade);
            if (!fault) return true;
        }
        if (!fault && !in_transaction) fault = database_->commit();
        if (fault) {
            is_dirty_ = true;
            database_->roll_back();
            fail_again(position, upgrade, *fault);
            return false;
        }
        now = database_->read(std::move(now));
        compare(position, upgrade, Code::second_upgrade_differs, upgraded, now);
        if (in_transaction) {
            database_->roll_back();
        } else {
            upgraded = std::move(now);
        }
        return true;
    }

    /// Throws K425 with the statement's place: it may be that which ends the session.
    std::optional<Fault> run_at(std::uint32_t position, const Section& section) {
        try {
            return database_->run(section);
        } catch (LostInSection& lost) {
            lost.fault.hint =
                "look whether the server runs, and build again; a statement that ends its own "
                "session cannot be checked: remove it";
            throw Error(diagnose_all(file(position), section, lost.fault, Code::connection_lost));
        }
    }

    std::optional<Fault> run_to_end(std::uint32_t position, const Section& section) {
        auto fault = run_at(position, section);
        if (!fault) fault = database_->commit();
        if (fault) database_->roll_back();
        return fault;
    }

    /// Whether there are differences, which it tells.
    bool compare(std::uint32_t position, const Section& section, Code code, const Catalog& was,
                 const Catalog& is) {
        const std::vector<CatalogDifference> found = compare_catalogs(was, is);
        if (found.empty()) return false;
        const bool down = code == Code::downgrade_does_not_restore;
        Diagnostic diagnostic = diagnose_section(
            file(position), section, code,
            down ? "the downgrade does not bring back the schema that stood before the upgrade"
                 : "upgrading again after the downgrade gives another schema than the first time",
            down ? "undo in the downgrade what the upgrade does, or remove the section if that "
                   "cannot be undone"
                 : "make the upgrade independent of what the downgrade leaves behind");
        for (const CatalogDifference& difference : found) {
            diagnostic.notes.push_back(note_of(describe(difference)));
        }
        diagnostics_.emplace_back(position, std::move(diagnostic));
        return true;
    }

    bool is_of_missing_extension(const Section& section, const Fault& fault) const {
        // Of versions before 14 the latter.
        if (fault.number != sql_state("0A000") && fault.number != sql_state("58P01")) return false;
        const std::size_t offset = std::min(fault.offset, section.sql.size());
        return database_->lacks_extension(std::string_view(section.sql).substr(offset));
    }

    void fail(std::uint32_t position, const Section& section, Fault fault, Code code) {
        if (is_of_missing_extension(section, fault)) {
            code = Code::missing_extension;
            fault.hint = missing_extension_hint;
        }
        for (Diagnostic& each : diagnose_all(file(position), section, fault, code)) {
            diagnostics_.emplace_back(position, std::move(each));
        }
    }

    void fail_again(std::uint32_t position, const Section& upgrade, const Fault& fault) {
        Diagnostic diagnostic =
            diagnose(file(position), upgrade, fault, Code::second_upgrade_failed);
        diagnostic.code = Code::second_upgrade_failed;
        diagnostic.message = "the upgrade does not run again after the downgrade: " + fault.message;
        diagnostic.hint = "make the downgrade take back all that the upgrade does, rows included";
        diagnostics_.emplace_back(position, std::move(diagnostic));
    }

    bool is_too_much() const { return diagnostics_.size() >= max_diagnostics; }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    const TrialServer& server_;
    Dialect dialect_;
    const ServerReplayOptions& options_;
    std::unique_ptr<ServerTrial> database_;
    std::vector<bool> ran_;
    bool is_dirty_ = false;                ///< the database has what a section did before it failed
    std::vector<std::uint32_t> left_out_;  ///< in C++, and no part of this program
    using Found = std::pair<std::uint32_t, Diagnostic>;  ///< with its position
    std::vector<Found> diagnostics_;
    std::vector<std::pair<std::size_t, std::uint32_t>> failures_;  ///< diagnostics, and where
};

}  // namespace

std::vector<Diagnostic> replay_on_server(std::span<const RevisionFile> files, const Graph& graph,
                                         const TrialServer& server,
                                         const ServerReplayOptions& options) {
    return ServerReplay(files, graph, server, options).run();
}

}  // namespace kiln::tool
